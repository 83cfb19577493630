import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { LabEvent } from '../../src/engine/events.ts';
import { startRun } from '../../src/engine/run/start-run.ts';
import { LabHost } from '../../src/ui/host/lab-host.ts';
import { recordedLesson } from '../../src/ui/host/recorded-lesson.ts';
import type { Model } from '../../src/ui/model/model.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { noAreas } from '../../src/ui/view/screen.ts';
import { screenOf } from '../../src/ui/view/screen-of.ts';
import { FakeClock, FakeServer } from '../engine/fake-server.ts';
import { scriptOfSteps, step } from '../engine/script-of.ts';
import { lastOf, recordingOf, statesOf } from './recorded.ts';

const clock = { now: () => 0, delay: async () => {} };

const openRecording = (name: Parameters<typeof recordingOf>[0], events?: number): LabHost => {
  const { lesson, choice, connect, start } = recordedLesson(recordingOf(name).slice(0, events));
  const host = new LabHost({ catalogue: [lesson], mode: 'replay', connect, startRun: start, clock });
  host.tell({ type: 'lesson-opened', lesson, choice });
  return host;
};

const press = (host: LabHost, ...keys: readonly string[]): void => {
  for (const key of keys) host.tell({ type: 'key', key, areas: noAreas });
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

const draw = (model: Model): string =>
  screenOf(model, { columns: 100, rows: 30 }, 0, makeTheme(false))
    .rows.map((row) => stripVTControlCharacters(row).trimEnd())
    .join('\n');

describe('a recording on the screen', () => {
  test.for(['deadlock', 'wait-and-refusal', 'violation', 'timeout'] as const)(
    '%s plays step by step to the state in which the run ended',
    async (name) => {
      const host = openRecording(name);
      await until(host, (model) => model.run?.phase.kind === 'ready');
      for (;;) {
        press(host, 'space');
        const { run } = await until(host, (model) => model.run?.phase.kind === 'ready');
        if (run?.lab?.finished) break;
      }
      expect(host.model().run?.lab).toEqual(lastOf(name));
      expect(draw(host.model())).toContain('At the end');
      await host.close();
    },
  );

  test('has a wait no longer than it was, however long somebody looks at it', async () => {
    const host = openRecording('wait-and-refusal');
    await until(host, (model) => model.run?.phase.kind === 'ready');
    const isWaiting = ({ run }: Model) =>
      run?.lab?.sessions.some(({ status }) => status === 'blocked') ?? false;
    while (!isWaiting(host.model())) {
      press(host, 'space');
      await until(host, (model) => model.run?.phase.kind === 'ready');
    }
    const heads = [0, 60_000].map((now) =>
      screenOf(host.model(), { columns: 100, rows: 30 }, now, makeTheme(false)).rows.find((row) =>
        /waits for .*\d ms/.test(row),
      ),
    );
    expect(heads[0]).toBeDefined();
    expect(heads[1]).toBe(heads[0]);
    await host.close();
  });

  test('says that it is recorded, and offers no level, variant or list', async () => {
    const host = openRecording('deadlock');
    const model = await until(host, ({ run }) => run?.phase.kind === 'ready');
    const screen = draw(model);
    expect(screen).toContain('recorded on MySQL 9.7.4');
    expect(screen.split('\n').at(-1)).not.toMatch(/level|lessons/);
    press(host, '1', 'v', 'escape');
    expect(host.model()).toBe(model);
    await host.close();
  });

  test('r plays it again from the beginning', async () => {
    const host = openRecording('violation');
    await until(host, (model) => model.run?.phase.kind === 'ready');
    press(host, 'space');
    await until(host, (model) => (model.run?.lab?.timeline.length ?? 0) > 0);
    press(host, 'r');
    const { run } = await until(host, (model) => model.run?.number === 2 && model.run.phase.kind === 'ready');
    expect(run?.lab).toEqual(statesOf('violation')[0]);
    await host.close();
  });

  test('that has left the written order says which step is next, and tells no words of that order', async () => {
    const script = scriptOfSteps([
      step('A', 'SELECT 1', { look: 'A first.', expect: { affected: 0 } }),
      step('B', 'SELECT 2', { look: 'Then B.' }),
    ]);
    const recording: LabEvent[] = [];
    const emit = (event: LabEvent) => void recording.push(event);
    const run = await startRun({ script, server: new FakeServer(), clock: new FakeClock(), emit });
    await run.take('B');
    await run.finish();
    await run[Symbol.asyncDispose]();
    const { lesson, choice, order, connect, start } = recordedLesson(recording);
    expect(order).toBe('BA');
    const host = new LabHost({ catalogue: [lesson], mode: 'replay', connect, startRun: start, clock });
    host.tell({ type: 'lesson-opened', lesson, choice, ...(order !== undefined && { order }) });
    const before = draw(await until(host, (model) => model.run?.phase.kind === 'ready'));
    expect(before).toContain('step 2 of 2  B> SELECT 2');
    press(host, 'space');
    const off = draw(
      await until(host, (model) => model.run?.lab?.timeline.length === 1 && model.run.phase.kind === 'ready'),
    );
    expect(off).toContain('turn 2 of 2, step 1  A> SELECT 1');
    expect(off).toContain('Not as in the lesson.');
    expect(off).not.toContain('u comes back');
    expect(off).not.toContain('A first.');
    press(host, 'end');
    await until(host, (model) => model.run?.lab?.finished !== undefined);
    await host.close();
  });

  test('one that ends before its run did says so', async () => {
    const host = openRecording('violation', 1);
    await until(host, (model) => model.run?.phase.kind === 'ready');
    for (const key of ['space', 'end', 'w']) {
      press(host, key);
      const model = await until(host, ({ run }) => run?.phase.kind === 'ready');
      expect(draw(model)).toContain('ecorded up to here; the run was not over.');
    }
    await host.close();
  });
});
