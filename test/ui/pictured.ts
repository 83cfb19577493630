import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseRecording, type Recording } from '../../src/engine/recording.ts';
import { reduce } from '../../src/engine/reduce.ts';
import type { LabState } from '../../src/engine/state.ts';
import { loadLesson } from '../../src/lesson/load.ts';
import { LabHost } from '../../src/ui/host/lab-host.ts';
import { type RecordedLesson, recordedLesson } from '../../src/ui/host/recorded-lesson.ts';
import type { Mode, Model, Presentation } from '../../src/ui/model/model.ts';
import { nextQuestion } from '../../src/ui/run/question.ts';
import { noAreas } from '../../src/ui/view/screen.ts';

/** Runs of duplicate-book on a real server, by level or variant, and of other lessons. */
export type PicturedRun = 'ru' | 'rc' | 'rr' | 's' | 'unique-index' | ShownRun;

/** A run whose recording has what each session would read at every place. */
export type ShownRun = 'lost-update-rr' | 'lost-update-s' | 'dirty-read' | 'next-key-locks';

const recordingOf = (name: PicturedRun): Recording =>
  parseRecording(readFileSync(new URL(`pictures/recordings/${name}.ndjson`, import.meta.url), 'utf8'));

/** What a run came to. */
export const endOf = (name: PicturedRun): LabState => {
  const last = recordingOf(name).reduce<LabState | undefined>((lab, event) => reduce(lab, event), undefined);
  if (last === undefined) throw new Error(`${name} is empty`);
  return last;
};

export interface Opening {
  readonly run: PicturedRun;
  /** What happens at other levels and in other variants. */
  readonly others?: readonly PicturedRun[];
  readonly mode?: Mode;
  readonly asks?: boolean;
  readonly presentation?: Presentation;
}

/** The lab as it is with a server, the server's part played by what one answered when it was recorded. */
export class PicturedLab implements AsyncDisposable {
  readonly #host: LabHost;

  private constructor(host: LabHost) {
    this.#host = host;
  }

  static async open({
    run,
    others = [],
    mode = 'lab',
    asks = false,
    presentation,
  }: Opening): Promise<PicturedLab> {
    const [own, ...more] = [run, ...others].map((name) => recordedLesson(recordingOf(name)));
    if (own === undefined) throw new Error('No run');
    const file = fileURLToPath(new URL(`../../lessons/${own.lesson.id}.yaml`, import.meta.url));
    const lesson = await loadLesson(file);
    const { connect, choice } = own;
    const start: RecordedLesson['start'] = async (options) => {
      const { level, variant } = options.script;
      const isIt = (one: RecordedLesson) => one.choice.level === level && one.choice.variant === variant?.id;
      const found = [own, ...more].find(isIt);
      if (found === undefined) throw new Error(`Nobody recorded ${level}`);
      const recorded = await found.start(options);
      for (const action of options.actions) {
        options.onAction?.(action);
        if (action.kind === 'next') await recorded.next();
      }
      return recorded;
    };
    const clock = { now: () => 0, delay: async () => {} };
    const host = new LabHost({
      catalogue: [lesson],
      mode,
      asks,
      ...(presentation && { presentation }),
      connect,
      startRun: (options) => start({ ...options, clock }),
      clock,
    });
    const lab = new PicturedLab(host);
    host.tell({ type: 'lesson-opened', lesson, choice });
    await lab.until(isReady);
    return lab;
  }

  get model(): Model {
    return this.#host.model();
  }

  readonly tell: LabHost['tell'] = (message) => this.#host.tell(message);

  press(...keys: readonly string[]): void {
    for (const key of keys) this.tell({ type: 'key', key, areas: noAreas });
  }

  /** Goes on until so many steps are taken. */
  async take(steps: number): Promise<void> {
    while (taken(this.model) < steps) {
      const before = taken(this.model);
      this.press('space');
      await this.until((model) => isReady(model) && (taken(model) > before || isOver(model)));
    }
  }

  get taken(): number {
    return taken(this.model);
  }

  /** What the run of a column of the comparison came to. */
  compares(column: number, lab: LabState): void {
    const { run } = this.model;
    const comparison = run?.comparison?.number ?? 0;
    this.tell({ type: 'compared', run: run?.number ?? 0, comparison, column, result: { lab } });
  }

  async toQuestion(): Promise<void> {
    while (!this.#isAhead()) await this.take(taken(this.model) + 1);
    // What came before it is read first.
    this.press('space');
  }

  async toEnd(): Promise<void> {
    while (!isOver(this.model)) {
      this.press('space');
      await this.until(isReady);
    }
  }

  #isAhead(): boolean {
    const { run } = this.model;
    return run !== undefined && nextQuestion(run) !== undefined;
  }

  async until(holds: (model: Model) => boolean): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = () => {
      if (holds(this.model)) resolve();
    };
    const stop = this.#host.subscribe(look);
    look();
    await promise.finally(stop);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#host.close();
  }
}

const isReady = ({ run }: Model): boolean => run?.phase.kind === 'ready';
const isOver = ({ run }: Model): boolean => run?.lab?.finished !== undefined;
const taken = ({ run }: Model): number => run?.lab?.steps.filter((one) => one.status === 'taken').length ?? 0;
