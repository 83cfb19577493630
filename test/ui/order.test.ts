import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { parseRecording } from '../../src/engine/recording.ts';
import { recordingLine } from '../../src/engine/recording-line.ts';
import type { Choice } from '../../src/lesson/script.ts';
import { LabHost } from '../../src/ui/host/lab-host.ts';
import { recordedLesson } from '../../src/ui/host/recorded-lesson.ts';
import type { Model } from '../../src/ui/model/model.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { linearLines } from '../../src/ui/view/linear-lines.ts';
import { noAreas } from '../../src/ui/view/screen.ts';
import { screenOf } from '../../src/ui/view/screen-of.ts';
import { FakeClock, FakeServer } from '../engine/fake-server.ts';
import { scriptOfSteps, step } from '../engine/script-of.ts';
import { lessonOf, recordingOf } from './recorded.ts';

const script = scriptOfSteps(
  [
    step('A', 'START TRANSACTION'),
    step('A', 'rows 2', { look: 'Look here!', expect: { rows: { kind: 'count', count: 7 } } }),
    step('B', 'ok 1', { why: 'Because.' }),
    step('A', 'COMMIT'),
  ],
  { invariant: { says: 'None.', violations: 'SELECT 1' }, end: { invariant: 'violated' } },
);
const { steps } = lessonOf(script);
const late = {
  id: 'late',
  title: 'Later',
  about: 'Late.',
  setup: [],
  takes: 'BAAA',
  steps: steps.toSpliced(2, 1),
};
const fix = { id: 'fix', title: 'A fix', about: 'It helps.', setup: [], steps: steps.slice(0, 2) };
const lesson = lessonOf(script, { variants: [fix, late] });

const opened = (choice: Choice, mode: 'lab' | 'present' = 'lab'): LabHost => {
  const host = new LabHost({
    catalogue: [lesson],
    connect: async () => new FakeServer(),
    clock: new FakeClock(),
    mode,
    ...(mode === 'present' && {
      presentation: { isPlaying: false, loops: false, stepMs: 1, types: false, showsNotes: false, alarms: 0 },
    }),
  });
  host.tell({ type: 'lesson-opened', lesson, choice });
  return host;
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

const key = (host: LabHost, name: string) => host.tell({ type: 'key', key: name, areas: noAreas });

const toEnd = async (host: LabHost): Promise<Model> => {
  for (const count of steps.keys()) {
    key(host, 'space');
    await until(host, (model) => isReady(model) && model.run?.track.actions.length === count + 1);
  }
  return host.model();
};

const draw = (model: Model, columns: number, rows: number): readonly string[] =>
  screenOf(model, { columns, rows }, 0, makeTheme(false)).rows.map((row) =>
    stripVTControlCharacters(row).trimEnd(),
  );

describe('a lesson in an order that was asked for', () => {
  test('is headed by it, and says neither words nor expectations of the author', async () => {
    const host = opened({ order: 'BAAA' });
    await until(host, isReady);
    const begun = host.model();
    expect(draw(begun, 80, 24)[0]).toMatch(/A test +REPEATABLE READ · as it is · BAAA · MySQL/);
    expect(draw(begun, 120, 36)[1]).toMatch(/│ order BAAA {2}│/);
    expect(linearLines(begun, 0, makeTheme(false))[0]).toContain('as it is. in the order BAAA. ');
    expect(linearLines(begun, 0, makeTheme(false)).join(' ')).toContain('The steps come in the order BAAA.');
    const ended = await toEnd(host);
    const said = draw(ended, 160, 50).join('\n').replaceAll(/\s+/g, ' ');
    expect(said).toContain('It holds: None.');
    expect(linearLines(ended, 0, makeTheme(false)).join(' ')).toContain(
      'expectations are about its own order',
    );
    expect(said).not.toContain('Because.');
    expect(said).not.toContain('Look here!');
    await host.close();
  });

  test('is so before a class', async () => {
    const host = opened({ order: 'BAAA' }, 'present');
    await until(host, isReady);
    expect(draw(host.model(), 80, 24)[0]).toContain('A test · in the order BAAA');
    await host.close();
  });

  test('another session goes next before a class, and an order is opened, without a word of what comes', async () => {
    const host = opened({}, 'present');
    await until(host, isReady);
    key(host, 'p');
    key(host, 'N');
    expect(host.model().presentation?.isPlaying).toBe(false);
    const asked = draw(host.model(), 80, 24).join('\n');
    expect(asked).toContain('Whose turn is it?');
    expect(asked).toContain('▸ A>');
    expect(asked).not.toContain('START');
    expect(linearLines(host.model(), 0, makeTheme(false)).join('\n')).not.toContain('START');
    key(host, 'b');
    const off = await until(host, (model) => isReady(model) && model.run?.lab?.outOfTurn !== undefined);
    expect(draw(off, 80, 24).join('\n')).toContain('B> ok 1');
    key(host, 'o');
    await until(host, ({ run }) => run?.orders?.result !== undefined);
    expect(draw(host.model(), 80, 24).join('\n')).toContain('All 4 orders');
    key(host, 'end');
    key(host, 'enter');
    const begun = await until(host, (model) => isReady(model) && model.run?.order !== undefined);
    expect(draw(begun, 80, 24)[0]).toContain(`in the order ${begun.run?.order}`);
    await host.close();
  });

  test('is compared in it, but for variants that have other turns', async () => {
    const host = opened({ order: 'BAAA' });
    await until(host, isReady);
    key(host, 'c');
    const levels = host.model().run?.comparison?.columns ?? [];
    expect(levels.map((one) => one.script.order)).toEqual(['BAAA', 'BAAA', 'BAAA', 'BAAA']);
    expect(draw(host.model(), 100, 30)[0]).toContain('as it is · in the order BAAA');
    key(host, 'c');
    const variants = host.model().run?.comparison?.columns ?? [];
    expect(variants.map((one) => [one.script.order, one.isOpen])).toEqual([
      ['BAAA', true],
      [undefined, false],
      [undefined, false],
    ]);
    await host.close();
  });

  test('is told by its recording', async () => {
    const events = recordingOf('violation').map((event) =>
      event.type === 'run-started' ? { ...event, script: { ...event.script, order: 'AAB\u0007' } } : event,
    );
    const recording = parseRecording(events.map((event) => recordingLine(event)).join(''));
    const { lesson: played, choice, connect, start } = recordedLesson(recording);
    const clock = { now: () => 0, delay: async () => {} };
    const host = new LabHost({ catalogue: [played], mode: 'replay', connect, startRun: start, clock });
    host.tell({ type: 'lesson-opened', lesson: played, choice });
    const model = await until(host, ({ run }) => run?.phase.kind === 'ready');
    expect(draw(model, 80, 24)[0]).toContain(' · AAB␇ · ');
    await host.close();
  });
});
