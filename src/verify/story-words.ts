import type { LockDetail, LockView, TableView, Wait } from '../engine/events.ts';
import { isName } from '../engine/judge/match-rows.ts';
import type { Outcome, ResultSet, Value } from '../engine/outcome.ts';
import { affectedWords, cancelledWords, errorName } from '../engine/words/outcome-words.ts';
import type { RowsExpectation, StepExpectation } from '../lesson/expectation.ts';
import { amount, counted } from '../text/amounts.ts';

/** The parts of a story: only what is the same in every repetition of the same. */

export const waitWords = (wait: Wait): string =>
  // Who is outside changes from run to run; that it is somebody outside does not.
  `for ${'session' in wait.for ? wait.for.session : 'an outsider'}: ${lockWords(wait)}`;

export const lockLine = (lock: LockView): string => `${lock.session} ${lock.status} ${lockWords(lock)}`;

const lockWords = ({ kind, object, index, mode, key }: LockDetail): string =>
  [kind, withoutSandbox(object), index, mode, isHidden(index) ? undefined : key].filter(Boolean).join(' ');

/** GET_LOCK() names count for the whole server, so good ones begin with DATABASE(), the sandbox's schema. */
const withoutSandbox = (object: string): string => object.replace(/\bisolab_[0-9a-f]+_\d+/, 'the sandbox');

/**
 * Without a primary key InnoDB draws row ids from a counter of the whole server.
 * https://dev.mysql.com/doc/refman/9.7/en/innodb-index-types.html
 */
const isHidden = (index: string | undefined): boolean => index === 'GEN_CLUST_INDEX';

/** A message can name connections and schemas, so an error is told by its number and name. */
export const outcomeWords = (outcome: Outcome, expected: StepExpectation | undefined): string => {
  switch (outcome.kind) {
    case 'rows': {
      const sets = [
        `${outcome.columns.join(', ')}: ${rowsWords(outcome.rows, leftOpen(expected))}`,
        ...(outcome.more ?? []).map(countWords),
      ].join('; ');
      return [sets, ...cancelledWords(outcome)].join(', ');
    }
    case 'ok':
      return `${affectedWords(outcome.affected)}, ${counted(outcome.warnings, 'warning')}`;
    case 'error': {
      const sets = (outcome.results ?? []).map(countWords);
      return [[...sets, errorName(outcome)].join('; '), ...cancelledWords(outcome)].join(', ');
    }
    case 'lost':
      return 'no answer: connection lost';
  }
};

/** The lesson names none of their values. */
const countWords = ({ columns, rows }: ResultSet): string =>
  `${columns.join(', ')}: ${amount(rows.length, 'row')}`;

export const tableWords = (view: TableView, expected: RowsPattern | undefined): string =>
  `${view.name}: ${'rows' in view ? rowsWords(view.rows, expected) : 'unreadable'}`;

/** What a lesson says about rows, as far as a story needs it. */
type RowsPattern = RowsExpectation | { readonly kind: 'count' };

/** The rows of a step are told by that alternative of its expectation that leaves open the most. */
const leftOpen = (expected: StepExpectation | undefined): RowsPattern => {
  const patterns = [expected, ...(expected?.either ?? [])].flatMap((one) => (one?.rows ? [one.rows] : []));
  const [first] = patterns;
  if (first?.kind !== 'exact') return { kind: 'count' };
  return patterns.length === 1 ? first : { kind: 'count' };
};

/** Values where the lesson names every one, else only how many rows: a clock or a UUID is no difference. */
const rowsWords = (rows: readonly (readonly Value[])[], pattern: RowsPattern | undefined): string => {
  if (pattern?.kind !== 'exact') return amount(rows.length, 'row');
  return JSON.stringify(
    rows.map((row, at) =>
      row.map((value, column) => {
        const cell = pattern.rows[at]?.[column] ?? null;
        return isName(cell) ? cell : value;
      }),
    ),
  );
};
