import type { EndExpectation, RowsExpectation } from '../../lesson/expectation.ts';
import { serverErrors } from '../outcome.ts';
import type { LabState } from '../state.ts';
import { promiseOf } from '../words/promise-words.ts';
import { type Judged, type Judgement, judgeEither } from './finding.ts';
import { comparedRows, expectedRows, observedRows, sessionsWords } from './judge-words.ts';
import { type Bindings, matchRows } from './match-rows.ts';

/** Compares how a run ended; one that has not ended meets nothing. */
export const judgeEnd = (expected: EndExpectation, state: LabState, bindings: Bindings): Judged => {
  if (state.finished === undefined) {
    const judgement: Judgement = {
      ok: false,
      what: 'end',
      expected: endWords(expected, bindings),
      observed: 'not reached',
    };
    return { judgements: [judgement], bindings };
  }
  const { tables, invariant, rolledBack, either } = expected;
  const judgements: Judgement[] = [];
  let bound = bindings;
  for (const [table, rows] of Object.entries(tables ?? {})) {
    const judged = judgeTable(table, rows, state, bound);
    judgements.push(...judged.judgements);
    bound = judged.bindings;
  }
  if (invariant) judgements.push(judgeInvariant(invariant, state));
  if (rolledBack) judgements.push(judgeRolledBack(rolledBack, state));
  if (either) {
    const judged = judgeEither(either, bound, {
      judge: (one, names) => judgeEnd(one, state, names),
      words: endWords,
      observed: endFactsWords(state),
    });
    judgements.push(...judged.judgements);
    bound = judged.bindings;
  }
  return { judgements, bindings: bound };
};

const judgeTable = (
  table: string,
  expected: RowsExpectation,
  state: LabState,
  bindings: Bindings,
): Judged => {
  const view = state.observation.tables.find((one) => one.name === table);
  const bound = view && 'rows' in view ? matchRows(expected, view.rows, bindings) : undefined;
  const judgement: Judgement = {
    ok: bound !== undefined,
    what: `table ${table}`,
    expected: expectedRows(expected, bindings),
    observed: tableWords(view),
    ...(view &&
      'rows' in view &&
      expected.kind !== 'count' && { rows: comparedRows(expected.rows, view.rows, bindings) }),
  };
  return { judgements: [judgement], bindings: bound ?? bindings };
};

const tableWords = (view: LabState['observation']['tables'][number] | undefined): string => {
  if (view === undefined) return 'not watched';
  return 'rows' in view ? observedRows(view.rows) : `unreadable: ${view.unreadable}`;
};

const judgeInvariant = (expected: 'holds' | 'violated', state: LabState): Judgement => ({
  ok: invariantOf(state) === expected,
  what: 'invariant',
  expected,
  observed: invariantWords(state),
});

/** Undefined when the run has not finished, or the lesson has no invariant. */
export const invariantOf = ({ finished }: LabState): 'holds' | 'violated' | undefined =>
  promiseOf(finished?.violations);

const invariantWords = (state: LabState): string => {
  const observed = invariantOf(state);
  if (observed !== 'violated') return observed ?? 'the lesson has no invariant';
  return `violated by ${observedRows(state.finished?.violations?.rows ?? [])}`;
};

const judgeRolledBack = (expected: NonNullable<EndExpectation['rolledBack']>, state: LabState): Judgement => {
  const victims = victimsOf(state);
  const chosen = 'oneOf' in expected && victims.length === 1 ? expected.oneOf.indexOf(victims.join()) : -1;
  return {
    ok: 'oneOf' in expected ? chosen >= 0 : victims.join() === expected.toSorted().join(),
    ...(chosen >= 0 && { chosen }),
    what: 'rolled back',
    expected: rolledBackWords(expected),
    observed: sessionsWords(victims, 'none'),
  };
};

/** The sessions that the server chose as deadlock victims. */
export const victimsOf = (state: LabState): readonly string[] => {
  const victims = state.timeline.flatMap((entry) =>
    entry.kind === 'statement' &&
    entry.outcome?.kind === 'error' &&
    entry.outcome.errno === serverErrors.deadlock
      ? [entry.session]
      : [],
  );
  return [...new Set(victims)].toSorted();
};

const rolledBackWords = (expected: NonNullable<EndExpectation['rolledBack']>): string =>
  'oneOf' in expected ? `one of ${expected.oneOf.join(', ')}` : sessionsWords(expected, 'none');

const endWords = (expected: EndExpectation, bindings: Bindings): string => {
  const { tables, invariant, rolledBack, either } = expected;
  return [
    ...Object.entries(tables ?? {}).map(([table, rows]) => `${table}: ${expectedRows(rows, bindings)}`),
    ...(invariant ? [`invariant ${invariant}`] : []),
    ...(rolledBack ? [`rolled back: ${rolledBackWords(rolledBack)}`] : []),
    ...(either?.map((one) => endWords(one, bindings)) ?? []),
  ].join(', ');
};

/** How a run ended, in words. */
export const endFactsWords = (state: LabState): string =>
  [
    ...state.observation.tables.map((view) => `${view.name}: ${tableWords(view)}`),
    ...(state.finished?.violations === undefined ? [] : [`invariant ${invariantWords(state)}`]),
    `rolled back: ${sessionsWords(victimsOf(state), 'none')}`,
  ].join(', ');
