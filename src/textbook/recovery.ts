import { type Access, type End, isAccess, isEnd, type Operation, type Write } from './operation.ts';

/**
 * What a history has to fear of rollbacks, by Bernstein, Hadzilacos and Goodman (1987): the first place that breaks each rule;
 * absent where none does. Whoever keeps a rule keeps those above it.
 */
export interface Recovery {
  /** Recoverable: who commits has read only from those who committed before. */
  readonly unrecoverable?: Breach;
  /** Avoids cascading aborts: what is read of others is committed by then. */
  readonly cascading?: Breach;
  /** Strict: what others wrote is neither read nor overwritten before they have ended. */
  readonly unstrict?: Breach;
}

/** Somebody reads or overwrites what another has written and not committed. */
export interface Breach {
  readonly write: Write;
  readonly access: Access;
  /** Of who did that. */
  readonly end: End;
  /** Of who wrote it. */
  readonly writerEnd: End;
}

/** @param operations with an end of each transaction. */
export const recoveryOf = (operations: readonly Operation[]): Recovery => {
  const ends = new Map(operations.filter(isEnd).map((end) => [end.transaction, end]));
  const placeOf = new Map(operations.map((one, place) => [one, place]));
  const isBefore = (one: Operation, other: Operation): boolean =>
    (placeOf.get(one) ?? 0) < (placeOf.get(other) ?? 0);
  const breachesWith = (writeOf: (access: Access) => Write | undefined): readonly Breach[] =>
    operations.filter(isAccess).flatMap((access) => {
      const write = writeOf(access);
      const end = ends.get(access.transaction);
      const writerEnd = write && ends.get(write.transaction);
      if (!write || !end || !writerEnd || write.transaction === access.transaction) return [];
      return isBefore(writerEnd, access) ? [] : [{ write, access, end, writerEnd }];
    });
  const writes = operations.filter((one) => one.kind === 'write');
  const isTakenBack = ({ transaction }: Write, by: Access): boolean => {
    const end = ends.get(transaction);
    return end?.kind === 'abort' && isBefore(end, by);
  };
  const lastWrite = (access: Access): Write | undefined =>
    writes.findLast(
      (write) => write.item === access.item && isBefore(write, access) && !isTakenBack(write, access),
    );
  const breaches = breachesWith(lastWrite);
  const dirtyReads = breaches.filter(({ access }) => access.kind === 'read');
  const unrecoverable = dirtyReads.find(
    ({ end, writerEnd }) => end.kind === 'commit' && (writerEnd.kind === 'abort' || isBefore(end, writerEnd)),
  );
  const [cascading] = dirtyReads;
  const [unstrict] = breaches;
  return {
    ...(unrecoverable && { unrecoverable }),
    ...(cascading && { cascading }),
    ...(unstrict && { unstrict }),
  };
};
