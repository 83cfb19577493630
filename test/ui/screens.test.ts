import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { upcoming } from '../../src/engine/run/upcoming.ts';
import { widthOf } from '../../src/text/fit.ts';
import { initialModel } from '../../src/ui/model/initial.ts';
import type { Model } from '../../src/ui/model/model.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import type { Size } from '../../src/ui/view/layout.ts';
import { screenOf } from '../../src/ui/view/screen-of.ts';
import { scriptOfSteps, step } from '../engine/script-of.ts';
import { Desk } from './desk.ts';
import { lastOf, lessonOf, modelOf, type RecordingName, runModel, statesOf, stateWhere } from './recorded.ts';

const sizes: readonly Size[] = [
  { columns: 60, rows: 18 },
  { columns: 80, rows: 24 },
  { columns: 120, rows: 36 },
  { columns: 139, rows: 29 },
  { columns: 160, rows: 50 },
  { columns: 200, rows: 60 },
  { columns: 20, rows: 5 },
];

const recordings: readonly RecordingName[] = ['deadlock', 'wait-and-refusal', 'violation', 'timeout'];

const draw = (model: Model, size: Size, now = 0): string =>
  screenOf(model, size, now, makeTheme(false))
    .rows.map((row) => stripVTControlCharacters(row).trimEnd())
    .join('\n');

const expectExact = (model: Model, size: Size): void => {
  const { rows } = screenOf(model, size, 0, makeTheme(true));
  expect(rows).toHaveLength(size.rows);
  for (const row of rows) expect([widthOf(row), row]).toEqual([size.columns, row]);
};

describe.each(sizes)(
  'at $columns×$rows every row of the screen is exactly as wide as the terminal',
  (size) => {
    test.for(recordings)('after each event of %s', (name) => {
      for (const lab of statesOf(name)) expectExact(modelOf(runModel(lab)), size);
    });

    test('in the list, in the help, before the server, without one', () => {
      const lab = lastOf('violation');
      const problem = { title: 'No MySQL server', message: 'a\nb 漢字 '.repeat(40), next: ['x'.repeat(300)] };
      const base = modelOf(runModel(lab));
      const { run, ...list } = base;
      const { lab: _, ...waiting } = runModel(lab, { begun: false, phase: { kind: 'coming' } });
      const coming = { status: 'coming', progress: { message: 'Fetching', done: 0.5 } } as const;
      for (const model of [
        list,
        { ...list, server: { status: 'absent', problem } as const },
        { ...base, overlay: { kind: 'help', scroll: 0 } as const },
        { ...base, overlay: { kind: 'about', scroll: 3 } as const },
        { ...base, run: waiting, server: coming },
        { ...base, run: runModel(lab, { phase: { kind: 'broken', problem } }) },
      ]) {
        expectExact(model, size);
      }
    });
  },
);

describe('what a reviewer can read', () => {
  const blocked = stateWhere(
    'deadlock',
    (state) => state.settled && state.sessions.some((one) => one.status === 'blocked'),
  );

  test.for([
    { columns: 80, rows: 24 },
    { columns: 120, rows: 36 },
    { columns: 160, rows: 50 },
  ])('the wait at SERIALIZABLE at $columns×$rows', async (size) => {
    const model = modelOf(runModel(blocked, { heardAt: 1000 }));
    await expect(`${draw(model, size, 3400)}\n`).toMatchFileSnapshot(
      `screens/wait-${size.columns}x${size.rows}.txt`,
    );
  });

  test('the end of a wait, the refusal and the kept promise', async () => {
    await expect(
      `${draw(modelOf(runModel(lastOf('wait-and-refusal'))), sizes[4] ?? { columns: 0, rows: 0 })}\n`,
    ).toMatchFileSnapshot('screens/refusal-160x50.txt');
  });

  test('the violated promise', async () => {
    await expect(
      `${draw(modelOf(runModel(lastOf('violation'))), { columns: 80, rows: 24 })}\n`,
    ).toMatchFileSnapshot('screens/violation-80x24.txt');
  });

  test.for([
    { columns: 80, rows: 24 },
    { columns: 120, rows: 36 },
    { columns: 200, rows: 60 },
  ])('whose turn it is while somebody waits, at $columns×$rows', async (size) => {
    const model = modelOf(runModel(blocked, { turn: { session: 'B' } }));
    expectExact(model, size);
    await expect(`${draw(model, size)}\n`).toMatchFileSnapshot(
      `screens/turn-${size.columns}x${size.rows}.txt`,
    );
  });

  test('the list before any server', async () => {
    const lesson = lessonOf(lastOf('violation').script);
    const { model } = initialModel([lesson, { ...lesson, id: 'x', title: 'Another one', topic: 'waiting' }]);
    await expect(`${draw(model, { columns: 80, rows: 24 })}\n`).toMatchFileSnapshot('screens/list-80x24.txt');
  });
});

describe('what the screen says', () => {
  test('the server’s version yields to nothing, and its place is not there: the list has it', () => {
    const lab = lastOf('violation');
    const about = {
      version: '9.7.4',
      provider: 'embedded',
      place: '/tmp/isolab-run-AAAAAA/mysql.sock',
    } as const;
    const headAt = (title: string, columns: number): string => {
      const run = runModel(lab, { script: { ...lab.script, title, anomaly: 'write skew' } });
      const model: Model = { ...modelOf(run), server: { status: 'ready', about } };
      return draw(model, { columns, rows: 36 }).split('\n')[0] ?? '';
    };
    const title = 'a long title '.repeat(4).trim();
    expect(headAt(title, 200)).toMatch(/title {2}write skew {2,}MySQL 9\.7\.4$/);
    expect(headAt('a longer title '.repeat(5).trim(), 100)).toMatch(
      /a longer title {2}write sk… {2}MySQL 9\.7\.4$/,
    );
    expect(headAt('x'.repeat(200), 100)).toMatch(/x…\s+MySQL 9\.7\.4$/);
  });

  test('a wait says for whom and how long, and its time goes on with the clock', () => {
    const lab = stateWhere('deadlock', (state) => state.sessions.some((one) => one.status === 'blocked'));
    const waiting = modelOf(runModel(lab, { heardAt: 5000 }));
    expect(draw(waiting, { columns: 80, rows: 24 }, 7400)).toMatch(/‖ waits for B, 2\.4 s/);
    expect(draw(waiting, { columns: 80, rows: 24 }, 70_000)).toMatch(/‖ waits for B, 1 min 5 s/);
  });

  test('level, variant and server are there at every size', () => {
    const lab = lastOf('wait-and-refusal');
    const lesson = lessonOf(lab.script, {
      variants: [{ id: 'unique-index', title: 'Fix: a unique index', about: '', setup: [], steps: [] }],
    });
    const run = runModel(lab, { lesson, choice: { level: lab.script.level, variant: 'unique-index' } });
    for (const size of sizes.slice(0, -1)) {
      const top = draw(modelOf(run), size).split('\n').slice(0, 2).join('\n');
      expect(top).toContain('REPEATABLE READ');
      expect(top).toContain('Fix: a unique');
      expect(top).toContain('MySQL 9.7.4');
    }
  });

  test('the next step stays the one in hand until everything is settled', () => {
    const bar = (lab: ReturnType<typeof lastOf>) =>
      draw(modelOf(runModel(lab)), { columns: 100, rows: 30 })
        .split('\n')
        .at(-2);
    const states = statesOf('deadlock').filter(
      (state) => !(state.settled && upcoming(state).kind === 'done'),
    );
    for (const lab of states) {
      const sent = lab.timeline.findLast((one) => one.kind === 'statement' && one.by === 'script');
      if (sent?.kind !== 'statement' || sent.step === undefined) continue;
      const shown = Number(/step (\d+) of/.exec(bar(lab) ?? '')?.[1]);
      if (lab.settled) expect(shown).toBeGreaterThan(sent.step + 1);
      else expect(shown).toBe(sent.step + 1);
    }
  });

  test('more sessions than fit side by side share one lane, and still say who waits', () => {
    const lab = lastOf('violation');
    const sessions = ['A', 'B', 'C', 'D', 'E'].map((name) => ({
      name,
      role: `client ${name}`,
      level: lab.script.level,
    }));
    const script = { ...lab.script, sessions };
    const model = modelOf(
      runModel({
        ...lab,
        script,
        sessions: sessions.map((one) => ({ ...one, status: 'idle', transactionGone: false })),
      }),
    );
    expectExact(model, { columns: 80, rows: 24 });
    expect(draw(model, { columns: 80, rows: 24 })).toContain('A, B, C, D, E');
  });
});

test('the next step says which steps were passed over, and who waits', async () => {
  const sent = [
    'A START TRANSACTION',
    'A lock k',
    'B START TRANSACTION',
    'B lock k',
    'B rows 1',
    'B COMMIT',
    'A COMMIT',
  ];
  const steps = sent.map((one) => step(one.slice(0, 1), one.slice(2)));
  await using desk = await Desk.open(lessonOf(scriptOfSteps(steps)));
  expect(await desk.steps(4)).toContain('step 7 of 7 (steps 5, 6 are later: B waits)');
  const rows = draw(desk.host.model(), { columns: 60, rows: 18 });
  expect(rows).toMatch(/step 7 of 7 +A> COMMIT/);
});
