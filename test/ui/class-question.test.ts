import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { Recording } from '../../src/engine/recording.ts';
import type { Prediction } from '../../src/lesson/prediction.ts';
import { widthOf } from '../../src/text/fit.ts';
import { LabHost } from '../../src/ui/host/lab-host.ts';
import { recordedLesson } from '../../src/ui/host/recorded-lesson.ts';
import type { Model, Presentation } from '../../src/ui/model/model.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { linearLines } from '../../src/ui/view/linear-lines.ts';
import { noAreas } from '../../src/ui/view/screen.ts';
import { screenOf } from '../../src/ui/view/screen-of.ts';
import { recordingOf } from './recorded.ts';

const quiet: Presentation = {
  isPlaying: false,
  loops: false,
  stepMs: 3000,
  types: false,
  showsNotes: false,
  alarms: 0,
};

const lookupB = 3;
const insertA = 4;

const willItWait: Prediction = {
  kind: 'choices',
  ask: 'What becomes of the insert?',
  because: 'B has read the place.',
  choices: [
    { says: 'It is done at once.', means: { affected: 1, waitsFor: [] } },
    { says: 'It waits for B.', means: { waitsFor: ['B'] } },
    { says: 'It fails.', means: { error: '1062' } },
  ],
};

const whichBooks: Prediction = {
  kind: 'rows',
  ask: 'Which books does B find?',
  rows: [
    ['1', 'A brief history of the world'],
    ['2', 'Sapiens'],
  ],
};

const asking = (step: number, predict: Prediction): Recording =>
  recordingOf('deadlock').map((event) =>
    event.type === 'run-started'
      ? {
          ...event,
          script: {
            ...event.script,
            steps: event.script.steps.map((one, index) => (index === step ? { ...one, predict } : one)),
          },
        }
      : event,
  );

/** A presentation that has come to a step. */
class Lecture implements AsyncDisposable {
  readonly host: LabHost;
  readonly #rings: (() => void)[] = [];

  private constructor(recording: Recording, more: Partial<Presentation>) {
    const { lesson, choice, connect, start } = recordedLesson(recording);
    const immediate = { now: () => 0, delay: async () => {} };
    this.host = new LabHost({
      catalogue: [lesson],
      mode: 'present',
      presentation: { ...quiet, ...more },
      connect,
      startRun: (options) => start({ ...options, clock: immediate }),
      clock: {
        now: () => 0,
        // Pauses between steps ring when the test says so.
        delay: (ms) => (ms >= 1000 ? new Promise<void>((ring) => this.#rings.push(ring)) : Promise.resolve()),
      },
    });
    this.host.tell({ type: 'lesson-opened', lesson, choice });
  }

  static async at(step: number, predict: Prediction, more: Partial<Presentation> = {}): Promise<Lecture> {
    const lecture = new Lecture(asking(step, predict), more);
    await lecture.until(isReady);
    while (taken(lecture.model) < step) await lecture.step('space');
    return lecture;
  }

  get model(): Model {
    return this.host.model();
  }

  press(...keys: readonly string[]): void {
    for (const key of keys) this.host.tell({ type: 'key', key, areas: noAreas });
  }

  /** Presses a key that takes a step, and sees it taken. */
  async step(key: string): Promise<void> {
    const before = taken(this.model);
    this.press(key);
    await this.until((model) => isReady(model) && taken(model) > before);
  }

  async until(holds: (model: Model) => boolean): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = () => {
      if (holds(this.model)) resolve();
    };
    const stop = this.host.subscribe(look);
    look();
    await promise.finally(stop);
  }

  /** The pause between two steps is over. */
  ring(): void {
    for (const ring of this.#rings.splice(0)) ring();
  }

  draw(columns = 120, rows = 36): string {
    return screenOf(this.model, { columns, rows }, 0, makeTheme(false))
      .rows.map((row) => stripVTControlCharacters(row).trimEnd())
      .join('\n');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.host.close();
  }
}

const isReady = ({ run }: Model) => run?.phase.kind === 'ready';
const taken = ({ run }: Model) => run?.lab?.steps.filter((one) => one.status === 'taken').length ?? 0;

describe('a question to the class', () => {
  test('comes with the key that goes forward, and only the next one takes the step and tells', async () => {
    await using lecture = await Lecture.at(insertA, willItWait);
    expect(lecture.draw()).not.toContain('What becomes');
    lecture.press('page-down');
    expect(taken(lecture.model)).toBe(insertA);
    expect(lecture.draw()).toContain('What becomes of the insert?');
    expect(lecture.draw()).toContain('b  It waits for B.');
    expect(lecture.draw()).not.toMatch(/✓|✗|INSERT|B has read/);
    await lecture.step('page-down');
    expect(lecture.draw()).toContain('✓ b  It waits for B.');
    expect(lecture.draw()).toContain('B has read the place.');
    expect(lecture.draw()).not.toContain('It is done at once.');
    await expect(`${lecture.draw()}\n`).toMatchFileSnapshot('screens/class-answer-120x36.txt');
    while (lecture.model.run?.lab?.finished === undefined) {
      lecture.press('space');
      await lecture.until(isReady);
    }
    expect(lecture.draw()).not.toContain('It waits for B.');
  });

  test('is answered with what the class says, which is told beside what the server did', async () => {
    await using lecture = await Lecture.at(insertA, willItWait);
    lecture.press('space', 'down');
    await expect(`${lecture.draw(80, 24)}\n`).toMatchFileSnapshot('screens/class-question-80x24.txt');
    await lecture.step('space');
    expect(lecture.draw(80, 24)).toMatch(/✗ a {2}It is done at once\.\n ✓ b {2}It waits for B\./);
  });

  test('about rows is answered by marking them', async () => {
    await using lecture = await Lecture.at(lookupB, whichBooks);
    lecture.press('space', 'm');
    expect(lecture.model.run?.notice).toBe('Choose with ↑ ↓ first.');
    lecture.press('down', 'm');
    expect(lecture.draw()).toContain('▸ a [x] 1 │ A brief history');
    await lecture.step('space');
    expect(lecture.draw()).toMatch(/✓ no row\n ✗ a {2}1 │ A brief history/);
  });

  test('lets the other keys be: levels, back, and Q for no more questions', async () => {
    await using lecture = await Lecture.at(insertA, willItWait);
    lecture.press('space', 'left');
    expect(lecture.draw()).not.toContain('What becomes');
    lecture.press('right', 'Q');
    expect(lecture.draw()).not.toContain('What becomes');
    await lecture.step('space');
    expect(lecture.draw()).not.toContain('It waits for B.');
  });

  test('is put before its statement is written, and stays as long as a step when it plays by itself', async () => {
    await using lecture = await Lecture.at(insertA, willItWait);
    lecture.press('t', 'p');
    lecture.ring();
    await lecture.until(() => lecture.draw().includes('What becomes'));
    expect(taken(lecture.model)).toBe(insertA);
    lecture.ring();
    await lecture.until((model) => taken(model) > insertA);
    expect(lecture.draw()).toContain('✓ b  It waits for B.');
  });

  test.for([
    [60, 18],
    [80, 24],
    [120, 36],
    [200, 60],
  ] as const)('at %i×%i every row is exactly as wide as the terminal', async ([columns, rows]) => {
    await using lecture = await Lecture.at(insertA, { ...willItWait, ask: 'What? '.repeat(40) });
    const expectExact = () => {
      const drawn = screenOf(lecture.model, { columns, rows }, 0, makeTheme(true)).rows;
      expect(drawn).toHaveLength(rows);
      for (const row of drawn) expect([widthOf(row), row]).toEqual([columns, row]);
    };
    lecture.press('space', 'down', 'n');
    expectExact();
    await lecture.step('space');
    expectExact();
  });
});

test('what is to be typed, a class just says: keys mean what they mean, and the next step tells', async () => {
  const howMany: Prediction = {
    kind: 'fact',
    ask: 'How many books does B find?',
    fact: 'rows',
    because: 'So.',
  };
  await using lecture = await Lecture.at(lookupB, howMany);
  lecture.press('space', 'down', 'm');
  expect(lecture.draw()).toContain('How many books does B find?');
  lecture.press('n', 'n');
  expect(lecture.model.presentation?.showsNotes).toBe(false);
  await lecture.step('space');
  expect(lecture.draw()).toMatch(/✓ 0\s+So\./);
  expect(lecture.model.run?.answers).toEqual([{ step: lookupB, said: undefined }]);
});

test('a screen reader gets the question, and hears nothing before it happens', async () => {
  await using lecture = await Lecture.at(insertA, willItWait);
  const heard = () => linearLines(lecture.model, 0, makeTheme(false)).join('\n');
  expect(heard()).not.toMatch(/INSERT|Note|Look|What becomes/);
  lecture.press('space');
  expect(heard()).toMatch(/What becomes of the insert\?\na It is done at once\.\nb It waits/);
  await lecture.step('space');
  expect(heard()).toContain('✓ b It waits for B.');
});

describe('the switch of levels', () => {
  test.for([
    [60, 18],
    [80, 24],
    [91, 40],
    [120, 36],
  ] as const)('has all four by their keys at %i×%i', async ([columns, rows]) => {
    await using lecture = await Lecture.at(0, willItWait);
    const { run } = lecture.model;
    const levels = ['READ UNCOMMITTED', 'READ COMMITTED', 'REPEATABLE READ', 'SERIALIZABLE'] as const;
    const model = { ...lecture.model, ...(run && { run: { ...run, lesson: { ...run.lesson, levels } } }) };
    const screen = screenOf(model, { columns, rows }, 0, makeTheme(false)).rows.join('\n');
    expect(screen).toMatch(/1 R.* 2 R.* 3 R.*▸ 4 SERIALIZABLE ◂/);
  });
});
