import type { LockExpectation, StepExpectation } from '../../lesson/expectation.ts';
import { columnNames } from '../key-lines.ts';
import type { LockKind } from '../observation.ts';
import type { LabState } from '../state.ts';
import { wishWords } from '../words/lock-words.ts';
import { claimedWaitWords, expectationWords, lockExpectationWords } from './judge-words.ts';
import type { Bindings } from './match-rows.ts';

/** What a lesson expects of a step, for a student: "waits for A (wants the row id=1 of books exclusive), then 1 row affected". */
export const expectedWords = (
  expected: StepExpectation,
  bindings: Bindings,
  lab: Pick<LabState, 'observation'>,
): string => {
  const { either, waitsFor, on, ...result } = expected;
  const waits = waitsFor && claimedWaitWords(waitsFor);
  const lock = on && lockWords(on, lab);
  const wait = lock === undefined ? waits : `${waits ?? 'waits'} (${lock})`;
  const parts = [
    expectationWords(result, bindings),
    ...(either ? [either.map((one) => expectedWords(one, bindings, lab)).join(', or ')] : []),
  ].filter((words) => words !== '');
  if (wait === undefined) return parts.join(', ');
  const doesWait = on !== undefined || (waitsFor ?? []).length > 0;
  return [wait, ...parts.map((words, at) => (doesWait && at === 0 ? `then ${words}` : words))].join(', ');
};

/** In the words of locks that there are, where enough is said of it. */
const lockWords = (on: LockExpectation, lab: Pick<LabState, 'observation'>): string => {
  const kind = kinds.find((one) => one === on.kind);
  if (kind === undefined || on.table === undefined) return lockExpectationWords(on);
  const { table: object, index, mode = '', key } = on;
  const isOfEntry = kind !== 'table' && kind !== 'metadata' && kind !== 'named';
  if (isOfEntry && (key === undefined || index === undefined)) return lockExpectationWords(on);
  const lock = {
    kind,
    object,
    mode,
    ...(index !== undefined && { index }),
    ...(key !== undefined && { key }),
  };
  return wishWords(lock, columnNames(lab, lock));
};

const kinds: readonly LockKind[] = [
  'record',
  'gap',
  'next-key',
  'insert-intention',
  'table',
  'metadata',
  'named',
];
