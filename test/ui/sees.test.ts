import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { Sight, Sights } from '../../src/engine/sight.ts';
import type { LabState } from '../../src/engine/state.ts';
import { widthOf } from '../../src/text/fit.ts';
import { LabHost } from '../../src/ui/host/lab-host.ts';
import type { Model } from '../../src/ui/model/model.ts';
import { drawn } from '../../src/ui/text/lines.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { noAreas } from '../../src/ui/view/screen.ts';
import { screenOf } from '../../src/ui/view/screen-of.ts';
import { seesLines } from '../../src/ui/view/sees-lines.ts';
import { FakeClock, FakeServer } from '../engine/fake-server.ts';
import { scriptOfSteps, step } from '../engine/script-of.ts';
import { lastOf, lessonOf, modelOf, runModel } from './recorded.ts';

type Rows = readonly (readonly string[])[];

const booksOf = (rows: Rows) => ({ name: 'books', columns: ['id', 'name'], rows });
const reads = (rows: Rows): Sight => ({ kind: 'reads', tables: [booksOf(rows)] });

const labWith = (committed: Rows, newest: Rows): LabState => {
  const lab = lastOf('violation');
  return {
    ...lab,
    observation: { ...lab.observation, tables: [booksOf(committed)], newest: [booksOf(newest)] },
  };
};

const textOf = (lab: LabState, sights: Sights, width = 110): string =>
  seesLines({ ...lab, sights }, { theme: makeTheme(false), width })
    .map(drawn)
    .map((line) => stripVTControlCharacters(line).trimEnd())
    .join('\n');

const one = ['1', 'one'];
const uno = ['1', 'uno'];
const two = ['2', 'two'];

describe('what each session would read', () => {
  test.for<[string, Rows, Rows, Rows, Rows, string]>([
    ['an insert', [one], [one, two], [one, two], [one], '2 is not committed; only A would see that.'],
    [
      'a dirty read',
      [one],
      [one, two],
      [one, two],
      [one, two],
      '2 is not committed; A and B would see that.',
    ],
    [
      'an update',
      [one],
      [uno],
      [uno],
      [one],
      '1 is changed, and that is not committed; only A would see that.',
    ],
    ['a delete', [one], [], [], [one], '1 is deleted, and that is not committed; only A would see that.'],
    ['a snapshot', [one, two], [one, two], [one, two], [one], '2 is committed, but B would not see it.'],
    ['an older version', [uno], [uno], [uno], [one], '1 is committed, but B would see an older version.'],
  ])('%s is told in words', ([, committed, newest, a, b, words]) => {
    expect(textOf(labWith(committed, newest), { A: reads(a), B: reads(b) })).toContain(words);
  });

  test('the same everywhere needs no word', () => {
    const text = textOf(labWith([one], [one]), { A: reads([one]), B: reads([one]) });
    expect(text.split('\n')).toHaveLength(3);
    expect(text).toContain('= 1, one');
  });

  test('each difference has its sign', () => {
    const text = textOf(labWith([one, two], [uno, two, ['3', 'three']]), {
      A: reads([uno, two, ['3', 'three']]),
      B: reads([one]),
    });
    expect(text).toMatch(/ {2}1, one +│ ~ 1, uno +│ ~ 1, uno +│ = 1, one/);
    expect(text).toMatch(/ {2}2, two +│ = 2, two +│ = 2, two +│ - not there/);
    expect(text).toMatch(/\n +│ \+ 3, three +│ \+ 3, three/);
  });

  test('who would wait, and who is still being asked, is said where the rows would be', () => {
    const wait = { kind: 'record', object: 'books', mode: 'S', for: { session: 'A' } } as const;
    const text = textOf(labWith([one], [one]), {
      B: { kind: 'reads', tables: [{ name: 'books', waits: [wait] }] },
    });
    expect(text).toContain('‖ would wait for A');
    expect(text).toContain('… being asked');
  });

  test.for([
    { columns: 60, rows: 18 },
    { columns: 80, rows: 24 },
    { columns: 160, rows: 50 },
  ])('is exact at $columns×$rows, with long and wide values', (size) => {
    const wide = ['3', '漢字👩‍👩‍👧\u0007'.repeat(50)];
    const sights = { A: reads([wide]), B: reads([one, two]) };
    const lab = { ...labWith([one, wide], [uno, two]), sights };
    const model = modelOf(runModel(lab, { tab: 'sees' }));
    const { rows } = screenOf(model, size, 0, makeTheme(true));
    expect(rows).toHaveLength(size.rows);
    for (const row of rows) expect([widthOf(row), row]).toEqual([size.columns, row]);
  });
});

describe('asking', () => {
  const script = scriptOfSteps([step('A', 'lock k'), step('B', 'lock k'), step('A', 'COMMIT')], {
    watch: ['t'],
  });

  const open = (server: FakeServer) => {
    const host = new LabHost({
      catalogue: [lessonOf(script)],
      connect: async () => server,
      clock: new FakeClock(),
    });
    const press = (...keys: readonly string[]) => {
      for (const key of keys) host.tell({ type: 'key', key, areas: noAreas });
    };
    const until = async (holds: (model: Model) => boolean): Promise<void> => {
      const { promise, resolve } = Promise.withResolvers<void>();
      const look = () => {
        if (holds(host.model())) resolve();
      };
      const stop = host.subscribe(look);
      look();
      await promise.finally(stop);
    };
    const asked = (model: Model) =>
      Object.entries(model.run?.lab?.sights ?? {}).map(([name, { kind }]) => `${name} ${kind}`);
    return { host, press, until, asked };
  };

  test('happens in other sandboxes, for the place that is shown, and once', async () => {
    const server = new FakeServer();
    const { host, press, until, asked } = open(server);
    press('enter');
    await until((model) => model.run?.phase.kind === 'ready');
    await until((model) => asked(model).join() === 'A reads,B reads');
    press('space', 'space');
    // B waits now: only A can be asked.
    await until((model) => asked(model).join() === 'A reads,B busy');
    const { looks } = host.model();
    press('left', 'right');
    expect(asked(host.model())).toEqual(['A reads', 'B busy']);
    expect(host.model().looks).toBeLessThanOrEqual(looks + 1);
    await host.close();
    expect(server.disposed).toBe(server.made);
  });

  test('is called off when the lab is left, and leaves no sandbox', async () => {
    const server = new FakeServer();
    const { host, press, until } = open(server);
    press('enter');
    await until((model) => model.run?.phase.kind === 'ready');
    await host.close();
    expect(server.disposed).toBe(server.made);
  });
});
