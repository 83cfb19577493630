import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { answerFiles } from '../../../src/cli/answer-files.ts';
import { systemClock } from '../../../src/cli/clock.ts';
import type { LabServer } from '../../../src/engine/ports.ts';
import type { Lesson } from '../../../src/lesson/lesson.ts';
import { mergeCards } from '../../../src/progress/cards.ts';
import type { LessonProgress } from '../../../src/progress/progress.ts';
import type { HostOptions, ProgressStore } from '../../../src/ui/host/host-options.ts';
import { LabHost } from '../../../src/ui/host/lab-host.ts';
import { recordedLesson } from '../../../src/ui/host/recorded-lesson.ts';
import { readingOf } from '../../../src/ui/model/fixing.ts';
import type { Model } from '../../../src/ui/model/model.ts';
import { goesAtItsOwnPace } from '../../../src/ui/run/in-hand.ts';
import { openQuestion } from '../../../src/ui/run/question.ts';
import { isLive } from '../../../src/ui/run/track.ts';
import { makeTheme } from '../../../src/ui/theme.ts';
import { type Size, smallest } from '../../../src/ui/view/layout.ts';
import { linearLines } from '../../../src/ui/view/linear-lines.ts';
import { noAreas } from '../../../src/ui/view/screen.ts';
import { screenOf } from '../../../src/ui/view/screen-of.ts';
import { recordingOf } from '../../ui/recorded.ts';
import { type Deed, someDeeds, someSize } from './keys.ts';
import { within } from './limit.ts';
import type { Random } from './random.ts';

/** What was done last is told when something goes wrong. */
const remembered = 60;

/** What there is to sit down to. */
interface Given {
  readonly lessons: readonly Lesson[];
  readonly exercises: readonly Lesson[];
  /** Where these are answered. */
  readonly folder: string;
}

/**
 * Somebody who knows no better at the lab, from the beginning until they leave it: the real model, host and
 * screens on a real server, without the terminal around them.
 */
export class Sitting {
  readonly #random: Random;
  readonly #host: LabHost;
  readonly #theme = makeTheme('dark');
  readonly #mode: string;
  #last: readonly string[] = [];
  #size: Size = { columns: 80, rows: 24 };
  #areas = noAreas;
  #hasLeft = false;
  keys = 0;
  /** The kinds of screens that were drawn. */
  readonly seen = new Set<string>();

  constructor(number: number, random: Random, given: Given, server: LabServer) {
    this.#random = random;
    const { mode, options } = optionsFor(number, { ...given, random, server });
    this.#mode = mode;
    const { start, ...others } = { start: undefined, ...options };
    this.#host = new LabHost({ asks: random.chance(0.7), clock: systemClock, ...others });
    if (start) this.#host.tell({ type: 'lesson-opened', lesson: start, choice: {} });
    if (mode === 'student') this.#host.tell({ type: 'key', key: 'R', areas: this.#areas });
    void this.#host.left.then(() => {
      this.#hasLeft = true;
    });
  }

  /** @throws with what was done last and what was on the screen, when something is not as it must be. */
  async run(keys: number): Promise<void> {
    try {
      while (this.keys < keys && !this.#hasLeft) await this.#chunk();
      // Leaving is an end, too: at any moment, however it stands.
      await within(() => 'the lab does not close', this.#host.close());
    } catch (cause) {
      throw new Error(`${cause instanceof Error ? cause.message : String(cause)}\n${this.#told()}`, {
        cause,
      });
    }
  }

  /** Keys that come in one piece, before anything is drawn. */
  async #chunk(): Promise<void> {
    const random = this.#random;
    const isResized = random.chance(0.06);
    if (isResized) this.#size = someSize(random);
    for (
      let left = random.weighted([
        [6, 1],
        [3, random.between(2, 12)],
        [1, random.between(12, 40)],
      ]);
      left > 0;
      left--
    ) {
      for (const deed of someDeeds(random)) await this.#do(deed);
    }
    this.#draw();
    if (random.chance(0.08)) await this.#rest();
    else if (random.chance(0.5)) await new Promise((resolve) => setImmediate(resolve));
    this.#draw();
  }

  async #do(deed: Deed): Promise<void> {
    if (deed.kind === 'rest') return this.#rest();
    this.keys++;
    this.#last = [...this.#last, deed.kind === 'key' ? deed.key : JSON.stringify(deed.text)].slice(
      -remembered,
    );
    if (deed.kind === 'key') this.#host.tell({ type: 'key', key: deed.key, areas: this.#areas });
    else this.#host.tell({ type: 'paste', text: deed.text });
  }

  async #rest(): Promise<void> {
    await within(() => 'the lab does not come to rest', this.#untilAtRest());
    this.#draw();
  }

  #draw(): void {
    const { columns, rows: height } = this.#size;
    const model = this.#host.model();
    const { rows, areas } = screenOf(model, this.#size, systemClock.now(), this.#theme);
    this.#areas = areas;
    for (const kind of kindsOf(model, this.#size)) this.seen.add(kind);
    if (rows.length !== height) throw new Error(`${rows.length} rows on a screen of ${height}`);
    for (const row of rows) {
      const plain = stripVTControlCharacters(row);
      const width = stringWidth(plain);
      if (width > columns) throw new Error(`A row of ${width} on a screen of ${columns}: ${plain}`);
      if (/\p{Cc}/u.test(plain)) throw new Error(`It controls: ${JSON.stringify(plain)}`);
    }
    if (this.#random.chance(0.02)) linearLines(model, systemClock.now(), this.#theme);
  }

  #untilAtRest(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = () => {
      if (isAtRest(this.#host.model())) resolve();
    };
    const stop = this.#host.subscribe(look);
    look();
    return promise.finally(stop);
  }

  #told(): string {
    const model = this.#host.model();
    const screen = screenOf(model, this.#size, systemClock.now(), makeTheme('none')).rows.map((row) =>
      row.trimEnd(),
    );
    const { run } = model;
    return [
      `mode ${this.#mode}, key ${this.keys}, ${this.#size.columns}×${this.#size.rows}, the last keys:`,
      this.#last.join(' '),
      `${run?.lesson.id} ${JSON.stringify(run?.choice)} ${JSON.stringify(run?.phase)} actions: ${JSON.stringify(run?.track.actions)}`,
      ...screen,
    ].join('\n');
  }
}

/** What this screen has to show: every one of them must have come up. */
const kindsOf = (
  { mode, overlay, run, fixing, reviewing, search, server }: Model,
  size: Size,
): readonly string[] => [
  ...(size.columns < smallest.columns || size.rows < smallest.rows ? ['too small'] : []),
  ...(overlay ? [overlay.kind] : []),
  ...(run ? [mode, run.phase.kind, run.tab] : [reviewing ? 'review' : (fixing?.asks.kind ?? 'list')]),
  ...(!run && reviewing ? [reviewing.at.kind] : []),
  ...(fixing && readingOf(fixing)?.answers.some(({ said }) => said !== undefined)
    ? ['read and answered']
    : []),
  ...(run?.breaking && run.track.actions.length > 0 ? ['broken by letters'] : []),
  ...(fixing?.judged ? ['judged'] : []),
  ...(run?.prompt ? [`${run.prompt.kind} prompt`] : []),
  ...(run && openQuestion(run) ? ['question'] : []),
  ...(run && !isLive(run.track) ? ['looking back'] : []),
  ...(run?.lab?.finished ? ['finished'] : []),
  ...(run?.lab?.sessions.map(({ status }) => status) ?? []),
  ...(overlay?.kind === 'compare' && run?.comparison?.columns.every(({ result }) => result)
    ? ['compared']
    : []),
  ...(search?.isTyping ? ['search'] : []),
  server.status,
];

/** Nothing is under way but what the server takes its time for. */
const isAtRest = ({ run, fixing, reviewing, server, overlay }: Model): boolean => {
  if (server.status === 'coming') return false;
  if (!run && reviewing?.at.kind === 'coming' && server.status === 'ready') return false;
  if (!run && fixing && !isSettled(fixing)) return false;
  if (overlay?.kind === 'compare' && run?.comparison?.columns.some(({ result }) => !result)) return false;
  switch (run?.phase.kind) {
    case undefined:
    case 'broken':
      return true;
    case 'coming':
      return false;
    case 'opening':
      // A statement of the user's own that takes its time, in a run that is gone again.
      return run.lab?.timeline.at(-1)?.kind === 'statement' && isSlow(run.lab);
    case 'ready':
      return run.queued.length === 0;
    case 'taking':
      return run.lab !== undefined && (goesAtItsOwnPace(run.lab) || isSlow(run.lab));
  }
};

/** Its file is found, and judged where it is there. */
const isSettled = ({ problem, answer, asks, judged, ran }: NonNullable<Model['fixing']>): boolean => {
  if (problem !== undefined) return true;
  // What there is to read is made without a file, too.
  const isMade = answer !== undefined && (answer.isThere || asks.kind === 'read');
  return isMade ? judged !== undefined && ran === undefined : answer !== undefined;
};

const isSlow = (lab: NonNullable<NonNullable<Model['run']>['lab']>): boolean =>
  lab.sessions.some(({ status }) => status === 'running' || status === 'blocked');

/** Mostly the lab; now and then something else is sat down to. */
const optionsFor = (
  number: number,
  {
    random,
    lessons,
    exercises,
    folder,
    server,
  }: Given & { readonly random: Random; readonly server: LabServer },
) => {
  switch (number % 7) {
    case 3:
      return { mode: 'replay', options: replayed(random) };
    case 5:
      return { mode: 'present', options: presented(random, lessons, server) };
    case 4:
      return {
        mode: 'student',
        options: { catalogue: lessons, connect: async () => server, progress: allSeen(lessons) },
      };
    case 1:
    case 6:
      return { mode: 'exercise', options: answered(random, { lessons: exercises, folder }, server) };
    default:
      return { mode: 'lab', options: { catalogue: lessons, connect: async () => server } };
  }
};

/** Somebody who has seen every lesson, and wants to be asked; in memory. */
const allSeen = (lessons: readonly Lesson[]): ProgressStore => {
  const progress: Record<string, LessonProgress> = Object.fromEntries(
    lessons.map(({ id, level }) => [id, { level, steps: 0, seen: [level], answers: {} }]),
  );
  return {
    load: async () => ({ progress }),
    save: async () => {},
    saveAnswer: async (id, key, answer) => {
      const known = progress[id];
      if (known) progress[id] = { ...known, cards: mergeCards(known.cards, { [key]: [answer] }) };
    },
    reset: async () => {},
    settled: async () => {},
  };
};

type Options = Omit<HostOptions, 'clock' | 'asks'> & { readonly start: Lesson };

/** Nobody is to change the files of the lessons: what is written goes into a folder of its own. */
const answered = (
  random: Random,
  { lessons, folder }: Pick<Given, 'lessons' | 'folder'>,
  server: LabServer,
): Options => ({
  catalogue: lessons,
  connect: async () => server,
  answers: answerFiles({ env: { EDITOR: 'true' }, signal: new AbortController().signal }, folder),
  onGiveTerminal: (work) => void work(),
  start: random.pick(lessons),
});

const replayed = (random: Random): Options => {
  const name = random.pick(['deadlock', 'wait-and-refusal', 'violation', 'timeout'] as const);
  const { lesson, connect, start } = recordedLesson(recordingOf(name));
  return { catalogue: [lesson], connect, startRun: start, mode: 'replay', start: lesson };
};

const presented = (random: Random, lessons: readonly Lesson[], server: LabServer): Options => {
  const lesson = random.pick(lessons);
  return {
    catalogue: [lesson],
    connect: async () => server,
    mode: 'present',
    presentation: {
      isPlaying: random.chance(0.5),
      loops: random.chance(0.5),
      stepMs: 500,
      types: random.chance(0.5),
      showsNotes: random.chance(0.5),
      alarms: 0,
    },
    start: lesson,
  };
};
