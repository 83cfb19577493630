import {
  anybody,
  type Cell,
  type LockExpectation,
  type ResultSetExpectation,
  type RowsExpectation,
  type StepExpectation,
} from '../../lesson/expectation.ts';
import { amount, andMore, listed } from '../../text/amounts.ts';
import type { Wait } from '../events.ts';
import { type Outcome, resultSets, type Value } from '../outcome.ts';
import { waitWords } from '../words/lock-words.ts';
import { affectedWords, errorWords, lostWords, matchedWords } from '../words/outcome-words.ts';
import { cellWords } from '../words/table-words.ts';
import { waitsForWords } from '../words/wait-words.ts';
import type { Judgement } from './finding.ts';
import { type Bindings, isName, matchRow } from './match-rows.ts';

/** Expected and observed in words that can be compared by eye. */

const mostRows = 20;

export const expectedRows = (rows: RowsExpectation, bindings: Bindings): string => {
  switch (rows.kind) {
    case 'count':
      return amount(rows.count, 'row');
    case 'exact':
      return rowsWords(rows.rows, bindings);
    case 'include':
      return `among others ${rowsWords(rows.rows, bindings)}`;
  }
};

export const observedRows = (rows: readonly (readonly Value[])[]): string => rowsWords(rows, new Map());

/**
 * Expected and observed rows, one an entry, for a diff: an expected row that an observed one fits is written
 * like that one, so that a `$name` makes no difference where there is none.
 */
export const comparedRows = (
  expected: readonly (readonly Cell[])[],
  observed: readonly (readonly Value[])[],
  bindings: Bindings,
): NonNullable<Judgement['rows']> => {
  let bound = bindings;
  const left = [...observed];
  const written = expected.map((row) => {
    for (const [index, candidate] of left.entries()) {
      const fitting = matchRow(row, candidate, bound);
      if (fitting === undefined) continue;
      bound = fitting;
      left.splice(index, 1);
      return rowWords(candidate, bound);
    }
    return rowWords(row, bound);
  });
  return { expected: written, observed: observed.map((row) => rowWords(row, new Map())) };
};

const rowsWords = (rows: readonly (readonly Cell[])[], bindings: Bindings): string => {
  if (rows.length === 0) return amount(0, 'row');
  const shown = rows.slice(0, mostRows).map((row) => rowWords(row, bindings));
  const more = rows.length - shown.length;
  return [...shown, ...(more > 0 ? [andMore(more, 'row')] : [])].join(', ');
};

const rowWords = (row: readonly Cell[], bindings: Bindings): string =>
  `(${row.map((cell) => boundCell(cell, bindings)).join(', ')})`;

const boundCell = (cell: Cell, bindings: Bindings): string => {
  if (!isName(cell) || !bindings.has(cell)) return cellWords(cell);
  return `${cell} = ${cellWords(bindings.get(cell) ?? null)}`;
};

/** One result set is what came; of several, each from the second on has its number. */
const setsWords = ([first = '', ...more]: readonly string[]): string =>
  [first, ...more.map((words, index) => `result set ${index + 2}: ${words}`)].join('; ');

export const outcomeWords = (outcome: Outcome | undefined): string => {
  switch (outcome?.kind) {
    case undefined:
      return 'no answer';
    case 'rows':
      return setsWords(resultSets(outcome).map(({ rows }) => observedRows(rows)));
    case 'ok':
      return [
        affectedWords(outcome.affected),
        ...(outcome.matched === undefined || outcome.matched === outcome.affected
          ? []
          : [matchedWords(outcome.matched)]),
      ].join(', ');
    case 'error': {
      const sets = resultSets(outcome).map(({ rows }) => observedRows(rows));
      return sets.length === 0 ? errorWords(outcome) : `${setsWords(sets)}, then ${errorWords(outcome)}`;
    }
    case 'lost':
      return lostWords(outcome);
  }
};

export const sessionsWords = (sessions: readonly string[], none: string): string =>
  sessions.length === 0 ? none : listed(sessions);

export const lockExpectationWords = (lock: LockExpectation): string =>
  Object.entries(lock)
    .map(([part, value]) => `${part} ${value}`)
    .join(', ');

export const waitsWords = (waits: readonly Wait[]): string =>
  waits.length === 0
    ? 'no wait'
    : waits
        .map((wait) => {
          const parts = {
            kind: wait.kind,
            table: wait.object,
            index: wait.index,
            mode: wait.mode,
            key: wait.key,
          };
          const said = Object.entries(parts).flatMap(([part, value]) =>
            value === undefined ? [] : [`${part} ${value}`],
          );
          return `${said.join(', ')} (${waitWords(wait)})`;
        })
        .join('; ');

export const claimedWaitWords = (sessions: readonly string[]): string =>
  waitsForWords(sessions.map((one) => (one === anybody ? 'somebody' : one)));

const setWords = ({ rows, columns }: ResultSetExpectation, bindings: Bindings): readonly string[] => [
  ...(columns ? [`columns ${columns.join(', ')}`] : []),
  ...(rows ? [expectedRows(rows, bindings)] : []),
];

/** Of a statement of which no more is claimed. */
export const okWords = 'done without an error';

/** A whole step expectation, for a list of alternatives. */
export const expectationWords = (expected: StepExpectation, bindings: Bindings): string => {
  const { ok, more, affected, matched, error, waitsFor, on, answer, skipped } = expected;
  return [
    ...(skipped ? ['not taken'] : []),
    ...(waitsFor ? [claimedWaitWords(waitsFor)] : []),
    ...(on ? [`on ${lockExpectationWords(on)}`] : []),
    ...(ok ? [okWords] : []),
    ...setWords(expected, bindings),
    ...(more ?? []).map((one, index) => `result set ${index + 2}: ${setWords(one, bindings).join(', ')}`),
    ...(affected === undefined ? [] : [affectedWords(affected)]),
    ...(matched === undefined ? [] : [matchedWords(matched)]),
    ...(error === undefined ? [] : [`ERROR ${error}`]),
    ...(answer === undefined ? [] : [`answers "${answer}"`]),
  ].join(', ');
};
