import { judgeText } from '../../exercise/judge-text.ts';
import type { KeptRuns } from '../../exercise/shown-run.ts';
import { startingFile } from '../../exercise/starting-file.ts';
import { failureWords } from '../../failure-words.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import type { AnswerMessage, Command } from '../model/messages.ts';
import { problemOf } from '../model/server.ts';
import type { AnswerFile } from './answer-file.ts';
import { type Aside, jobs } from './asides.ts';
import { Latest } from './latest.ts';

export interface AnswersOptions {
  /** @throws UserError when there is no place for it. */
  readonly place: ((lesson: Lesson) => Promise<AnswerFile>) | undefined;
  readonly aside: (signal: AbortSignal) => Aside;
  readonly tell: (message: AnswerMessage) => void;
  /** Gives the terminal away while the work goes on, which never throws. */
  readonly giveTerminal: (work: () => Promise<void>) => void;
}

/** The file of the exercise that is open: where it stands, what it holds, and what became of that. */
export class Answers {
  readonly #options: AnswersOptions;
  readonly #places = new Latest();
  readonly #watching = new Latest();
  /** By the texts of exercises: what they show stays the same as long as the lab is open. */
  readonly #kept = new Map<string, KeptRuns>();
  #file: AnswerFile | undefined;
  /** Every save of it is seen. */
  #watched: AnswerFile | undefined;
  #choosing = Promise.resolve();

  constructor(options: AnswersOptions) {
    this.#options = options;
  }

  async open(fixing: number, lesson: Lesson): Promise<void> {
    this.close();
    await this.#places.begin(async (signal) => {
      try {
        const file = await this.#options.place?.(lesson);
        if (signal.aborted) return;
        this.#file = file;
        if (file === undefined) throw new Error('There is no place for answers');
        await this.#told(fixing);
      } catch (error) {
        const problem = problemOf(error, 'There is no file for your answer');
        if (!signal.aborted) this.#options.tell({ type: 'answer-refused', fixing, problem });
      }
    });
  }

  async write(fixing: number): Promise<void> {
    await this.#tried(fixing, async (file) => {
      await file.write();
      await this.#told(fixing);
    });
  }

  /** What an editor saves is judged while it is open: nothing is seen of that before it is closed. */
  async edit(fixing: number): Promise<void> {
    await this.#tried(fixing, async (file) => {
      if (await file.write()) await this.#told(fixing);
      this.#options.giveTerminal(() => this.#tried(fixing, () => file.edit()));
    });
  }

  /** The file is written first where it is not there; what it holds then is judged as after every save. */
  choose({ fixing, question, choice }: Extract<Command, { type: 'choose-answer' }>): Promise<void> {
    // Whoever leaves right behind a key has answered all the same.
    const own = this.#file;
    const choose = () =>
      this.#tried(
        fixing,
        async (file) => {
          const isNew = await file.write();
          await file.choose(question, choice);
          if (isNew || this.#watched !== file) await this.#told(fixing);
        },
        own,
      );
    // Keys may come faster than files are written, and each choice goes into what the one before has left.
    this.#choosing = this.#choosing.then(choose);
    return this.#choosing;
  }

  async watch(fixing: number): Promise<void> {
    const file = this.#file;
    if (file === undefined) return;
    const { text: exercise } = file.opened;
    const kept = this.#kept.get(exercise) ?? {};
    this.#kept.set(exercise, kept);
    await this.#watching.begin(async (signal) => {
      const { tell } = this.#options;
      const { server, clock } = this.#options.aside(signal);
      try {
        const isThere = await file.isThere();
        this.#watched = isThere ? file : undefined;
        await textsOf({ file, isThere }, signal, async (text, stop) => {
          if (server === undefined) return;
          let ran = 0;
          const onRun = () => {
            if (!stop.aborted) tell({ type: 'answer-judging', fixing, ran: ++ran });
          };
          tell({ type: 'answer-judging', fixing, ran });
          const judged = await judgeText(text, file.opened, { server, clock, jobs, stop, onRun, kept });
          // Of orders that were called off it holds the others.
          if (!stop.aborted) tell({ type: 'answer-judged', fixing, judged });
        });
      } catch (error) {
        if (signal.aborted) return;
        const { message, next } = failureWords(error);
        tell({ type: 'answer-judged', fixing, judged: { kind: 'unreadable', message, next } });
      }
    });
  }

  close(): void {
    this.#file = undefined;
    this.#places.callOff();
    this.#watching.callOff();
  }

  async stop(): Promise<void> {
    await Promise.all([this.#places.stop(), this.#watching.stop(), this.#choosing]);
  }

  async #told(fixing: number): Promise<void> {
    const file = this.#file;
    if (file === undefined) return;
    const isThere = await file.isThere();
    if (this.#file !== file) return;
    const answer = { file: file.file, isThere, ...(file.editor !== undefined && { editor: file.editor }) };
    this.#options.tell({ type: 'answer-placed', fixing, answer });
  }

  async #tried(fixing: number, work: (file: AnswerFile) => Promise<void>, file = this.#file): Promise<void> {
    if (file === undefined) return;
    try {
      await work(file);
    } catch (error) {
      const { message, next } = failureWords(error);
      this.#options.tell({ type: 'answer-noticed', fixing, notice: [message, ...next].join(' ') });
    }
  }
}

/** Before there is a file, what it would begin with: there is something to read already. */
const textsOf = async (
  { file, isThere }: { readonly file: AnswerFile; readonly isThere: boolean },
  signal: AbortSignal,
  work: Parameters<AnswerFile['watch']>[1],
): Promise<void> => {
  if (isThere) await file.watch(signal, work);
  else await work({ file: file.file, mark: '', text: startingFile(file.opened) }, signal);
};
