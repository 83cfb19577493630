import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { Sight } from '../../src/engine/sight.ts';
import type { LabState } from '../../src/engine/state.ts';
import { widthOf } from '../../src/text/fit.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { screenOf } from '../../src/ui/view/screen-of.ts';
import { versionLines } from '../../src/ui/view/version-lines.ts';
import { lastOf, modelOf, runModelAt } from './recorded.ts';

type Rows = readonly (readonly string[])[];

const booksOf = (rows: Rows) => ({ name: 'books', columns: ['id', 'name'], rows });
const reads = (rows: Rows): Sight => ({ kind: 'reads', tables: [booksOf(rows)] });

/** A moment of a run: what was committed, what was there in all, at which level A and B are in a transaction. */
const moment = (committed: Rows, newest: Rows, more: Partial<LabState> = {}): LabState => {
  const { before: _, finished: __, ...lab } = lastOf('violation');
  return {
    ...lab,
    observation: { ...lab.observation, tables: [booksOf(committed)], newest: [booksOf(newest)] },
    ...more,
  };
};

const inTransaction = (level: string): LabState['sessions'] =>
  lastOf('violation').sessions.map((one) => ({ ...one, status: 'idle', transaction: level }));

const textOf = (
  earlier: readonly LabState[],
  lab: LabState,
  width = 110,
  covered: readonly string[] = [],
): string =>
  versionLines(lab, { theme: makeTheme(false), width, earlier: [...earlier, lab], covered })
    .map((line) => stripVTControlCharacters(line).trimEnd())
    .join('\n');

const rows = (...names: readonly string[]): Rows => names.map((name, at) => [`${at + 1}`, name]);

describe('the versions of a row', () => {
  test('stand in a chain, the newest first, with who would read which below', () => {
    const sessions = inTransaction('REPEATABLE READ');
    const earlier = [moment(rows('100'), rows('100')), moment(rows('70'), rows('70'))];
    const lab = moment(rows('70'), rows('50'), {
      sessions,
      sights: { A: reads(rows('100')), B: reads(rows('50')) },
    });
    const text = textOf(earlier, lab);
    expect(text).toMatch(/ id 1 · name {2}50 +← 70 +← 100\n +not committed +committed\n +▲ B +▲ A$/m);
  });

  test('a row that is not there, yet or any more, is a version, too', () => {
    const lab = moment(rows('one'), rows('one', 'two'), {
      sights: { A: reads(rows('one', 'two')), B: reads(rows('one')) },
    });
    const text = textOf([], lab);
    expect(text).toMatch(/ id 2 · name {2}two +← –\n +not committed +committed\n +▲ A +▲ B/);
    expect(text).toContain('1 other row, of which there is one version');
    const gone = moment(rows('one'), [], { sights: { A: reads([]), B: reads(rows('one')) } });
    expect(textOf([], gone)).toMatch(/ id 1 · name {2}– +← one\n/);
  });

  test('one value twice: which of the two a snapshot reads is not proved; what reads anew reads the newest', () => {
    const earlier = [moment(rows('100'), rows('100')), moment(rows('70'), rows('70'))];
    const sights = { A: reads(rows('100')), B: reads(rows('70')) };
    const at = (level: string) =>
      textOf(earlier, moment(rows('100'), rows('100'), { sessions: inTransaction(level), sights }));
    expect(at('REPEATABLE READ')).toMatch(/100 +← 70 +← 100\n +committed\n +▲ A\? +▲ B +▲ A\?/);
    expect(at('READ COMMITTED')).toMatch(/100 +← 70 +← 100\n +committed\n +▲ A +▲ B$/m);
  });

  test('who reads none of them is named, who is covered is not told, and who is asked is said', () => {
    const lab = moment(rows('70'), rows('50'), { sights: { A: reads(rows('60')) } });
    const text = textOf([], lab);
    expect(text).toContain('≠ A would read another version');
    expect(text).toContain('B: being asked');
    const hidden = textOf([], lab, 110, ['A']);
    expect(hidden).not.toContain('≠');
    expect(hidden).toContain('A: covered until you have answered');
  });

  test("a row that is in nobody's answer is named by its key all the same", () => {
    const lab = moment(rows('one'), [...rows('one'), ['6', 'six']], { sights: {} });
    const text = textOf([], lab);
    expect(text).toMatch(/ id 6 · name {2}six +← –/);
    expect(text).not.toContain('NULL');
  });

  test('what was read before a column was there is not told of that column', () => {
    const withNote = (...all: readonly (readonly [string, string | null])[]) => {
      const view = {
        name: 'books',
        columns: ['id', 'note', 'name'],
        rows: all.map(([name, note]) => ['1', note, name]),
      };
      const { before: _, finished: __, ...lab } = lastOf('violation');
      return { ...lab, observation: { ...lab.observation, tables: [view], newest: [view] } };
    };
    const before = ['one', 'two'].map((name) => moment(rows(name), rows(name)));
    // The same row, with a column more: nothing says that it is another version.
    expect(textOf(before, withNote(['two', null]))).toMatch(/ id 1 +NULL, two +← \?, one\n/);
    const chain = textOf([...before, withNote(['two', null])], withNote(['two', 'new']));
    expect(chain).toMatch(/ id 1 +new, two +← NULL, two +← \?, one\n/);
    // Without what tells the rows apart now, nothing is known of them.
    const { observation, ...lab } = withNote(['two', 'new']);
    const shapes = observation.shapes?.map((shape) => ({ ...shape, indexes: [] }));
    const keyless = { ...lab, observation: { ...observation, ...(shapes && { shapes }) } };
    expect(textOf(before, keyless)).toContain('1 row, of which there is one version');
  });

  test('one version that everybody reads needs no chain', () => {
    const text = textOf([], moment(rows('one'), rows('one')));
    expect(text).toContain('1 row, of which there is one version');
    expect(text).not.toContain('←');
  });

  test('go on in the next line where there is no room', () => {
    const names = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
    const earlier = names.map((name) => moment(rows(name), rows(name)));
    const text = textOf(earlier, moment(rows('end'), rows('end')), 50);
    for (const line of text.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(50);
    for (const name of names) expect(text).toContain(name);
    expect(text).toMatch(/\n +← \w+ ← /);
  });

  test.for([
    { columns: 60, rows: 18 },
    { columns: 80, rows: 24 },
    { columns: 160, rows: 50 },
  ])('is exact at $columns×$rows, with long and wide values', (size) => {
    const wide = '漢字👩‍👩‍👧\u0007'.repeat(50);
    const sights = { A: reads(rows('one', wide)), B: reads(rows(wide)) };
    const states = [moment(rows(wide), rows(wide)), moment(rows('one'), rows(wide, 'x'), { sights })];
    const drawn = screenOf(modelOf(runModelAt(states, { tab: 'versions' })), size, 0, makeTheme(true)).rows;
    expect(drawn).toHaveLength(size.rows);
    for (const row of drawn) expect([widthOf(row), row]).toEqual([size.columns, row]);
  });
});
