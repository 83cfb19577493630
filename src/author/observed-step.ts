import { isDeepStrictEqual } from 'node:util';
import type { Wait } from '../engine/events.ts';
import type { StepFacts } from '../engine/judge/judge-step.ts';
import { type OkOutcome, type ResultSet, resultSets, serverErrors, type Value } from '../engine/outcome.ts';
import { firstWaits } from '../engine/waits.ts';
import type {
  LockExpectation,
  ResultSetExpectation,
  RowsExpectation,
  StepExpectation,
} from '../lesson/expectation.ts';
import type { ScriptStep } from '../lesson/script.ts';
import type { Names } from './names.ts';

/** More rows than this are only counted: nobody would read them in a lesson. */
const mostRows = 20;

/**
 * The expectation that says what a step came to, in every one of several runs: everything that the format
 * can claim, except the names of columns and what is the same as something else, unless the lesson speaks of it. Where the runs came to different things, `either` says so.
 */
export const observedStep = (
  facts: readonly (StepFacts | undefined)[],
  names: Names,
  step: AsWritten = {},
): StepExpectation => oneOf(sameShapes(facts, stepShape).map((same) => describe(same, names, step)));

/** The step as the lesson has it. */
type AsWritten = Pick<ScriptStep, 'predict' | 'expect'>;

/** Several expectations as one, each once. */
export const oneOf = (alternatives: readonly StepExpectation[]): StepExpectation => {
  const distinct = alternatives.filter(
    (one, at) => !alternatives.slice(0, at).some((other) => isDeepStrictEqual(one, other)),
  );
  const [first, second] = distinct;
  if (first === undefined) throw new Error('Nothing was observed');
  return second === undefined ? first : { either: distinct };
};

/** The things that were seen, one list for each shape that they have, with undefined for the runs of others. */
export const sameShapes = <T>(
  seen: readonly (T | undefined)[],
  shapeOf: (one: T) => string,
): readonly (readonly (T | undefined)[])[] => {
  const shapes = seen.map((one) => one && shapeOf(one));
  const distinct = [...new Set(shapes)].filter((shape) => shape !== undefined);
  return distinct.map((shape) => seen.map((one, run) => (shapes[run] === shape ? one : undefined)));
};

/** What must be the same in all runs: everything but values and the details of locks. */
export const stepShape = ({ entry, skipped, answer }: StepFacts): string => {
  const outcome = entry?.outcome;
  const result =
    outcome?.kind === 'ok'
      ? [outcome.affected, outcome.matched]
      : outcome?.kind === 'error' && outcome.symbol;
  return JSON.stringify([
    skipped !== undefined,
    entry && waitsForOf(firstWaits(entry)),
    outcome?.kind,
    result,
    outcome && resultSets(outcome).map(({ columns, rows }) => [columns, rows.length]),
    answer,
  ]);
};

const describe = (
  facts: readonly (StepFacts | undefined)[],
  names: Names,
  step: AsWritten,
): StepExpectation => {
  const first = facts.find((one) => one !== undefined);
  if (first?.skipped !== undefined) return { skipped: true };
  if (first?.entry === undefined) return {};
  const { outcome } = first.entry;
  const waits = firstWaits(first.entry);
  const waitsFor = waitsForOf(waits);
  // A deadlock's victim has waited, if only until the server looked: that it did not would be wrong to say.
  const isVictim = outcome?.kind === 'error' && outcome.errno === serverErrors.deadlock && waits.length === 0;
  const on = lockOf(
    facts.flatMap((one) => (one?.entry && firstWaits(one.entry)[0]) ?? []),
    names,
  );
  return {
    ...observedSets(
      facts.map((one) => one && (one.entry?.outcome ? resultSets(one.entry.outcome) : [])),
      names,
    ),
    ...(outcome?.kind === 'ok' && { affected: outcome.affected, ...matchedIn(outcome, step) }),
    ...(outcome?.kind === 'error' && { error: outcome.symbol }),
    ...(waitsFor && !isVictim && { waitsFor }),
    ...(on && { on }),
    ...(first.answer !== undefined && { answer: first.answer }),
  };
};

/** Mostly all rows that an UPDATE finds are others afterwards: then it is said only where the lesson speaks of it. */
const matchedIn = (
  { affected, matched }: OkOutcome,
  { predict, expect }: AsWritten,
): Pick<StepExpectation, 'matched'> => {
  const isAsked = predict?.kind === 'fact' && predict.fact === 'matched';
  const isClaimed =
    expect !== undefined && [expect, ...(expect.either ?? [])].some((one) => 'matched' in one);
  return matched !== undefined && (matched !== affected || isAsked || isClaimed) ? { matched } : {};
};

/** The result sets that the runs have: equally many. */
const observedSets = (
  runs: readonly (readonly ResultSet[] | undefined)[],
  names: Names,
): Pick<StepExpectation, 'rows' | 'more'> => {
  const first = runs.find((sets) => sets !== undefined) ?? [];
  const [own, ...more] = first.map(
    ({ columns }, index): ResultSetExpectation => ({
      rows: observedRows(
        columns,
        runs.map((sets) => sets?.[index]?.rows),
        names,
      ),
    }),
  );
  return { ...own, ...(more.length > 0 && { more }) };
};

/** The rows that the runs have: equally many, and undefined for runs that came to something else. */
export const observedRows = (
  columns: readonly string[],
  runs: readonly (readonly (readonly Value[])[] | undefined)[],
  names: Names,
): RowsExpectation => {
  const first = runs.find((rows) => rows !== undefined) ?? [];
  if (first.length > mostRows) return { kind: 'count', count: first.length };
  return {
    kind: 'exact',
    rows: first.map((row, index) =>
      row.map((_, column) =>
        names.cell(
          columns[column] ?? '',
          runs.map((rows) => rows?.[index]?.[column]),
        ),
      ),
    ),
  };
};

/** Undefined when it waited for somebody outside the lab, of whom a lesson knows nothing. */
const waitsForOf = (waits: readonly Wait[]): readonly string[] | undefined => {
  const sessions = waits.flatMap((wait) => ('session' in wait.for ? [wait.for.session] : []));
  return sessions.length < waits.length ? undefined : [...new Set(sessions)].toSorted();
};

/** What all waits have in common. An index entry with a value that the lesson has a name for is left out. */
const lockOf = (waits: readonly Wait[], names: Names): LockExpectation | undefined => {
  const [first] = waits;
  if (first === undefined || !('session' in first.for)) return undefined;
  const same = (part: keyof Wait) => waits.every((wait) => wait[part] === first[part]);
  const { index, key } = first;
  const on = {
    ...(same('kind') && { kind: first.kind }),
    ...(same('object') && { table: first.object }),
    ...(index !== undefined && same('index') && { index }),
    ...(same('mode') && { mode: first.mode }),
    ...(key !== undefined && same('key') && !names.isNamed(key) && { key }),
  };
  return Object.keys(on).length > 0 ? on : undefined;
};
