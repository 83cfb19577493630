import { type TextWait, waitsOf } from './circle.ts';
import type { DeadlockText } from './deadlock-text.ts';
import { isEnd } from './entry.ts';
import { insertIn, withoutComment } from './insert.ts';

/** Kinds of deadlocks that can be told apart by the locks alone. */
export type Shape =
  | 'auto-increment'
  | 'table'
  | 'gap-insert'
  | 'shared-gap-insert'
  | 'upgrade'
  | 'parent-row'
  | 'unique-insert'
  | 'insert-beside'
  | 'two-indexes'
  | 'scan'
  | 'opposite-order';

/** Undefined where what the text has fits no kind, or too little of it is there. */
export const shapeOf = (deadlock: DeadlockText): Shape | undefined => {
  const waits = waitsOf(deadlock);
  const isTold = deadlock.transactions.length > 1 && waits.length === deadlock.transactions.length;
  if (!isTold || waits.every(({ holder }) => holder === undefined)) return undefined;
  if (waits.some(({ lock }) => lock.isTable))
    return waits.some(({ lock }) => lock.mode === 'AUTO_INC') ? 'auto-increment' : 'table';
  if (waits.every(isInsert)) {
    const modes = waits.flatMap(({ holder }) => holder?.lock.mode ?? []);
    if (
      waits.some(isBehind) ||
      modes.some((mode) => mode.includes('REC_NOT_GAP') || mode.includes('INSERT_INTENTION'))
    )
      return undefined;
    return modes.some((mode) => mode.startsWith('S')) ? 'shared-gap-insert' : 'gap-insert';
  }
  if (waits.some(isInsert)) return isInsertBeside(deadlock, waits) ? 'insert-beside' : undefined;
  if (isUpgrade(waits)) return 'upgrade';
  if (waits.some((wait) => isParentRow(deadlock, wait))) return 'parent-row';
  if (waits.some((wait) => isDuplicate(deadlock, wait)))
    return waits.some(isBehind) ? undefined : 'unique-insert';
  if (waits.some(({ lock }) => !lock.mode.startsWith('X'))) return undefined;
  if (waits.some((one) => waits.some((other) => isOtherIndex(one, other)))) return 'two-indexes';
  if (waits.some(({ holder }) => isMany(holder))) return 'scan';
  return areDifferent(waits) && !waits.some(isBehind) ? 'opposite-order' : undefined;
};

const isInsert = ({ lock }: TextWait): boolean => lock.mode.includes('INSERT_INTENTION');

/** The other one has only asked for it. */
const isBehind = ({ holder }: TextWait): boolean => holder?.lock.isWaiting === true;

/** All want one entry for themselves, and those of whom the text says that they have it have it shared. */
const isUpgrade = (waits: readonly TextWait[]): boolean =>
  placesOf(waits).size === 1 &&
  waits.some((wait) => wait.holder !== undefined && !isBehind(wait)) &&
  waits.every(
    (wait) =>
      /^X\b/.test(wait.lock.mode) &&
      (wait.holder === undefined || isBehind(wait) || /^S\b/.test(wait.holder.lock.mode)),
  );

/**
 * An INSERT of a key that the other one has locked asks for its entry and the gap before it, and the other one's INSERT into
 * that gap comes behind. Nothing else of an INSERT of values locks an entry of its own table with the gap.
 */
const isInsertBeside = (deadlock: DeadlockText, waits: readonly TextWait[]): boolean => {
  const [first, ...others] = waits.filter((wait) => !isInsert(wait));
  const second = waits.find(isInsert);
  if (first === undefined || second === undefined || others.length > 0 || waits.length !== 2) return false;
  return (
    /^[SX]$/.test(first.lock.mode) &&
    first.holder?.lock.isWaiting === false &&
    /^X\b/.test(first.holder.lock.mode) &&
    isBehind(second) &&
    placesOf(waits).size === 1 &&
    waits.every(({ by, lock }) => insertsValues(deadlock, by, lock.object))
  );
};

/** A statement with a query in it may lock what it reads. */
const insertsValues = ({ transactions }: DeadlockText, number: number, table: string): boolean => {
  const { statement = '', isCut = true } = transactions.find((one) => one.number === number) ?? {};
  const insert = insertIn(statement);
  return (
    !isCut &&
    insert?.table.toLowerCase() === table.toLowerCase() &&
    /^\s*(?:values?\b|set\b)/i.test(insert.rest) &&
    !/\bselect\b|\btable\b/i.test(insert.rest)
  );
};

/** A statement wants an entry of a table shared that it does not name: that of the row which its foreign key names. */
const isParentRow = (deadlock: DeadlockText, { by, lock }: TextWait): boolean => {
  const statement = statementOf(deadlock, by);
  return (
    lock.mode === 'S,REC_NOT_GAP' &&
    /^(?:insert|replace|update)\b/i.test(statement) &&
    !statement.toLowerCase().includes(lock.object.toLowerCase())
  );
};

/** An INSERT wants an entry of its own table shared: one that is there already, or that another one has made. */
const isDuplicate = (deadlock: DeadlockText, { by, lock }: TextWait): boolean =>
  /^S\b/.test(lock.mode) &&
  insertIn(statementOf(deadlock, by))?.table.toLowerCase() === lock.object.toLowerCase();

const statementOf = ({ transactions }: DeadlockText, number: number): string =>
  withoutComment(transactions.find((one) => one.number === number)?.statement ?? '');

const isOtherIndex = ({ lock: one }: TextWait, { lock: other }: TextWait): boolean =>
  one.schema === other.schema && one.object === other.object && one.index !== other.index;

/** More entries than somebody locks who knows which. */
const isMany = (holder: TextWait['holder']): boolean =>
  holder !== undefined &&
  holder.lock.records.filter((record) => !isEnd(record)).length > 2 &&
  !holder.lock.mode.includes('REC_NOT_GAP');

const areDifferent = (waits: readonly TextWait[]): boolean => placesOf(waits).size === waits.length;

/** Where the text has the entries that are waited for. */
const placesOf = (waits: readonly TextWait[]): ReadonlySet<string> =>
  new Set(
    waits.flatMap(({ lock: { schema, object, index = '', records } }) =>
      records.slice(0, 1).map(({ place }) => [schema, object, index, place].join('\n')),
    ),
  );
