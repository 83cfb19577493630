import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { type LessonProgress, noProgress, type StudentProgress } from '../../src/progress/progress.ts';
import type { ProgressStore } from '../../src/ui/host-options.ts';
import { LabHost } from '../../src/ui/lab-host.ts';
import type { Model } from '../../src/ui/model.ts';
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

  async settled(): Promise<void> {}
}

const hostWith = (progress: ProgressStore): LabHost =>
  new LabHost({
    catalogue: [first, second, third],
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
