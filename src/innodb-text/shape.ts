import { type TextWait, waitsOf } from './circle.ts';
import type { DeadlockText } from './deadlock-text.ts';
import { isEnd } from './entry.ts';

/** Kinds of deadlocks that can be told apart by the locks alone. */
export type Shape =
  | 'auto-increment'
  | 'table'
  | 'gap-insert'
  | 'shared-gap-insert'
  | 'upgrade'
  | 'parent-row'
  | 'unique-insert'
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
    if (modes.some((mode) => mode.includes('REC_NOT_GAP') || mode.includes('INSERT_INTENTION')))
      return undefined;
    return modes.some((mode) => mode.startsWith('S')) ? 'shared-gap-insert' : 'gap-insert';
  }
  if (waits.some(isInsert)) return undefined;
  if (isUpgrade(waits)) return 'upgrade';
  if (waits.some((wait) => isParentRow(deadlock, wait))) return 'parent-row';
  if (waits.some((wait) => isDuplicate(deadlock, wait))) return 'unique-insert';
  if (waits.some(({ lock }) => !lock.mode.startsWith('X'))) return undefined;
  if (waits.some((one) => waits.some((other) => isOtherIndex(one, other)))) return 'two-indexes';
  if (waits.some(({ holder }) => isMany(holder))) return 'scan';
  return areDifferent(waits) ? 'opposite-order' : undefined;
};

const isInsert = ({ lock }: TextWait): boolean => lock.mode.includes('INSERT_INTENTION');

/** All want one entry for themselves, and those whose locks are told have it shared. */
const isUpgrade = (waits: readonly TextWait[]): boolean =>
  placesOf(waits).size === 1 &&
  waits.every(
    ({ lock, holder }) => /^X\b/.test(lock.mode) && (holder === undefined || /^S\b/.test(holder.lock.mode)),
  );

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
const isDuplicate = (deadlock: DeadlockText, { by, lock }: TextWait): boolean => {
  const [, table] =
    /^(?:insert|replace)(?:\s+(?:low_priority|high_priority|delayed|ignore|into))*\s+(?:[\w$`]+\s*\.\s*)?`?([\w$]+)`?/i.exec(
      statementOf(deadlock, by),
    ) ?? [];
  return /^S\b/.test(lock.mode) && table?.toLowerCase() === lock.object.toLowerCase();
};

/** Without the comments that come first. */
const statementOf = ({ transactions }: DeadlockText, number: number): string => {
  const { statement = '' } = transactions.find((one) => one.number === number) ?? {};
  return statement.replace(/^(?:\s|\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/)+/, '');
};

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
