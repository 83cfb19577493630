import type { ResultSetExpectation, StepExpectation } from '../../lesson/expectation.ts';
import type { Unclaimed } from '../../lesson/unclaimed.ts';
import { counted } from '../../text/amounts.ts';
import { type Outcome, type ResultSet, resultSets } from '../outcome.ts';
import type { Judged, Judgement } from './finding.ts';
import { comparedRows, expectedRows, observedRows, outcomeWords } from './judge-words.ts';
import { type Bindings, matchRows } from './match-rows.ts';

type SetsExpectation = Pick<StepExpectation, 'rows' | 'columns' | 'more' | 'error'>;

/**
 * Compares the rows that came: those of the first result set, and, where `more` says so, of each that followed. A
 * claim of rows is a claim that the statement did not fail; beside `error` it is about what had come before that.
 */
export const judgeSets = (
  expected: SetsExpectation,
  outcome: Outcome | undefined,
  bindings: Bindings,
): Judged => {
  const { more, error } = expected;
  const isRead = outcome?.kind === 'rows' || (outcome?.kind === 'error' && error !== undefined);
  const sets = isRead ? resultSets(outcome) : [];
  const first = judgeSet(expected, sets[0] ?? outcomeWords(outcome), '', bindings);
  if (more === undefined) return first;
  const judgements = [...first.judgements, judgeCount(more.length + 1, sets.length)];
  let bound = first.bindings;
  // That there are fewer is said once.
  for (const [index, set] of sets.slice(1, more.length + 1).entries()) {
    const judged = judgeSet(more[index] ?? {}, set, ` of ${setName(index + 1)}`, bound);
    judgements.push(...judged.judgements);
    bound = judged.bindings;
  }
  return { judgements, bindings: bound };
};

/** Result sets have no names: people count from one. */
const setName = (index: number): string => `result set ${index + 1}`;

const judgeCount = (expected: number, observed: number): Judgement => ({
  ok: observed === expected,
  what: 'result sets',
  expected: counted(expected, 'result set'),
  observed: counted(observed, 'result set'),
});

/** `found`: the result set, or what came instead of it. */
const judgeSet = (
  { rows, columns }: ResultSetExpectation,
  found: ResultSet | string,
  whose: string,
  bindings: Bindings,
): Judged => {
  const set = typeof found === 'string' ? undefined : found;
  const judgedColumns: readonly Judgement[] = columns
    ? [
        {
          ok: set?.columns.join('\n') === columns.join('\n'),
          what: `columns${whose}`,
          expected: columns.join(', '),
          observed: typeof found === 'string' ? found : found.columns.join(', '),
        },
      ]
    : [];
  if (rows === undefined) return { judgements: judgedColumns, bindings };
  const bound = set && matchRows(rows, set.rows, bindings);
  const judgedRows: Judgement = {
    ok: bound !== undefined,
    what: `rows${whose}`,
    expected: expectedRows(rows, bindings),
    observed: typeof found === 'string' ? found : observedRows(found.rows),
    ...(set && rows.kind !== 'count' && { rows: comparedRows(rows.rows, set.rows, bindings) }),
  };
  return { judgements: [...judgedColumns, judgedRows], bindings: bound ?? bindings };
};

/**
 * Did result sets come of which nothing is claimed, where the first one is? How many a CALL gives is known only when
 * it has run. The judgements are those of the step: they tell which alternative it came to.
 */
export const unclaimedSets = (
  expected: StepExpectation,
  outcome: Outcome | undefined,
  judgements: readonly Judgement[],
): Pick<Unclaimed, 'what' | 'expected'> | undefined => {
  if (outcome?.kind !== 'rows' || outcome.more === undefined) return undefined;
  const chosen = judgements.flatMap((one) => one.chosen ?? []);
  const claims = [expected, ...(expected.either ?? []).filter((_, index) => chosen.includes(index))];
  const isFirstClaimed = claims.some(({ rows, columns }) => rows !== undefined || columns !== undefined);
  if (!isFirstClaimed || claims.some(({ more }) => more !== undefined)) return undefined;
  const count = outcome.more.length;
  return {
    what: count === 1 ? 'what the second result set is' : `what the ${count} result sets after the first are`,
    expected: '`more` beside `rows`',
  };
};
