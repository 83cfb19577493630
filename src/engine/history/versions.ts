import type { LockView } from '../events.ts';
import { serverErrors } from '../outcome.ts';
import { Changes } from './changes.ts';
import { entryText } from './entries.ts';
import { isDefining, type Moment, mayWrite, only, type Sent } from './moved.ts';
import { forgetWriter, returnedTo } from './returns.ts';
import { byKey, isSame, type KeyedTable, keyOf, type Row } from './tables.ts';
import type { Ended, Transactions } from './transactions.ts';
import type { Doubt, TableLog, Version, Write } from './version.ts';

interface Followed {
  table: KeyedTable;
  /** As last observed, by key. */
  rows: Map<string, Row>;
  /** Of rows that were changed in the run; the first is what the setup left. */
  readonly chains: Map<string, Version[]>;
  /** The same with all that was undone. */
  readonly log: Map<string, Version[]>;
  /** Those of them with versions that are not known to be committed. */
  readonly open: Set<string>;
  /** Rows that were seen to be otherwise than all that is known of them: of these nothing is said any more. */
  readonly givenUp: Set<string>;
  /** Those that may have written since the table was last readable. */
  suspects: Sent[];
}

export interface Step {
  readonly moment: Moment;
  readonly moved: readonly Sent[];
  readonly tables: ReadonlyMap<string, KeyedTable>;
  readonly locks: readonly LockView[];
  readonly ended: readonly Ended[];
  readonly transactions: Transactions;
}

/**
 * The versions of each row, oldest first: a write is a difference by primary key, and InnoDB keeps one uncommitted
 * version of a row, so that their order is known.
 */
export class Versions {
  readonly #tables = new Map<string, Followed>();
  readonly #remade = new Set<string>();
  #writes: Write[] = [];
  #doubts: Doubt[] = [];
  /** What each statement has done to each row. */
  readonly changes = new Changes();

  /** Of the transactions that are open. */
  get writes(): readonly Write[] {
    return this.#writes;
  }

  get doubts(): readonly Doubt[] {
    return this.#doubts;
  }

  /** Tables that were made anew in the run. */
  get remade(): readonly string[] {
    return [...this.#remade];
  }

  /** Has any row been changed? */
  get isAny(): boolean {
    return [...this.#tables.values()].some(({ chains }) => chains.size > 0);
  }

  tableOf(name: string): KeyedTable | undefined {
    return this.#tables.get(name)?.table;
  }

  /** Of a row that was changed in the run. */
  chainOf(table: string, key: string): readonly Version[] | undefined {
    return this.#tables.get(table)?.chains.get(key);
  }

  /** Is this how the row is, and has been all the time? */
  isUnchanged(table: string, key: string): boolean {
    const followed = this.#tables.get(table);
    return (
      followed !== undefined &&
      !followed.chains.has(key) &&
      !followed.givenUp.has(key) &&
      followed.rows.has(key)
    );
  }

  rowOf(table: string, key: string): Row | undefined {
    return this.#tables.get(table)?.rows.get(key);
  }

  /** Undefined of a table that was never followed, or was made anew in the run. */
  logOf(table: string): TableLog | undefined {
    const followed = this.#tables.get(table);
    if (followed === undefined || this.#remade.has(table)) return undefined;
    const unclear = [...followed.log].flatMap(([key, log]) => {
      const known = log.filter(({ gone }) => gone === undefined);
      const chain = followed.chains.get(key) ?? [];
      return known.length === chain.length && known.every((one, at) => one === chain[at]) ? [] : [key];
    });
    return { rows: followed.log, unclear: new Set(unclear) };
  }

  follow(step: Step): void {
    this.#undo(step);
    for (const followed of this.#tables.values()) {
      // Nobody knows what was written while it could not be read.
      if (!step.tables.has(followed.table.shape.table)) followed.suspects.push(...step.moved);
    }
    for (const [name, table] of step.tables) this.#followTable(name, table, step);
    for (const name of this.#tables.keys()) if (step.moved.some(isRemadeBy(name))) this.#remade.add(name);
    const isOpen = ({ session, transaction }: Doubt) =>
      transaction !== undefined && step.transactions.openOf(session)?.id === transaction;
    this.#writes = this.#writes.filter(isOpen).flatMap((one) => this.#afterReturn(one, step));
    this.#doubts = this.#doubts.filter(isOpen);
  }

  /** What a return to a savepoint, or an error, leaves of a write: an inserted row is gone, and its lock with it. */
  #afterReturn(write: Write, step: Step): readonly Write[] {
    const { session, by, before, after, table } = write;
    const isBack = step.transactions.returned.has(session) || by.outcome?.kind === 'error';
    if (!isBack) return [write];
    if (step.transactions.returned.has(session) && !hasTableLock(session, table, step)) return [];
    const followed = this.#tables.get(table);
    const key = after && followed && keyOf(after, followed.table);
    const isGone = before === undefined && (key === undefined || !followed?.rows.has(key));
    return isGone ? [] : [{ ...write, isReturned: true }];
  }

  /** What was rolled back, and what a statement did that has failed. */
  #undo(step: Step): void {
    const { ended, moved, transactions } = step;
    const failed = new Set(moved.filter(({ outcome }) => outcome?.kind === 'error'));
    const hasRolledBack = ({ session }: Sent) =>
      ended.some((one) => one.how === 'rolled back' && one.session === session) ||
      transactions.returned.has(session);
    // What it did in the end is not seen where it was undone in the same moment.
    for (const one of moved) if (failed.has(one) || hasRolledBack(one)) this.changes.close(one);
    const isUndone = ({ by, transaction, committed }: Version): boolean => {
      if (by === undefined || committed !== undefined) return false;
      if (failed.has(by)) return true;
      return ended.some(
        (one) => one.how === 'rolled back' && one.session === by.session && one.id === transaction,
      );
    };
    for (const { table, chains, open } of this.#tables.values()) {
      // A savepoint from before the transaction's first access takes everything along: rows, locks and the snapshot.
      const emptied = [...transactions.returned].filter(
        (session) => !hasTableLock(session, table.shape.table, step),
      );
      const isLeft = (version: Version) =>
        !isUndone(version) &&
        (version.committed !== undefined || !emptied.includes(version.by?.session ?? ''));
      for (const key of open) {
        const chain = chains.get(key) ?? [];
        if (chain.every(isLeft)) continue;
        for (const version of chain) if (!isLeft(version)) version.gone = step.moment;
        chains.set(key, chain.filter(isLeft));
      }
    }
  }

  #followTable(name: string, table: KeyedTable, step: Step): void {
    const followed = this.#tables.get(name);
    const isAnother =
      followed === undefined ||
      followed.table.columns.join() !== table.columns.join() ||
      followed.table.places.join() !== table.places.join();
    if (isAnother) {
      if (followed) this.#remade.add(name);
      this.#tables.set(name, {
        table,
        rows: byKey(table.newest, table),
        chains: new Map(),
        log: new Map(),
        open: new Set(),
        givenUp: new Set(),
        suspects: [],
      });
      return;
    }
    const before = followed.table;
    const suspects = [...new Set([...followed.suspects, ...step.moved])];
    followed.table = table;
    followed.suspects = [];
    if (before.newest !== table.newest || followed.open.size > 0) {
      const rows = before.newest === table.newest ? followed.rows : byKey(table.newest, table);
      this.#compare(followed, rows, suspects, step);
      followed.rows = rows;
    }
    this.#commit(followed, step);
  }

  /** The newest rows against the head of each row's chain, not against the rows observed before. */
  #compare(followed: Followed, rows: Map<string, Row>, suspects: readonly Sent[], step: Step): void {
    const { chains, open, givenUp } = followed;
    const keys = new Set(open);
    if (rows !== followed.rows) {
      for (const [key, row] of rows) if (followed.rows.get(key) !== row) keys.add(key);
      for (const key of followed.rows.keys()) if (!rows.has(key)) keys.add(key);
    }
    const candidates = suspects.filter((one) => mayWrite(one) && !isVictim(one));
    // What DDL did to rows, and what others did beside it, is seen in one: what is there is all that is known.
    const isDefined = suspects.some(isDefining);
    for (const key of keys) {
      if (givenUp.has(key)) continue;
      const first = { row: followed.rows.get(key), moment: 0, committed: { moment: 0 } };
      const chain = chains.get(key) ?? [first];
      const now = rows.get(key);
      if (isSame(chain.at(-1)?.row, now)) {
        forgetWriter(chain, step.transactions.returned);
        continue;
      }
      if (isDefined) {
        this.#remade.add(followed.table.shape.table);
        chains.delete(key);
        open.delete(key);
        this.changes.doubt(candidates);
        this.#doubt(candidates, followed, step);
        continue;
      }
      chains.set(key, chain);
      if (!followed.log.has(key)) followed.log.set(key, [...chain]);
      if (!returnedTo(chain, now, { returned: step.transactions.returned, moment: step.moment })) {
        const by = writerOf(candidates, { followed, row: now ?? chain.at(-1)?.row, step });
        // Of several one may have changed what another had written: how the row was before this one, nobody saw.
        if (candidates.length > 1) this.changes.doubt(candidates);
        this.#add(chain, now, by, { key, followed, step });
        if (by === undefined) this.#doubt(candidates, followed, step);
      }
      open.add(key);
    }
  }

  #add(
    chain: Version[],
    row: Row | undefined,
    by: Sent | undefined,
    { key, followed, step }: { readonly key: string; readonly followed: Followed; readonly step: Step },
  ): void {
    const before = chain.at(-1)?.row;
    // What may have been written before this moment is of no transaction that is known now.
    const transaction = by && step.moved.includes(by) ? step.transactions.writingOf(by.session) : undefined;
    const version: Version = {
      row,
      ...(by && { by }),
      ...(transaction !== undefined && { transaction }),
      moment: step.moment,
    };
    chain.push(version);
    followed.log.get(key)?.push(version);
    const { table } = followed.table.shape;
    if (by === undefined) return;
    this.#writes.push({ session: by.session, transaction, by, table, before, after: row });
    this.changes.note(by, { table, before, after: row }, followed.table);
  }

  #doubt(candidates: readonly Sent[], { table }: Followed, { transactions }: Step): void {
    for (const by of candidates) {
      const transaction = transactions.openOf(by.session)?.id;
      this.#doubts.push({ session: by.session, transaction, by, table: table.shape.table });
    }
  }

  /** A version is committed when its transaction is, and where that is not known when the committed row says so. */
  #commit({ table, chains, open, givenUp }: Followed, { ended, moment }: Step): void {
    if (table.committed === undefined || open.size === 0) return;
    const rows = table.committed === table.newest ? undefined : byKey(table.committed, table);
    for (const key of open) {
      const chain = chains.get(key) ?? [];
      const now = rows === undefined ? chain.at(-1)?.row : rows.get(key);
      for (const version of chain) {
        const end = ended.find(
          ({ session, id, how }) =>
            how === 'committed' && session === version.by?.session && id === version.transaction,
        );
        if (end) version.committed ??= { moment, ...(end.by && { by: end.by }) };
      }
      const last = chain.findLastIndex(({ committed }) => committed);
      if (!isSame(chain[last]?.row, now)) {
        const at = chain.findLastIndex(({ row }) => isSame(row, now));
        if (at > last) for (const version of chain.slice(last + 1, at + 1)) version.committed ??= { moment };
        else {
          chains.delete(key);
          givenUp.add(key);
        }
      }
      if (chain.every(({ committed }) => committed)) open.delete(key);
    }
  }
}

/** Another one stands there by now, or will, though it may look the same: RENAME swaps two, TRUNCATE makes one anew. */
const isRemadeBy =
  (table: string) =>
  ({ sql, place: { verb }, outcome }: Sent): boolean =>
    outcome?.kind !== 'error' && isRemaking(verb, sql) && wordsIn(sql).includes(table.toLowerCase());

const isRemaking = (verb: string, sql: string): boolean => {
  if (verb === 'RENAME' || verb === 'TRUNCATE') return true;
  if (verb === 'DROP') return /^\s*drop\s+table\b/i.test(sql);
  return verb === 'ALTER' && /\b(rename|exchange|truncate|discard|import)\b/i.test(sql);
};

const wordsIn = (sql: string): readonly string[] => sql.toLowerCase().split(/[\s`.,;()]+/);

/** InnoDB keeps an intention lock on a table as long as a transaction has written there. */
const hasTableLock = (session: string, table: string, { locks }: Step): boolean =>
  locks.some((lock) => lock.session === session && lock.object === table && lock.kind === 'table');

/** All that it did is undone; a procedure may have done more behind the error. */
const isVictim = ({ outcome, place: { verb } }: Sent): boolean =>
  outcome?.kind === 'error' && outcome.errno === serverErrors.deadlock && verb !== 'CALL';

/** Of several that could have written a row, the one that has it exclusive, when one alone of them does. */
const writerOf = (
  candidates: readonly Sent[],
  {
    followed: { table },
    row,
    step,
  }: { readonly followed: Followed; readonly row: Row | undefined; readonly step: Step },
): Sent | undefined => {
  if (candidates.length < 2) return candidates[0];
  const key = row && entryText(row, table, 'PRIMARY');
  if (key === undefined) return undefined;
  const owners = step.locks.filter(
    (lock) =>
      lock.object === table.shape.table &&
      lock.index === 'PRIMARY' &&
      lock.key === key &&
      lock.status === 'granted' &&
      (lock.kind === 'record' || lock.kind === 'next-key') &&
      lock.mode.startsWith('X'),
  );
  const owner = only([...new Set(owners.map(({ session }) => session))]);
  return only(candidates.filter(({ session }) => session === owner));
};
