import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { LabHost } from '../../src/ui/host/lab-host.ts';
import type { Model, Presentation } from '../../src/ui/model/model.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { linearLines } from '../../src/ui/view/linear-lines.ts';
import { noAreas } from '../../src/ui/view/screen.ts';
import { screenOf } from '../../src/ui/view/screen-of.ts';
import { FakeServer } from '../engine/fake-server.ts';
import { scriptOfSteps, step } from '../engine/script-of.ts';
import { lessonOf } from './recorded.ts';

const script = scriptOfSteps([step('A', 'rows 1')]);
const first = lessonOf(script, { id: 'first', title: 'First' });
const second = lessonOf(script, { id: 'second', title: 'Second' });
const third = lessonOf(script, { id: 'third', title: 'Third' });

/** A clock whose alarms ring when the test says so. */
class Alarms {
  readonly waiting: (() => void)[] = [];
  now = () => 0;
  delay = (ms: number) =>
    ms < 400 ? Promise.resolve() : new Promise<void>((ring) => this.waiting.push(ring));

  ring(): void {
    for (const ring of this.waiting.splice(0)) ring();
  }
}

const talk = (more: Partial<Presentation> = {}) => {
  const clock = new Alarms();
  const parts = [
    { lesson: first, page: '# Monday\n\nWhat it is about.' },
    { lesson: second },
    { lesson: third, page: '## Evening' },
  ];
  const host = new LabHost({
    catalogue: [first, second, third],
    mode: 'present',
    presentation: {
      isPlaying: false,
      loops: false,
      stepMs: 3000,
      types: false,
      showsNotes: false,
      alarms: 0,
      talk: { parts, at: 0 },
      ...more,
    },
    connect: async () => new FakeServer(),
    clock,
  });
  host.tell({ type: 'lesson-opened', lesson: first, choice: {} });
  const areas = { ...noAreas, overlay: { max: 0, page: 20 } };
  const press = (...keys: readonly string[]) => {
    for (const key of keys) host.tell({ type: 'key', key, areas });
  };
  return { host, clock, press };
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

const isIn =
  (id: string) =>
  ({ run }: Model): boolean =>
    run?.lesson.id === id && run.phase.kind === 'ready';
const isOver = ({ run }: Model): boolean => run?.phase.kind === 'ready' && run.lab?.finished !== undefined;

const draw = (model: Model, columns = 80, rows = 24): string =>
  screenOf(model, { columns, rows }, 0, makeTheme(false)).rows.map(stripVTControlCharacters).join('\n');

test('a course is shown page by page and lesson by lesson, all of it by one key', async () => {
  const { host, press } = talk();
  await until(host, isIn('first'));
  expect(draw(host.model())).toMatch(/Monday[\s\S]*What it is about\./);
  expect(linearLines(host.model(), 0, makeTheme(false)).join('\n')).toContain('What it is about.');
  press('page-down');
  expect(draw(host.model())).not.toContain('Monday');
  press('page-down');
  expect(draw(await until(host, isOver))).toContain('The end. Space the next lesson (Second), r begins anew');
  press('page-down');
  // It has no page of its own.
  expect((await until(host, isIn('second'))).overlay).toBeUndefined();
  press('page-down');
  await until(host, isOver);
  press('page-down');
  expect(draw(await until(host, isIn('third')))).toContain('Evening');
  press('page-down', 'page-down');
  expect(draw(await until(host, isOver))).toContain('The end. r begins anew');
  press('page-down');
  expect(host.model().run?.lesson.id).toBe('third');
  press('[');
  await until(host, isIn('second'));
  press('[', '[');
  expect(draw(await until(host, isIn('first')))).toContain('Monday');
  press(']', ']', ']', ']');
  await until(host, isIn('third'));
  await host.close();
});

test('plays by itself from lesson to lesson, and again and again where that is wanted', async () => {
  const { host, clock } = talk({ isPlaying: true, loops: true });
  for (const id of ['first', 'second', 'third', 'first']) {
    await until(host, isIn(id));
    while (host.model().run?.lesson.id === id) {
      clock.ring();
      await until(host, (model) => model.run?.lesson.id !== id || clock.waiting.length > 0);
    }
  }
  await host.close();
});
