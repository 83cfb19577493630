import type { Findings, Reading } from '../history/findings.ts';
import type { Moment, Sent } from '../history/moved.ts';
import { isSame, type KeyedTable, keyOf, type Row } from '../history/tables.ts';
import { transactionKey } from '../history/transactions.ts';
import type { Version } from '../history/version.ts';

/** A version of a row, or that a statement wrote it again as it was. */
export interface Written {
  readonly row: Row | undefined;
  readonly by?: Sent;
  /** By its key; undefined for what the setup left, and where it is not known. */
  readonly transaction: string | undefined;
  readonly moment: Moment;
  readonly committed: Moment | undefined;
  readonly gone: Moment | undefined;
}

/** All that was written to one row, in its order. */
export interface RowStory {
  readonly table: string;
  readonly key: string;
  readonly written: readonly Written[];
  /** That is not all, or not sure. */
  readonly isUnclear: boolean;
}

/** A row that an UPDATE found and left as it was: it has written it all the same. */
export interface Touch {
  readonly table: string;
  readonly key: string;
  readonly row: Row;
  readonly reading: Reading;
}

export const storiesOf = (
  { versions, moments, ends, transactions }: Findings,
  touches: readonly Touch[],
): ReadonlyMap<string, readonly RowStory[]> => {
  const tables = new Set(moments.flatMap((one) => [...one.keys()]));
  return new Map(
    [...tables].flatMap((table): [string, readonly RowStory[]][] => {
      const log = versions.logOf(table);
      if (log === undefined) return [];
      const own = Map.groupBy(
        touches.filter((one) => one.table === table),
        ({ key }) => key,
      );
      const keys = new Set([...log.rows.keys(), ...own.keys()]);
      const isCommitted = (key: string) => transactions.byKey.get(key)?.ended?.how === 'committed';
      return [
        [
          table,
          [...keys].map((key) => ({
            table,
            key,
            written: withTouches(
              log.rows.get(key)?.map(writtenIn) ?? [],
              (own.get(key) ?? []).map((touch) => writtenBy(touch, ends, isCommitted)),
            ),
            isUnclear: log.unclear.has(key),
          })),
        ],
      ];
    }),
  );
};

const writtenIn = ({ row, by, transaction, moment, committed, gone }: Version): Written => ({
  row,
  ...(by && { by }),
  transaction: by && transaction !== undefined ? transactionKey(by.session, transaction) : undefined,
  moment,
  committed: committed?.moment,
  gone,
});

const writtenBy = (
  { row, reading: { sent, transaction, moment } }: Touch,
  ends: Findings['ends'],
  isCommitted: (transaction: string) => boolean,
): Written => {
  const end = ends.get(transaction ?? '');
  const isDone = transaction !== undefined && isCommitted(transaction);
  return {
    row,
    by: sent,
    transaction,
    moment,
    committed: isDone ? end : undefined,
    gone: isDone ? undefined : end,
  };
};

/** The setup's version is the first, whoever wrote the row later. */
const withTouches = (written: readonly Written[], touches: readonly Written[]): readonly Written[] => {
  const [touch] = touches;
  if (touch === undefined) return written;
  const first: Written = { row: touch.row, transaction: undefined, moment: 0, committed: 0, gone: undefined };
  return touches.reduce(
    (all, one) => {
      const at = all.findLastIndex((other) => other.moment <= one.moment && isSame(other.row, one.row));
      return at < 0 ? all : all.toSpliced(at + 1, 0, one);
    },
    written.length === 0 ? [first] : written,
  );
};

/** The rows of a table in a settled moment, as a transaction has them that has written in it itself. */
export interface TableState {
  readonly table: KeyedTable;
  readonly rows: ReadonlyMap<string, Row>;
}

/** Where a statement has read: what was committed, or the newest, in a settled moment. */
export interface ReadAt {
  readonly moment: Moment;
  readonly kind: 'committed' | 'newest';
}

/** What it may have been, where that is told by its level and its locks alone. */
export const mayHaveReadAt = (reading: Reading, locks: boolean): readonly ReadAt[] => {
  const { level, isAlone, snapshot, begun, sent, isOnly } = reading;
  const isLocking = locks || (level === 'SERIALIZABLE' && !isAlone);
  // Who waited for a lock has read behind that; who did not, and was alone at work, before anything else came of it.
  const hasWaited = sent.waits.length > 0;
  const since = isLocking && hasWaited ? reading.moment : reading.since;
  const moment = hasWaited || !isOnly ? reading.moment : reading.since;
  const from = (first: Moment, last: Moment, kind: ReadAt['kind']) =>
    Array.from({ length: last - first + 1 }, (_, at): ReadAt => ({ moment: first + at, kind }));
  if (isLocking || level === 'READ COMMITTED') return from(since, moment, 'committed');
  if (level === 'READ UNCOMMITTED') return from(since, moment, 'newest');
  if (level === 'REPEATABLE READ' && !isAlone)
    return snapshot === undefined
      ? from(Math.min(begun, moment), moment, 'committed')
      : from(Math.max(0, snapshot - 1), snapshot, 'committed');
  return from(since, moment, 'committed');
};

/** Which of a row's versions stands there for this reader; -1 where that is not known. */
export const placeIn = (
  { written }: RowStory,
  { moment, kind }: ReadAt,
  { sent, transaction, moment: readIn }: Reading,
  isWrite: boolean,
): number => {
  // What it has written it has found in its way.
  const writes = isWrite ? written.findIndex(({ by }) => by?.statement === sent.statement) : -1;
  if (writes > 0)
    return written.findLastIndex(
      (one, at) => at < writes && (one.gone === undefined || one.transaction === transaction),
    );
  const own = written.findLastIndex(
    (one) =>
      one.transaction !== undefined &&
      one.transaction === transaction &&
      one.moment <= readIn &&
      (one.gone === undefined || one.gone >= readIn) &&
      (!isWrite || one.by?.statement !== sent.statement) &&
      (one.by?.statement ?? 0) < sent.statement,
  );
  if (own >= 0) return own;
  const isBefore = ({ by }: Written) => !isWrite || by?.statement !== sent.statement;
  return written.findLastIndex((one) =>
    kind === 'committed'
      ? isBefore(one) && one.gone === undefined && one.committed !== undefined && one.committed <= moment
      : isBefore(one) && one.moment <= moment && (one.gone === undefined || one.gone > moment),
  );
};

/** Rows of a table by their keys. */
export const rowsBy = (rows: readonly Row[], table: KeyedTable): ReadonlyMap<string, Row> =>
  new Map(rows.map((row) => [keyOf(row, table), row]));

/** Of each transaction that has committed the last version, one behind the other. */
export const finalsOf = (written: readonly Written[]): readonly number[] => {
  const left = written.flatMap(({ gone, committed }, at) =>
    gone === undefined && committed !== undefined ? [at] : [],
  );
  return left.filter((at, nth) => {
    const next = written[left[nth + 1] ?? -1];
    return (
      next === undefined || next.transaction === undefined || next.transaction !== written[at]?.transaction
    );
  });
};
