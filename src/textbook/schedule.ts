import { example, type HistoryText, mistakeAt, placeWords } from './mistake.ts';
import { readHistory } from './notation.ts';
import {
  type Begin,
  type End,
  isAccess,
  isEnd,
  type Operation,
  operationName,
  transactionName,
} from './operation.ts';
import { type Item, itemKey, withValues } from './values.ts';

/** A history that can be run: each transaction begins, acts and ends. */
export interface Schedule {
  /** By their numbers. */
  readonly transactions: readonly Transaction[];
  readonly items: readonly Item[];
  /** With a begin and an end of each transaction, and a value in each write. */
  readonly operations: readonly Operation[];
  /** As it was given, with the values that were. */
  readonly written: readonly Operation[];
  /** Ends that nobody wrote. */
  readonly added: readonly End[];
  /** What can be run and is hardly meant, a sentence each. */
  readonly warnings: readonly string[];
}

export interface Transaction {
  readonly number: number;
  /** The letter of its session in the lab. */
  readonly session: string;
  readonly ends: End['kind'];
}

/** A lesson has a letter for each. */
const mostTransactions = 26;

/** @throws UserError with the place of what cannot be run */
export const scheduleOf = (source: HistoryText): Schedule => {
  const written = withOneSpelling(readHistory(source));
  checkTurns(source, written);
  if (!written.some(isAccess))
    throw mistakeAt(source, 0, 'Nothing is read or written in this history.', `For instance ${example}`);
  const numbers = [...new Set(written.map(({ transaction }) => transaction))];
  const oneTooMany = written.find(({ transaction }) => transaction === numbers[mostTransactions]);
  if (oneTooMany !== undefined)
    throw mistakeAt(
      source,
      oneTooMany.at ?? 0,
      `${numbers.length} transactions are more than the ${mostTransactions} that isolab runs beside each other.`,
      `Leave out ${operationName(oneTooMany)}, and all of T${oneTooMany.transaction}.`,
    );
  const { items, operations } = withValues(source, written);
  const added = missingEnds(operations);
  const ended = [...withBegins(operations), ...added];
  return {
    transactions: numbers
      .toSorted((one, other) => one - other)
      .map((number, index) => ({
        number,
        session: String.fromCodePoint(65 + index),
        ends: ended.filter(isEnd).find(({ transaction }) => transaction === number)?.kind ?? 'commit',
      })),
    items,
    operations: ended,
    written,
    added,
    warnings: idleWarnings(source, written),
  };
};

/** Who neither reads nor writes is nearly always a wrong number. */
const idleWarnings = (source: HistoryText, operations: readonly Operation[]): readonly string[] =>
  [...Map.groupBy(operations, ({ transaction }) => transaction).values()].flatMap((own) => {
    const [first] = own;
    if (first === undefined || own.some(isAccess)) return [];
    const name = transactionName(first.transaction);
    return [
      `${placeWords(source, first.at ?? 0)}: ${name} neither reads nor writes. Is the number in ${operationName(first)} the right one?`,
    ];
  });

/** X is x, also for the server: a name is spelled as it came first. */
const withOneSpelling = (operations: readonly Operation[]): readonly Operation[] => {
  const names = new Map<string, string>();
  return operations.map((one) => {
    if (!isAccess(one)) return one;
    const key = itemKey(one.item);
    const item = names.get(key) ?? one.item;
    names.set(key, item);
    return { ...one, item };
  });
};

/** A transaction begins before it does anything, and does nothing behind its end. */
const checkTurns = (source: HistoryText, operations: readonly Operation[]): void => {
  const begun = new Set<number>();
  const ended = new Map<number, End>();
  const free = Math.max(...operations.map(({ transaction }) => transaction)) + 1;
  for (const one of operations) {
    const { transaction, at = 0 } = one;
    const name = transactionName(transaction);
    const end = ended.get(transaction);
    if (end !== undefined)
      throw mistakeAt(
        source,
        at,
        `${name} is over since its ${operationName(end)}, so ${operationName(one)} comes too late.`,
        `Put ${operationName(end)} behind it, or give what is another transaction another number: ${operationName({ ...one, transaction: free })}`,
      );
    if (one.kind === 'begin' && begun.has(transaction))
      throw mistakeAt(
        source,
        at,
        `${name} has begun already.`,
        `Put b${transaction} before all else of ${name}, or leave it out: it then begins with its first operation.`,
      );
    begun.add(transaction);
    if (isEnd(one)) ended.set(transaction, one);
  }
};

/** Directly before the first operation, where it is not written. */
const withBegins = (operations: readonly Operation[]): readonly Operation[] => {
  const begun = new Set<number>();
  return operations.flatMap((one): readonly Operation[] => {
    const { transaction } = one;
    if (begun.has(transaction)) return [one];
    begun.add(transaction);
    const begin: Begin = { kind: 'begin', transaction };
    return one.kind === 'begin' ? [one] : [begin, one];
  });
};

/** They commit at the end, the first that has done all it does first: so it is meant where no end is written. */
const missingEnds = (operations: readonly Operation[]): readonly End[] => {
  const open = new Set<number>();
  for (const one of operations) {
    open.delete(one.transaction);
    if (!isEnd(one)) open.add(one.transaction);
  }
  return [...open].map((transaction) => ({ kind: 'commit', transaction }));
};
