import type {
  EndExpectation,
  ResultSetExpectation,
  RowsExpectation,
  StepExpectation,
} from '../lesson/expectation.ts';
import { isYamlMap, type YamlData, type YamlMap } from './yaml-text.ts';

/**
 * An expectation as a lesson file writes it, in a few words where they say it all; but where its author has spelled it out,
 * with comments perhaps, that stays so.
 */
export const stepExpectationData = (expected: StepExpectation, before?: YamlData): YamlData => {
  const data = spelledOutData(expected);
  return isYamlMap(before) ? data : (inShort(data) ?? data);
};

const spelledOutData = (expected: StepExpectation): YamlMap => {
  const { ok, more, affected, matched, error, waitsFor, on, answer, skipped, either } = expected;
  const result: YamlMap = {
    ...(ok && { ok }),
    ...resultSetData(expected),
    ...(more && { more: more.map(resultSetData) }),
    ...(affected !== undefined && { affected }),
    ...(matched !== undefined && { matched }),
    ...(error !== undefined && { error: /^[0-9]+$/.test(error) ? Number(error) : error }),
  };
  // Whoever says anything else has said that there is no wait.
  const isSilent = waitsFor?.length === 0 && (Object.keys(result).length > 0 || answer !== undefined);
  const waits = waitsFor && !isSilent && { waits_for: sessionsData(waitsFor), ...(on && { on: { ...on } }) };
  const said = answer !== undefined && { answer };
  const isThen = waitsFor !== undefined && waitsFor.length > 0;
  const after: YamlMap = { ...result, ...said };
  return {
    ...(isThen
      ? { ...waits, ...(Object.keys(after).length > 0 && thenData(after)) }
      : { ...result, ...waits, ...said }),
    ...(skipped && { skipped }),
    ...(either && { either: either.map((one) => stepExpectationData(one)) }),
  };
};

/** `then` is the word of the format for what comes after a wait, and no promise. */
const thenData = (after: YamlMap): YamlMap => Object.fromEntries([['then', inShort(after) ?? after]]); // oxlint-disable-line unicorn/no-thenable

/** The words, or the rows alone, that stand for these keys. */
const inShort = (data: YamlMap): YamlData | undefined => {
  const { waits_for: waitsFor, then, ...rest } = data;
  if (Object.keys(rest).length > 0) return waitsFor === undefined ? doneInShort(rest) : undefined;
  if (waitsFor === undefined || waitsFor === 'none') return undefined;
  const sessions = Array.isArray(waitsFor) ? waitsFor : [waitsFor];
  const holders = waitsFor === 'any' ? 'somebody' : sessions.map(String).join(' and ');
  if (then === undefined) return `waits for ${holders}`;
  const isShort = typeof then === 'string' || typeof then === 'number';
  return isShort ? `waits for ${holders}, then ${then}` : undefined;
};

const doneInShort = (data: YamlMap): YamlData | undefined => {
  const [key, second] = Object.keys(data);
  if (key === undefined || second !== undefined) return undefined;
  const value = data[key];
  switch (key) {
    case 'rows':
      return Array.isArray(value) ? value : undefined;
    case 'affected':
      return `changes ${Number(value)}`;
    case 'error':
      return value;
    case 'ok':
    case 'skipped':
      return key;
    default:
      return undefined;
  }
};

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
