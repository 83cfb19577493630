import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { LabState } from '../../src/engine/state.ts';
import type { RunModel } from '../../src/ui/model/run.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { update } from '../../src/ui/update.ts';
import type { Size } from '../../src/ui/view/layout.ts';
import { linearLines } from '../../src/ui/view/linear-lines.ts';
import { briefWords } from '../../src/ui/view/outcome-lines.ts';
import { noAreas } from '../../src/ui/view/screen.ts';
import { screenOf } from '../../src/ui/view/screen-of.ts';
import { lastOf, modelOf, type RecordingName, runModelAt, settledUpTo } from './recorded.ts';

const sizes: readonly Size[] = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 36 },
  { columns: 200, rows: 60 },
];

const draw = (run: RunModel, size: Size = { columns: 80, rows: 24 }): string =>
  screenOf(modelOf(run), size, 0, makeTheme(false))
    .rows.map((row) => stripVTControlCharacters(row).trimEnd())
    .join('\n');

const isBlocked = ({ sessions }: LabState): boolean => sessions.some(({ status }) => status === 'blocked');
const hasVictim = ({ sessions }: LabState): boolean => sessions.some((one) => one.transactionGone);
const at = (name: RecordingName, holds: (lab: LabState) => boolean, more: Partial<RunModel> = {}): RunModel =>
  runModelAt(settledUpTo(name, holds), more);
const isThrough = (lab: LabState): boolean => lab.finished !== undefined;

/** The glyphs of a session's lifeline, from top to bottom. */
const lifeline = (screen: string, column: number): string =>
  screen
    .split('\n')
    .map((line) => line[column] ?? ' ')
    .filter((glyph) => '┌│└╥║╨'.includes(glyph))
    .join('');

describe('the lanes', () => {
  const wide = { columns: 120, rows: 60 };

  test('draw a wait from its first row to where it ended, through all that happened meanwhile', () => {
    const waits = draw(at('deadlock', isBlocked), wide);
    expect(lifeline(waits, 1)).toMatch(/^┌│+╥║+$/);
    const over = draw(at('deadlock', hasVictim), wide);
    expect(lifeline(over, 1)).toMatch(/^┌│+╥║+╨│+$/);
    expect(over).toMatch(/║ +│▸│ 6 B> INSERT/);
  });

  test('say why it ended: a deadlock, a commit, the time that was up', () => {
    expect(draw(at('deadlock', hasVictim), wide)).toMatch(/╨ 5 ‖ waited 0\.2 s, then B was rolled back, the/);
    expect(draw(at('wait-and-refusal', isThrough), wide)).toContain('then A committed in step 7');
    expect(draw(at('timeout', isThrough), wide)).toContain('then its time was up');
  });

  test('draw a transaction as a bracket, from its beginning to its end', () => {
    const through = draw(at('violation', isThrough, { focus: 'main', isZoomed: true }), wide);
    expect(through).toMatch(/┌ 1 A> START TRANSACTION/);
    expect(through).toMatch(/└ 7 A> COMMIT/);
    expect(through).toMatch(/└ 8 B> COMMIT/);
  });

  test('of more sessions than fit stand side by side before one text', () => {
    const all = draw(
      at('next-key-locks', ({ sessions }) =>
        sessions.every((one) => one.name === 'A' || one.status === 'blocked'),
      ),
      wide,
    );
    expect(all).toMatch(/│║║║╥ {2}7 E> UPDATE/);
  });
});

describe.each(sizes)('at $columns×$rows', (size) => {
  const name = `${size.columns}x${size.rows}`;

  test('the timeline of a deadlock', async () => {
    const run = at('deadlock-victim', hasVictim, { tab: 'timeline', focus: 'main' });
    await expect(`${draw(run, size)}\n`).toMatchFileSnapshot(`screens/timeline-${name}.txt`);
  });

  test('the locks on the lines of two indexes, of a panel alone', async () => {
    const run = at(
      'next-key-locks',
      ({ sessions }) => sessions.some((one) => one.name === 'D' && one.status === 'blocked'),
      {
        tab: 'locks',
        focus: 'main',
        isZoomed: true,
      },
    );
    await expect(`${draw(run, size)}\n`).toMatchFileSnapshot(`screens/locks-${name}.txt`);
  });

  test('every row is as wide as the terminal, whatever is shown', () => {
    for (const recording of ['deadlock-victim', 'next-key-locks', 'wait-and-refusal', 'timeout'] as const) {
      for (const tab of ['timeline', 'locks'] as const) {
        for (const focus of ['main', 'guide', 'data'] as const) {
          const run = at(recording, isThrough, { tab, focus, isZoomed: true });
          const widths = screenOf(modelOf(run), size, 0, makeTheme(true)).rows.map(
            (row) => stripVTControlCharacters(row).length,
          );
          expect(new Set(widths)).toEqual(new Set([size.columns]));
          expect(widths).toHaveLength(size.rows);
        }
      }
    }
  });
});

describe('the circle of a deadlock', () => {
  const locks = { tab: 'locks', focus: 'main', isZoomed: true } as const;

  test('is drawn with its victim, and said in words', () => {
    const screen = draw(at('deadlock-victim', hasVictim, locks));
    expect(screen).toContain('✗ B ──▶ A');
    expect(screen).toContain('B ‖ wants the row id=1 of accounts exclusive, which A holds exclusive: with');
    expect(screen).toContain('A ‖ wants the row id=2 of accounts exclusive, which B holds exclusive');
    expect(screen).toContain('✗ B is the victim');
  });

  test('stands above everything else in the panel beside, until the next step', () => {
    const beside = draw(at('deadlock-victim', hasVictim));
    expect(beside).toMatch(/─ Who sees what .*\n deadlock *\n {3}✗ B ──▶ A/);
    expect(draw(at('deadlock-victim', isThrough, locks))).not.toContain('deadlock\n');
  });
});

test('an entry that is not committed is marked, and its lock said, though the server lists none', () => {
  const inserted = at(
    'next-key-locks',
    ({ sessions }) => sessions.some(({ name, status }) => name === 'C' && status === 'blocked'),
    {
      tab: 'locks',
      focus: 'main',
      isZoomed: true,
    },
  );
  const screen = draw(inserted, { columns: 120, rows: 36 });
  expect(screen).toMatch(/────\[5\]─+\[6\*\]─────end/);
  expect(screen).toContain('* not committed: its writer has it X, listed or not');
  const spoken = linearLines(modelOf(inserted), 0, makeTheme(false)).join(' ');
  expect(spoken).toContain('6, not committed');
});

describe('keys', () => {
  const press = (run: RunModel, key: string): RunModel => {
    const { model } = update(modelOf(run), { type: 'key', key, areas: noAreas });
    if (model.run === undefined) throw new Error('The run is gone');
    return model.run;
  };

  test('T and L show the timeline and the locks, and again the transcripts', () => {
    const run = at('deadlock', isBlocked);
    const timeline = press(run, 'T');
    expect(draw(timeline, { columns: 120, rows: 36 })).toMatch(/2 A> SELECT id, name FROM.*…? +no row/);
    expect(draw(press(timeline, 'L'))).toContain('books by id, in key order');
    expect(press(timeline, 'T').tab).toBe('transcript');
  });

  test('z gives a panel the whole screen, Tab shows the next one there, a question is never behind it', () => {
    const alone = press(at('deadlock', isBlocked, { focus: 'main' }), 'z');
    expect(draw(alone)).not.toContain('Step by step');
    expect(draw(press(alone, 'tab'))).toContain('▸Step by step');
    expect(draw(press(press(alone, 'tab'), 'tab'))).toContain('▸Who sees what');
    expect(draw(press(alone, 'z'))).toContain('Step by step');
  });
});

test('what is drawn is also said, one thing after the other', () => {
  const spoken = (run: RunModel) => linearLines(modelOf(run), 0, makeTheme(false)).join('\n');
  expect(spoken(at('deadlock-victim', hasVictim))).toContain(
    'with its UPDATE in step 6 it closed the circle',
  );
  expect(spoken(at('deadlock-victim', hasVictim))).not.toMatch(/[▲╰]/);
  const blocked = spoken(at('deadlock', isBlocked));
  expect(blocked).toContain(
    'A waits: wants to insert into the gap before the end of books, which B holds shared',
  );
  expect(blocked).toMatch(/books by id, in key order.*: gap \(A holds it shared, B holds it shared\); 1 \(/);
  expect(blocked).toContain('A waits to insert there');
});

test('ten thousand rows scroll to their end, and a value of 60 KB is there as a whole', () => {
  const lab = lastOf('violation');
  const outcome = {
    kind: 'rows',
    columns: ['id', 'text'],
    rows: [['1', `${'x'.repeat(60_000)}Z`]],
  } as const;
  const rows = Array.from({ length: 10_000 }, (_, row) => [`${row}`, 'x']);
  const entry = {
    kind: 'statement',
    session: 'A',
    by: 'user',
    sentAt: lab.at,
    status: 'finished',
    waits: [],
  } as const;
  const timeline = [
    ...lab.timeline,
    {
      ...entry,
      statement: 100,
      sql: 'SELECT 1',
      outcome: { kind: 'rows', columns: ['id', 'text'], rows },
    } as const,
    { ...entry, statement: 101, sql: 'SELECT 2', outcome },
  ];
  const run = runModelAt([{ ...lab, timeline }], { focus: 'main', isZoomed: true });
  const screen = (main: number | undefined) => draw({ ...run, scroll: { main, guide: 0, data: 0 } });
  expect(screen(Number.POSITIVE_INFINITY)).toMatch(/^ +x*Z +│/m);
  // The statement that was sent last stays on the screen, however long its answer.
  expect(screen(undefined)).toContain('SELECT 2');
  const { areas } = screenOf(modelOf(run), { columns: 80, rows: 24 }, 0, makeTheme(false));
  expect(areas.main.max).toBeGreaterThan(11_000);
  expect(screen(5000)).toMatch(/│ 49\d\d │ x/);
});

test('in one line, rows are counted as people count them', () => {
  const words = (affected: number) => {
    const outcome = { kind: 'ok', affected, warnings: 0, info: '' } as const;
    return stripVTControlCharacters(briefWords(outcome, { sql: 'UPDATE t SET a = 1' }, makeTheme(false)));
  };
  expect([words(0), words(1), words(2)]).toEqual(['0 rows', '1 row', '2 rows']);
});
