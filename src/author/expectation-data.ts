import type {
  EndExpectation,
  ResultSetExpectation,
  RowsExpectation,
  StepExpectation,
} from '../lesson/expectation.ts';
import type { YamlData, YamlMap } from './yaml-text.ts';

/** An expectation as a lesson file writes it. */
export const stepExpectationData = (expected: StepExpectation): YamlMap => {
  const { more, affected, matched, error, waitsFor, on, answer, skipped, either } = expected;
  const result: YamlMap = {
    ...resultSetData(expected),
    ...(more && { more: more.map(resultSetData) }),
    ...(affected !== undefined && { affected }),
    ...(matched !== undefined && { matched }),
    ...(error !== undefined && { error: /^[0-9]+$/.test(error) ? Number(error) : error }),
  };
  const waits = waitsFor && { waits_for: sessionsData(waitsFor), ...(on && { on: { ...on } }) };
  const said = answer !== undefined && { answer };
  const isThen = waitsFor !== undefined && waitsFor.length > 0;
  const after: YamlMap = { ...result, ...said };
  return {
    ...(isThen
      ? { ...waits, ...(Object.keys(after).length > 0 && thenData(after)) }
      : { ...result, ...waits, ...said }),
    ...(skipped && { skipped }),
    ...(either && { either: either.map(stepExpectationData) }),
  };
};

/** `then` is the word of the format for what comes after a wait, and no promise. */
const thenData = (after: YamlMap): YamlMap => Object.fromEntries([['then', after]]); // oxlint-disable-line unicorn/no-thenable

export const endExpectationData = (expected: EndExpectation): YamlMap => {
  const { tables, invariant, rolledBack, either } = expected;
  return {
    ...(tables && {
      tables: Object.fromEntries(Object.entries(tables).map(([table, rows]) => [table, rowsData(rows)])),
    }),
    ...(invariant && { invariant }),
    ...(rolledBack && {
      rolled_back: 'oneOf' in rolledBack ? { one_of: rolledBack.oneOf } : sessionsData(rolledBack),
    }),
    ...(either && { either: either.map(endExpectationData) }),
  };
};

const resultSetData = ({ columns, rows }: ResultSetExpectation): YamlMap => ({
  ...(columns && { columns }),
  ...(rows && { rows: rowsData(rows) }),
});

const rowsData = (rows: RowsExpectation): YamlData => {
  switch (rows.kind) {
    case 'exact':
      return rows.rows;
    case 'include':
      return { include: rows.rows };
    case 'count':
      return { count: rows.count };
  }
};

const sessionsData = (sessions: readonly string[]): YamlData => {
  const [only, second] = sessions;
  if (only === undefined) return 'none';
  return second === undefined ? only : sessions;
};
