import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { reduce } from '../../src/engine/reduce.ts';
import { deadlockWords } from '../../src/engine/run/sees.ts';
import type { Sight } from '../../src/engine/sight.ts';
import { drawn } from '../../src/ui/text/lines.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { dataPanel } from '../../src/ui/view/data-lines.ts';
import { helpLines } from '../../src/ui/view/help-lines.ts';
import { stateWhere } from './recorded.ts';

const theme = makeTheme(false);
const linesOf = (lab: Parameters<typeof dataPanel>[0]) =>
  dataPanel(lab, { theme, width: 120 }).lines.map((line) => stripVTControlCharacters(drawn(line)));
const help = helpLines(theme, 200, 'lab').join('\n');

test('where a SELECT of a session would have no rows, the cell says what would come of it', () => {
  const lab = stateWhere('violation', ({ settled, steps }) => settled && steps[1]?.status === 'taken');
  const sighted = (error: string): Sight => ({ kind: 'reads', tables: [{ name: 'books', error }] });
  const rows = (sights: Readonly<Record<string, Sight>>) =>
    linesOf(reduce(lab, { type: 'looked-aside', at: lab.at, sights })).join('\n');
  const waits: Sight = { kind: 'reads', tables: [{ name: 'books', waits: [] }] };
  const seen = rows({ A: waits, B: sighted(deadlockWords) });
  expect(seen).toMatch(/‖ waits +✗ deadlock/);
  expect(seen).toContain('A SELECT of B: it would come to a deadlock');
  expect(rows({ B: sighted('no such table') })).toMatch(/… +✗ fails/);
  for (const words of ['‖ waits', '✗ deadlock', '✗ fails']) expect(help).toContain(words);
});

test('a row that only a covered session would see is not there either', () => {
  const lab = stateWhere('violation', ({ settled, steps }) => settled && steps[1]?.status === 'taken');
  const [books] = lab.observation.tables;
  const columns = books && 'columns' in books ? books.columns : [];
  const gone = columns.map((_, at) => (at === 0 ? '999' : 'x'));
  const tables = [{ name: 'books', columns, rows: [gone] }];
  const seen = reduce(lab, { type: 'looked-aside', at: lab.at, sights: { B: { kind: 'reads', tables } } });
  const lines = (covered: readonly string[]) =>
    dataPanel(seen, { theme, width: 120, covered })
      .lines.map((line) => stripVTControlCharacters(drawn(line)))
      .join('\n');
  expect(lines([])).toContain('999');
  expect(lines(['A'])).toContain('999');
  expect(lines(['B'])).not.toContain('999');
});

test('of a session that waits, the column says that this is from before its statement', () => {
  const lab = stateWhere('wait-and-refusal', ({ settled, sessions }) =>
    sessions.some(({ status }) => settled && status === 'blocked'),
  );
  expect(linesOf(lab).join('\n')).toMatch(/A sees +B before/);
  expect(help).toContain('B before: what one of B would have returned before the statement');
});

test('the signs of a line of keys are explained where it stands, and in the help', () => {
  const lab = stateWhere('next-key-locks', ({ observation, settled }) =>
    observation.locks.some(
      ({ kind, status }) => settled && kind === 'insert-intention' && status === 'waiting',
    ),
  );
  const text = linesOf(lab).join('\n');
  expect(text).toContain('‖+');
  expect(text).toContain('‖ waits, + to insert');
  for (const sign of ['‖+', '[2*]']) expect(help).toContain(sign);
});
