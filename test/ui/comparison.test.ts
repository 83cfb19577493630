import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { CompareResult } from '../../src/engine/compare/compared-run.ts';
import type { LabState, StatementEntry } from '../../src/engine/state.ts';
import type { Prediction } from '../../src/lesson/prediction.ts';
import type { Script } from '../../src/lesson/script.ts';
import { widthOf } from '../../src/text/fit.ts';
import { LabHost } from '../../src/ui/host/lab-host.ts';
import type { Update } from '../../src/ui/model/messages.ts';
import type { Model } from '../../src/ui/model/model.ts';
import type { Comparison, RunModel } from '../../src/ui/model/run.ts';
import { compare, compared } from '../../src/ui/run/comparison.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { update } from '../../src/ui/update.ts';
import { linearCompare } from '../../src/ui/view/linear-compare.ts';
import { noAreas } from '../../src/ui/view/screen.ts';
import { screenOf } from '../../src/ui/view/screen-of.ts';
import { FakeClock, FakeServer } from '../engine/fake-server.ts';
import { scriptOfSteps, step } from '../engine/script-of.ts';
import { lastOf, lessonOf, modelOf, runModel, stateWhere } from './recorded.ts';

const script = scriptOfSteps([step('A', 'START TRANSACTION'), step('A', 'rows 2'), step('A', 'COMMIT')], {
  watch: ['t'],
});
const fix = {
  id: 'fix',
  title: 'A fix',
  about: '',
  setup: [],
  steps: lessonOf(scriptOfSteps([step('A', 'rows 0')])).steps,
};

describe('the comparison', () => {
  test('runs every level in a sandbox of its own, then every variant, and leaves none behind', async () => {
    const server = new FakeServer();
    const host = new LabHost({
      catalogue: [lessonOf(script, { variants: [fix] })],
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
    const isDone = ({ run }: Model) => run?.comparison?.columns.every((one) => one.result) ?? false;
    press('enter');
    await until((model) => model.run?.phase.kind === 'ready');
    press('c');
    expect(host.model().run?.comparison?.columns.map(({ title, isOpen }) => [title, isOpen])).toEqual([
      ['READ UNCOMMITTED', false],
      ['READ COMMITTED', false],
      ['REPEATABLE READ', true],
      ['SERIALIZABLE', false],
    ]);
    await until(isDone);
    press('c');
    await until(isDone);
    expect(host.model().run?.comparison?.columns.map(({ title }) => title)).toEqual(['as it is', 'A fix']);
    press('escape');
    expect(host.model()).not.toHaveProperty('overlay');
    press('c');
    await host.close();
    expect(server.disposed).toBe(server.made);
  });

  test('of a run that was left, or of another comparison, is not heard', () => {
    const lab = lastOf('violation');
    const columns = [{ title: 'x', script: lab.script, isOpen: true }];
    const model = modelOf(runModel(lab, { comparison: { number: 2, by: 'level', columns } }));
    const news = { type: 'compared', column: 0, result: { failed: 'late' } } as const;
    expect(compared(model, { ...news, run: 9, comparison: 2 })).toBe(model);
    expect(compared(model, { ...news, run: 1, comparison: 1 })).toBe(model);
    expect(compared(model, { ...news, run: 1, comparison: 2 })).not.toBe(model);
  });
});

test('before there is a server, that is said, and nothing is compared', () => {
  const model: Model = {
    ...modelOf(runModel(lastOf('violation'))),
    server: { status: 'coming', progress: { message: 'Fetching' } },
  };
  const after = compare(model);
  expect(after.commands).toEqual([]);
  expect(after.model.overlay).toBeUndefined();
  expect(after.model.run?.notice).toBe('There is no server yet.');
});

describe('the run in hand is another one than the one in the open column', () => {
  const whole = lastOf('violation');
  const open = [{ title: 'REPEATABLE READ', script: whole.script, isOpen: true }];
  const asideOf = (lab: LabState, result: CompareResult) => {
    const model = modelOf(runModel(lab, { comparison: { number: 1, by: 'level', columns: open } }));
    return compared(model, { type: 'compared', run: 1, comparison: 1, column: 0, result }).run?.comparison
      ?.aside;
  };
  const half = stateWhere('violation', (state) => state.settled && state.timeline.length >= 4);
  const changed = (lab: LabState, change: (one: StatementEntry) => StatementEntry): LabState => ({
    ...lab,
    timeline: lab.timeline.map((one) => (one.kind === 'statement' ? change(one) : one)),
  });

  test('and nothing is said where it came to the same so far', () => {
    expect(asideOf(half, { lab: whole })).toBeUndefined();
    expect(asideOf(whole, { lab: whole })).toBeUndefined();
    expect(asideOf(half, { failed: 'no server' })).toBeUndefined();
  });

  test('and where it came to something else, that is said above both forms', () => {
    const outcome = { kind: 'error', errno: 1205, symbol: 'X', sqlState: 'HY000', message: 'y' } as const;
    const other = changed(half, (one) => (one.step === 2 ? { ...one, outcome } : one));
    const words =
      'The run in hand is another one, and it went another way there: step 3 came to something else.';
    expect(asideOf(other, { lab: whole })).toBe(words);
    const comparison: Comparison = { number: 1, by: 'level', columns: open, aside: words };
    const model: Model = {
      ...modelOf(runModel(half, { comparison })),
      overlay: { kind: 'compare', scroll: 0 },
    };
    const { rows } = screenOf(model, { columns: 120, rows: 24 }, 0, makeTheme(false));
    expect(rows.map(stripVTControlCharacters).join('\n')).toContain(words);
    expect(linearCompare(comparison).join('\n')).toContain(words);
  });

  test('and has statements of its own, which are in none of the runs beside each other', () => {
    const own = changed(half, (one) => (one.step === 2 ? { ...one, by: 'user' } : one));
    expect(asideOf(own, { lab: whole })).toBe(
      "These runs are the lesson's alone: your own statements are in none of them.",
    );
  });
});

describe('what is not to be told yet', () => {
  const predict: Prediction = { kind: 'rows', ask: 'Which?', rows: [['1']] };
  const half = stateWhere('violation', (state) => state.settled && state.timeline.length >= 3);
  const asking: Script = {
    ...half.script,
    steps: half.script.steps.map((one, at) => (at === 5 ? { ...one, predict } : one)),
  };
  const modelWith = (lab: LabState, more: Partial<RunModel> = {}): Model => ({
    ...modelOf(runModel(lab, { script: asking, ...more })),
    mode: 'lab',
  });
  const offered = (model: Model) =>
    screenOf(model, { columns: 200, rows: 60 }, 0, makeTheme(false)).rows.at(-1)?.includes('compare');

  test('a question that is not answered yet keeps all levels from being compared, and from the keys', () => {
    const before = modelWith(half);
    expect(compare(before).commands).toEqual([]);
    expect(compare(before).model.run?.notice).toBe(
      'Step 6 asks first, and this tells its answer. Q asks no more.',
    );
    expect(offered(before)).toBe(false);
    const free: readonly Model[] = [
      modelWith(half, { asks: false }),
      modelWith(half, { answers: [{ step: 5, said: undefined }] }),
      modelWith(lastOf('violation')),
    ];
    for (const model of free) {
      expect(compare(model).model.overlay?.kind).toBe('compare');
      expect(offered(model)).toBe(true);
    }
  });
});

describe('the cell that the keys act on', () => {
  const violation = lastOf('violation');
  const deadlock = lastOf('deadlock');
  const columns = [
    { title: 'REPEATABLE READ', script: violation.script, isOpen: true, result: { lab: violation } },
    { title: 'SERIALIZABLE', script: deadlock.script, isOpen: false, result: { lab: deadlock } },
  ];
  const begin: Model = {
    ...modelOf(runModel(violation, { comparison: { number: 1, by: 'level', columns } })),
    mode: 'lab',
    overlay: { kind: 'compare', scroll: 0 },
  };
  const size = { columns: 80, rows: 18 };
  const theme = makeTheme(false);
  const drawn = (model: Model) => screenOf(model, size, 0, theme).rows.map(stripVTControlCharacters);
  const pressed = (model: Model, ...keys: readonly string[]): Update =>
    keys.reduce<Update>(
      ({ model: now }, key) => update(now, { type: 'key', key, areas: screenOf(now, size, 0, theme).areas }),
      { model, commands: [] },
    );
  const seen = (model: Model) => drawn(model).filter((row) => row.includes('▸'));

  test('begins at the first step that is not the same everywhere, with what is the same in one line', () => {
    expect(drawn(begin).join('\n')).toContain('steps 1–4: the same everywhere');
    expect(seen(begin)).toEqual([expect.stringMatching(/^ ▸ OK, 1 row affected.*│ ≠ ‖ waits for B/)]);
  });

  test('is on the screen wherever it goes, below names and verdicts that stay', () => {
    let model = begin;
    for (const key of ['down', 'down', 'j', 'l', 'G', 'k', 'page-up', 'h', 'g', 'page-down', 'up', 'down']) {
      ({ model } = pressed(model, key));
      const rows = drawn(model);
      expect([key, seen(model).length]).toEqual([key, 1]);
      expect(rows[2]).toMatch(/\[REPEATABLE READ\] +│ +SERIALIZABLE/);
      expect(rows[3]).toMatch(/✗ violated +│ +✓ holds/);
    }
  });

  test('is opened: the lesson as that column has it, right after that step', () => {
    const next = { kind: 'next' } as const;
    const { model, commands } = pressed(begin, 'right', 'enter');
    expect(model.overlay).toBeUndefined();
    expect(commands.at(-1)).toMatchObject({
      type: 'open-run',
      script: { level: 'SERIALIZABLE' },
      again: [next, next, next, next, next],
    });
    // Steps that are the same everywhere: right before what is not.
    expect(pressed(begin, 'g', 'enter').commands.at(-1)).toMatchObject({ again: [next, next, next, next] });
    const end = pressed(begin, 'end', 'enter');
    expect(end.model.run?.goal).toEqual({ kind: 'end' });
  });
});

describe('on the screen', () => {
  const violation = lastOf('violation');
  const deadlock = lastOf('deadlock');
  const columns = [
    { title: 'REPEATABLE READ', script: violation.script, isOpen: true, result: { lab: violation } },
    { title: 'SERIALIZABLE', script: deadlock.script, isOpen: false, result: { lab: deadlock } },
    { title: 'READ COMMITTED', script: violation.script, isOpen: false },
    { title: 'x', script: violation.script, isOpen: false, result: { failed: 'no 漢字 server '.repeat(9) } },
  ];
  const model: Model = {
    ...modelOf(runModel(violation, { comparison: { number: 1, by: 'level', columns } })),
    overlay: { kind: 'compare', scroll: 0 },
  };

  test.for([
    { columns: 60, rows: 18 },
    { columns: 80, rows: 24 },
    { columns: 200, rows: 60 },
  ])('every row is exactly as wide as the terminal at $columns×$rows', (size) => {
    const { rows } = screenOf(model, size, 0, makeTheme(true));
    expect(rows).toHaveLength(size.rows);
    for (const row of rows) expect([widthOf(row), row]).toEqual([size.columns, row]);
  });

  test('differences are marked, what is the same is not, and what is still run says so', () => {
    const text = screenOf(model, { columns: 200, rows: 60 }, 0, makeTheme(false))
      .rows.map((row) => stripVTControlCharacters(row).trimEnd())
      .join('\n');
    expect(text).toContain('[REPEATABLE READ]');
    expect(text).toMatch(/ 1 A> START TRANSACTION\n ▸ OK +│ +OK +│ +… running +│\n/);
    // A run that failed says so once.
    expect(text.match(/✗ no 漢字 server/g)).toHaveLength(1);
    expect(text.indexOf('✗ no 漢字 server')).toBeLessThan(text.indexOf(' 1 A> START'));
    expect(text).toMatch(/ ✗ violated +│ +✓ holds +│ +… running +│ +✗ failed\n/);
    expect(text).toMatch(/≠ ‖ waits for B, then OK/);
    expect(text).toMatch(/✗ violated +│ ≠ ✓ holds/);
  });

  test('variants have their whole statements and titles, and the level and the server stand above', () => {
    const [first, ...rest] = violation.script.steps;
    if (first === undefined) throw new Error('The lesson has steps');
    const sql = 'START TRANSACTION WITH CONSISTENT SNAPSHOT';
    const fixed = { ...violation.script, steps: [{ ...first, sql }, ...rest] };
    const variants = [
      { title: 'as it is', script: violation.script, isOpen: false, result: { lab: violation } },
      { title: 'Fix: the snapshot is taken at once', script: fixed, isOpen: true },
      { title: 'b', script: violation.script, isOpen: false },
    ];
    const text = screenOf(
      {
        ...modelOf(runModel(violation, { comparison: { number: 1, by: 'variant', columns: variants } })),
        overlay: { kind: 'compare', scroll: 0 },
      },
      { columns: 80, rows: 24 },
      0,
      makeTheme(false),
    )
      .rows.map((row) => stripVTControlCharacters(row).trimEnd())
      .join('\n');
    expect(text).toMatch(/REPEATABLE READ · MySQL \S+\n/);
    expect(text).toMatch(/\[Fix: the snapshot is +│.*\n.*taken at once\]/);
    expect(text).toMatch(/START TRANSACTION +│ +START TRANSACTION WITH +│.*\n.*CONSISTENT SNAPSHOT/);
  });
});
