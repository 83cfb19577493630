import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import type { Prediction } from '../../src/lesson/prediction.ts';
import type { Choice } from '../../src/lesson/script.ts';
import { type LessonProgress, noProgress, type StudentProgress } from '../../src/progress/progress.ts';
import type { ProgressStore } from '../../src/ui/host/host-options.ts';
import { LabHost } from '../../src/ui/host/lab-host.ts';
import { listed, searchFor } from '../../src/ui/list/search.ts';
import { initialModel } from '../../src/ui/model/initial.ts';
import type { Model } from '../../src/ui/model/model.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { noAreas } from '../../src/ui/view/screen.ts';
import { screenOf } from '../../src/ui/view/screen-of.ts';
import { FakeClock, FakeServer } from '../engine/fake-server.ts';
import { scriptOfSteps, step } from '../engine/script-of.ts';
import { lessonOf } from './recorded.ts';

const script = scriptOfSteps([step('A', 'START TRANSACTION'), step('B', 'rows 1'), step('A', 'COMMIT')]);
const first = lessonOf(script, { id: 'first', title: 'Dirty reads', minutes: 5 });
const second = lessonOf(script, { id: 'second', title: 'Lost updates', summary: 'Two writers.' });
const third = lessonOf(script, { id: 'third', title: 'Deadlocks', topic: 'locks' });

/** A store in memory. */
class Memory implements ProgressStore {
  readonly saved: (readonly [string, LessonProgress])[] = [];
  readonly #kept: StudentProgress;

  constructor(kept: StudentProgress = noProgress) {
    this.#kept = kept;
  }

  async load() {
    return { progress: this.#kept };
  }

  async save(lesson: string, news: LessonProgress): Promise<void> {
    this.saved.push([lesson, news]);
  }

  readonly forgotten: (string | undefined)[] = [];

  async reset(lesson?: string): Promise<void> {
    this.forgotten.push(lesson);
  }

  async saveAnswer(): Promise<void> {}

  async settled(): Promise<void> {}
}

const hostWith = (progress: ProgressStore, catalogue = [first, second, third]): LabHost =>
  new LabHost({
    catalogue,
    connect: async () => new FakeServer(),
    clock: new FakeClock(),
    progress,
  });

const press = (host: LabHost, ...keys: readonly string[]): void => {
  for (const key of keys) host.tell({ type: 'key', key, areas: { ...noAreas, list: { max: 0, page: 9 } } });
};

const until = async (host: LabHost, holds: (model: Model) => boolean): Promise<Model> => {
  const { promise, resolve } = Promise.withResolvers<Model>();
  const look = () => {
    if (holds(host.model())) resolve(host.model());
  };
  const stop = host.subscribe(look);
  look();
  return promise.finally(stop);
};

const isReady = ({ run }: Model) => run?.phase.kind === 'ready';

const draw = (model: Model): string =>
  screenOf(model, { columns: 100, rows: 30 }, 0, makeTheme(false))
    .rows.map((row) => stripVTControlCharacters(row).trimEnd())
    .join('\n');

const place = (steps: number, more: Partial<LessonProgress> = {}): LessonProgress => ({
  level: script.level,
  steps,
  seen: [],
  answers: {},
  ...more,
});

test('without a server the list says where it is told what to do', async () => {
  const refused = new UserError('There is none.', { next: ['Start one.'], exitCode: 3 });
  const host = new LabHost({
    catalogue: [first],
    connect: () => Promise.reject(refused),
    clock: new FakeClock(),
    progress: new Memory(),
  });
  const model = await until(host, ({ server }) => server.status === 'absent');
  expect(draw(model)).toMatch(/There is none\. +Enter what to do {2}r try again/);
  press(host, 'enter');
  expect(draw(await until(host, ({ run }) => run?.phase.kind === 'broken'))).toContain('→ Start one.');
  await host.close();
});

describe('what a student does', () => {
  test('is kept after each step, and the end is marked as seen', async () => {
    const memory = new Memory();
    const host = hostWith(memory);
    press(host, 'enter');
    await until(host, isReady);
    expect(memory.saved).toEqual([]);
    for (const steps of [1, 2, 0]) {
      press(host, 'space');
      await until(host, isReady);
      expect(memory.saved.at(-1)).toEqual([
        'first',
        place(steps, steps === 0 ? { seen: [script.level] } : {}),
      ]);
    }
    await host.close();
  });

  test('is kept with each answer, and whether it was a guess; the list tells both', async () => {
    const predict: Prediction = {
      kind: 'choices',
      ask: 'What is there?',
      choices: [
        { says: 'A row.', means: { rows: { kind: 'count', count: 1 } } },
        { says: 'None.', means: { rows: { kind: 'count', count: 0 } } },
      ],
    };
    const asks = scriptOfSteps([step('A', 'rows 1', { predict }), step('A', 'rows 1', { predict })]);
    const memory = new Memory();
    const host = hostWith(memory, [lessonOf(asks, { id: 'asks' })]);
    press(host, 'enter');
    await until(host, isReady);
    press(host, '1', 'g');
    await until(host, ({ run }) => isReady(host.model()) && run?.lab?.steps[0]?.status === 'taken');
    press(host, 'space', '1', 'enter');
    await until(host, ({ run }) => run?.lab?.finished !== undefined && isReady(host.model()));
    const answers = { [`${script.level}#0`]: true, [`${script.level}#1`]: true };
    expect(memory.saved.at(-1)?.[1]).toMatchObject({ answers, guessed: [`${script.level}#0`] });
    press(host, 'escape');
    expect(draw(host.model())).toContain('2 of 2 answers right, 1 of them guessed.');
    await host.close();
  });

  test('is not kept in another order than that of its author, and keeps no place there', async () => {
    const memory = new Memory({ second: place(2) });
    const host = hostWith(memory);
    host.tell({ type: 'lesson-opened', lesson: second, choice: { order: 'BAA' }, goesOn: true });
    await until(host, (model) => isReady(model) && model.progress['second'] !== undefined);
    for (const count of [1, 2, 3]) {
      press(host, 'space');
      await until(host, ({ run }) => run?.phase.kind === 'ready' && run.track.actions.length === count);
    }
    expect(host.model().run?.lab?.timeline).toMatchObject([
      { session: 'B' },
      { session: 'A' },
      { session: 'A' },
    ]);
    expect(host.model().run?.lab?.finished).toBeDefined();
    expect(memory.saved).toEqual([]);
    await host.close();
  });

  test('is continued: the lesson opens where the student was, and r begins anew', async () => {
    const host = hostWith(new Memory({ second: place(2) }));
    await until(host, ({ selected }) => selected === 1);
    expect(draw(host.model())).toContain('You are after step 2');
    expect(draw(host.model())).toContain('Go on with: Lost updates');
    press(host, 'enter');
    const { run } = await until(host, isReady);
    expect(run?.lab?.steps.map((one) => one.status)).toEqual(['taken', 'taken', 'pending']);
    expect(run?.notice).toContain('r begins anew');
    press(host, 'r');
    const again = await until(host, (model) => isReady(model) && model.run?.number === 2);
    expect(again.run?.lab?.timeline).toEqual([]);
    await host.close();
  });

  test('suggests the first lesson that was not seen, and marks those that were', async () => {
    const host = hostWith(new Memory({ first: place(0, { seen: [script.level] }) }));
    const model = await until(host, ({ selected }) => selected === 1);
    const screen = draw(model);
    expect(screen).toMatch(/✓ +Dirty reads .* 5 min/);
    expect(screen).toContain('Next: Lost updates');
    await host.close();
  });

  test('says what Enter opens where the list stands on another lesson than the one to go on with', async () => {
    const host = hostWith(new Memory({ second: place(2) }));
    await until(host, ({ selected }) => selected === 1);
    expect(draw(host.model())).not.toContain('Enter opens:');
    press(host, 'up');
    expect(draw(host.model())).toContain('Enter opens: Dirty reads   Go on with: Lost updates');
    await host.close();
  });

  test('goes on without its memory, and that is said once', async () => {
    const memory = new Memory();
    let tries = 0;
    memory.save = async () => {
      tries += 1;
      throw new Error('the disk is full');
    };
    const host = hostWith(memory);
    press(host, 'enter');
    await until(host, isReady);
    press(host, 'space');
    await until(host, ({ trouble }) => trouble !== undefined);
    expect(host.model().trouble).toBe('Your progress is not kept: the disk is full');
    press(host, 'space');
    await until(host, (model) => isReady(model) && tries === 2);
    expect(host.model().run?.notice).toBeUndefined();
    await host.close();
  });
});

describe('a lesson that is opened by its name', () => {
  const named = async (kept: StudentProgress, choice: Choice, goesOn = true): Promise<Model> => {
    const host = hostWith(new Memory(kept));
    host.tell({ type: 'lesson-opened', lesson: second, choice, goesOn });
    const model = await until(host, (one) => isReady(one) && Object.keys(one.progress).length > 0);
    await host.close();
    return model;
  };
  const stepsIn = ({ run }: Model) => run?.lab?.steps.filter((one) => one.status === 'taken').length;

  test('goes on where the student was, although that is known only after it is opened', async () => {
    const model = await named({ second: place(2) }, {});
    expect(stepsIn(model)).toBe(2);
    expect(model.run?.notice).toContain('This is where you were');
  });

  test('begins anew when that is asked for, or when another level or variant is', async () => {
    expect(stepsIn(await named({ second: place(2) }, {}, false))).toBe(0);
    expect(stepsIn(await named({ second: place(2) }, { level: 'SERIALIZABLE' }))).toBe(0);
    expect(stepsIn(await named({ second: place(2) }, { level: script.level }))).toBe(2);
  });

  test('does not leave a step that was asked for meanwhile', async () => {
    const memory = new Memory({ second: place(2) });
    const { promise, resolve } = Promise.withResolvers<void>();
    memory.load = async () => {
      await promise;
      return { progress: { second: place(2) } };
    };
    const host = hostWith(memory);
    host.tell({ type: 'lesson-opened', lesson: second, choice: {}, goesOn: true });
    press(host, 'space');
    resolve();
    await until(host, (model) => isReady(model) && model.progress['second'] !== undefined);
    expect(host.model().run).toMatchObject({ number: 1 });
    await host.close();
  });
});

describe('forgetting', () => {
  const kept = { first: place(0, { seen: [script.level] }), second: place(2) };
  const opened = async (): Promise<{ host: LabHost; memory: Memory }> => {
    const memory = new Memory(kept);
    const host = hostWith(memory);
    await until(host, ({ selected }) => selected === 1);
    return { host, memory };
  };

  test('asks first, names the lesson, and forgets that one only', async () => {
    const { host, memory } = await opened();
    press(host, 'x');
    expect(draw(host.model())).toContain('Forget what you have done in “Lost updates”?');
    expect(draw(host.model()).split('\n').at(-1)).toMatch(/y yes, forget it +n no, keep it/);
    expect(memory.forgotten).toEqual([]);
    press(host, 'y');
    expect(memory.forgotten).toEqual(['second']);
    expect(Object.keys(host.model().progress)).toEqual(['first']);
    expect(draw(host.model())).not.toContain('You are after step 2');
    await host.close();
  });

  test('forgets everything, too', async () => {
    const { host, memory } = await opened();
    press(host, 'X', 'y');
    expect(memory.forgotten).toEqual([undefined]);
    expect(host.model().progress).toEqual({});
    await host.close();
  });

  test.for(['n', 'escape', 'q'])(
    '%s keeps what there is, and so does any key that says nothing',
    async (no) => {
      const { host, memory } = await opened();
      press(host, 'X', 'enter', 'down', no);
      expect(memory.forgotten).toEqual([]);
      expect(host.model()).toMatchObject({ progress: kept, selected: 1 });
      expect(host.model().doubt).toBeUndefined();
      await host.close();
    },
  );

  test('asks nothing where there is nothing to forget', async () => {
    const { host } = await opened();
    press(host, 'down', 'x');
    expect(host.model().doubt).toBeUndefined();
    await host.close();
  });
});

describe('searching the list', () => {
  test('finds words anywhere, keeps what was found, and Esc shows all again', async () => {
    const host = hostWith(new Memory());
    press(host, '/', 'w', 'r', 'i', 't', 'q', 'backspace');
    expect(draw(host.model())).toContain('/writ▏');
    expect(host.model().selected).toBe(1);
    expect(draw(host.model())).not.toContain('Dirty reads');
    press(host, 'escape');
    expect(draw(host.model())).toContain('Dirty reads');
    await host.close();
  });

  test('what bears a word in its name stands before what only speaks of it, and is chosen', async () => {
    const speaks = lessonOf(script, {
      id: 'speaks',
      title: 'Reads',
      summary: 'After a deadlock one tries again.',
    });
    const told = lessonOf(script, { id: 'told', title: 'Queues', anomaly: 'a deadlock' });
    const { model } = initialModel([speaks, told, third, first]);
    const found = (text: string) => {
      const searched = searchFor(model, text);
      return { ids: listed(searched).map((at) => model.catalogue[at]?.id), selected: searched.selected };
    };
    expect(found('deadlock')).toEqual({
      ids: ['third', 'told', 'speaks'],
      selected: model.catalogue.indexOf(third),
    });
    expect(found('deadlock again').ids).toEqual(['speaks']);
    expect(found(' ').ids).toHaveLength(4);
  });

  test('opens what was found, and says when nothing was', async () => {
    const host = hostWith(new Memory());
    press(host, '/', 'x', 'y', 'z');
    expect(draw(host.model())).toContain('No lesson has these words.');
    press(host, 'enter');
    expect(host.model().run).toBeUndefined();
    press(host, 'escape', '/', 'l', 'o', 'c', 'k', 's', 'enter');
    expect(host.model().run?.lesson.id).toBe('third');
    await host.close();
  });

  test('q and other keys are letters while one types', async () => {
    const host = hostWith(new Memory());
    press(host, '/', 'q', 'r', 'space', 'j');
    expect(host.model().search?.text).toBe('qr j');
    await host.close();
  });
});
