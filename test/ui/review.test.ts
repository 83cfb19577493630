import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import type { Sandbox } from '../../src/engine/ports.ts';
import { UserError } from '../../src/errors.ts';
import type { Reviewed } from '../../src/progress/cards.ts';
import type { StudentProgress } from '../../src/progress/progress.ts';
import { LabHost } from '../../src/ui/host/lab-host.ts';
import { keyNames } from '../../src/ui/keys/key-names.ts';
import type { Model } from '../../src/ui/model/model.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { smallest } from '../../src/ui/view/layout.ts';
import { linearLines } from '../../src/ui/view/linear-lines.ts';
import { noAreas } from '../../src/ui/view/screen.ts';
import { screenOf } from '../../src/ui/view/screen-of.ts';
import { FakeClock, FakeServer } from '../engine/fake-server.ts';
import { day, seen, twoRows } from '../review/asked-lesson.ts';

/** Its sandboxes may take their time to go. */
class LingeringServer extends FakeServer {
  /** Until then none is removed. */
  until: Promise<void> = Promise.resolve();
  left = 0;
  /** How many others there were when each was made. */
  readonly beside: number[] = [];

  override async createSandbox(): Promise<Sandbox> {
    const sandbox = await super.createSandbox();
    this.beside.push(this.left++);
    return {
      ...sandbox,
      [Symbol.asyncDispose]: async () => {
        await this.until;
        await sandbox[Symbol.asyncDispose]();
        this.left--;
      },
    };
  }
}

/** A lab with progress in memory, on the map of the course. */
class Student implements AsyncDisposable {
  isFull = false;
  readonly kept: (readonly [string, string, Reviewed])[] = [];
  readonly host: LabHost;

  readonly server = Object.assign(new LingeringServer(), { knowsLevels: true });

  constructor(progress: StudentProgress, ...lessons: readonly string[]) {
    this.host = new LabHost({
      catalogue: lessons.map((id) => twoRows(id)),
      connect: async () => this.server,
      clock: new FakeClock(),
      today: () => day(3),
      reviewSeed: () => 1,
      progress: {
        load: async () => ({ progress: this.#with(progress) }),
        save: async () => {},
        saveAnswer: async (...answer) => {
          if (this.isFull) throw new UserError('The disk is full.');
          this.kept.push(answer);
        },
        reset: async () => {},
        settled: async () => {},
      },
    });
  }

  /** Every answer is read again, as from a file. */
  #with(progress: StudentProgress): StudentProgress {
    return Object.fromEntries(
      Object.entries(progress).map(([id, known]) => {
        const own = this.kept.filter(([lesson]) => lesson === id);
        return [id, { ...known, cards: Object.fromEntries(own.map(([, key, answer]) => [key, [answer]])) }];
      }),
    );
  }

  press(keys: string): void {
    for (const key of keyNames(keys, {})) this.host.tell({ type: 'key', key, areas: noAreas });
  }

  escape(): void {
    this.host.tell({ type: 'key', key: 'escape', areas: noAreas });
  }

  async until(holds: (model: Model) => boolean): Promise<Model> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = () => {
      if (holds(this.host.model())) resolve();
    };
    const stop = this.host.subscribe(look);
    look();
    await promise.finally(stop);
    return this.host.model();
  }

  async comesTo(kind: 'asked' | 'over' | 'failed'): Promise<string> {
    await this.until(({ reviewing }) => reviewing?.at.kind === kind);
    return this.words;
  }

  get words(): string {
    return stripVTControlCharacters(linearLines(this.host.model(), 0, makeTheme(false)).join('\n'));
  }

  /** Of the question that is asked. */
  get right(): number {
    const at = this.host.model().reviewing?.at;
    if (at?.kind !== 'asked') throw new Error('Nothing is asked');
    return at.question.right + 1;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.host.close();
  }
}

const two = { one: seen(), two: seen() };

const ready = async (student: Student): Promise<void> => {
  await student.until(({ server, progress }) => server.status === 'ready' && progress['one'] !== undefined);
};

test('R asks, a number answers, what is said names what happens elsewhere, and every answer is kept at once', async () => {
  await using student = new Student(two, 'one', 'two');
  await ready(student);
  student.press('R');
  const asked = await student.comesTo('asked');
  expect(asked).toContain('1 of at most 5: Rows');
  expect(asked).toContain("What comes of A's statement, at READ COMMITTED?");
  expect(asked).not.toContain('One row is there.');
  const { right } = student;
  student.press(' ');
  expect(student.words).toContain('Press the number of an answer, or 0 if you do not know.');
  student.press('9');
  expect(student.words).toContain('There are 2 answers to choose from.');
  student.press('s');
  expect(student.words).toContain('First answer: the lesson tells it.');
  expect(student.kept).toEqual([]);
  student.press(`${right}`);
  expect(student.words).toContain('Right.');
  expect(student.words).toContain('One row is there.');
  expect(student.kept).toMatchObject([
    ['one', expect.any(String), { at: day(3).toISOString(), was: 'right' }],
  ]);
  // A second number is no second answer.
  student.press(`${3 - right}`);
  expect(student.kept).toHaveLength(1);
  student.press(' ');
  await student.comesTo('asked');
  student.press(`${3 - student.right}`);
  expect(student.words).toMatch(/No, it is \d\./);
  student.press(' ');
  const over = await student.comesTo('over');
  expect(over).toContain('1 of 2 right. Every answer is kept.');
  expect(over).toMatch(/The next question is due in \d+ (hour|day)s?\./);
  expect(student.kept.map(([lesson, , { was }]) => [lesson, was])).toEqual([
    ['one', 'right'],
    ['two', 'wrong'],
  ]);
  student.press(' ');
  expect(await student.comesTo('over')).toContain('There is nothing to review today.');
  student.escape();
  expect(student.host.model().reviewing).toBeUndefined();
});

test('what could not be kept is not said to be kept', async () => {
  await using student = new Student(two, 'one', 'two');
  student.isFull = true;
  await ready(student);
  student.press('R');
  for (let question = 0; question < 2; question++) {
    await student.comesTo('asked');
    student.press('0');
    student.press(' ');
  }
  const over = await student.comesTo('over');
  expect(over).toContain('0 of 2 right. Your progress is not kept: The disk is full.');
});

test('0 tells it to who does not know; s opens the lesson where it happens, and Esc the list', async () => {
  await using student = new Student(two, 'one', 'two');
  await ready(student);
  student.press('R');
  await student.comesTo('asked');
  student.press('0');
  expect(student.words).toMatch(/It is \d\./);
  expect(student.kept[0]?.[2].was).toBe('unknown');
  student.press('s');
  const { run, reviewing } = student.host.model();
  expect(reviewing).toBeUndefined();
  expect(run).toMatchObject({ choice: { level: 'READ COMMITTED' }, script: { lesson: 'one' } });
});

test('the lesson begins when nothing of the next question is left on the server', async () => {
  await using student = new Student(two, 'one', 'two');
  const { server } = student;
  await ready(student);
  student.press('R');
  await student.comesTo('asked');
  const gone = Promise.withResolvers<void>();
  server.until = gone.promise;
  await expect.poll(() => server.left).toBeGreaterThan(0);
  student.press('0s');
  const { made } = server;
  // Whatever would begin by itself has had its turn.
  await new Promise(setImmediate);
  expect(server.made).toBe(made);
  gone.resolve();
  await student.until(({ run }) => run?.lab !== undefined);
  expect(server.beside.at(-1)).toBe(0);
});

test('who has seen nothing is told so, and R is not offered', async () => {
  await using student = new Student({}, 'one');
  await student.until(({ server }) => server.status === 'ready');
  expect(student.words).not.toContain('R review');
  student.press('R');
  expect(await student.comesTo('over')).toContain('There is nothing to review yet');
  student.press(' ');
  expect(student.host.model().reviewing).toBeUndefined();
});

test('who asks before there is a server waits for it; who leaves meanwhile is told nothing more', async () => {
  await using student = new Student(two, 'one', 'two');
  await student.until(({ progress }) => progress['one'] !== undefined);
  student.press('R');
  await student.comesTo('asked');
  student.escape();
  expect(student.host.model().reviewing).toBeUndefined();
});

test('all of it fits on a small screen, or can be scrolled to', async () => {
  await using student = new Student(two, 'one', 'two');
  await ready(student);
  student.press('R');
  await student.comesTo('asked');
  const { rows } = screenOf(student.host.model(), { columns: 80, rows: 24 }, 0, makeTheme(false));
  const text = stripVTControlCharacters(rows.join('\n'));
  expect(rows).toHaveLength(24);
  expect(text).toContain('What do you remember?');
  expect(text).toMatch(/1–2 +your answer +0 +I do not know/);
  const small = screenOf(student.host.model(), smallest, 0, makeTheme(false));
  expect(small.areas.overlay.from).toBe(small.areas.overlay.max);
});

test('a review is five questions, and none is made that nobody is asked', async () => {
  const ids = ['one', 'two', 'three', 'four', 'five', 'six'];
  await using student = new Student(Object.fromEntries(ids.map((id) => [id, seen()])), ...ids);
  await ready(student);
  student.press('R');
  for (let number = 1; number <= 5; number++) {
    expect(await student.comesTo('asked')).toContain(`${number} of ${number < 5 ? 'at most 5' : '5'}: Rows`);
    student.press('0 ');
  }
  await student.comesTo('over');
  await student.host.close();
  // Each is made of a run at each of four levels.
  expect(student.server.beside).toHaveLength(5 * 4);
});
