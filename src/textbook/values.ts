import { type HistoryText, mistakeAt } from './mistake.ts';
import { isAccess, type Operation, operationName, type Write } from './operation.ts';

/** A row, and its value before all. */
export interface Item {
  readonly name: string;
  readonly before: number;
}

/** As the server compares names. */
export const itemKey = (item: string): string => item.toLowerCase();

/**
 * Every version of an item has a value of its own, so that what a read returned tells which version it is. Values that are
 * written stay. What a read has on paper and nobody writes is what the last write before it writes, where that has no value,
 * and else the value before all. @throws UserError
 */
export const withValues = (
  source: HistoryText,
  operations: readonly Operation[],
): { readonly items: readonly Item[]; readonly operations: readonly Operation[] } => {
  const { written, before } = valuesOnPaper(source, operations);
  const taken = new Set([...written.values(), ...before.values()]);
  const take = (value: number): number => {
    taken.add(value);
    return value;
  };
  const items: Item[] = [];
  for (const name of new Set(operations.filter(isAccess).map(({ item }) => item)))
    items.push({ name, before: before.get(name) ?? take(freeFrom(items.length + 1, 1, taken)) });
  const room = roomFor(operations);
  const counts = new Map<number, number>();
  return {
    items,
    operations: operations.map((one) => {
      if (one.kind !== 'write') return one;
      const count = (counts.get(one.transaction) ?? 0) + 1;
      counts.set(one.transaction, count);
      return {
        ...one,
        value: written.get(one) ?? take(freeFrom(one.transaction * room + count, room, taken)),
      };
    }),
  };
};

/** What writes write and items have before, as far as the history says it. */
const valuesOnPaper = (source: HistoryText, operations: readonly Operation[]) => {
  const written = new Map<Write, number>();
  const before = new Map<string, number>();
  const writes = operations.filter((one) => one.kind === 'write');
  const isWritten = (item: string, value: number): boolean =>
    [...written].some(([write, own]) => write.item === item && own === value);
  for (const one of writes) {
    const { item, value, at = 0 } = one;
    if (value === undefined) continue;
    if (isWritten(item, value))
      throw mistakeAt(
        source,
        at,
        `${item} becomes ${value} twice, so nobody could tell from a read which of the two it saw.`,
        `Write another value, or none: ${operationName(one)}`,
      );
    written.set(one, value);
  }
  for (const [place, one] of operations.entries()) {
    if (one.kind !== 'read' || one.value === undefined) continue;
    const { item, value, at = 0 } = one;
    if (isWritten(item, value) || before.get(item) === value) continue;
    const last = writes.findLast((write) => write.item === item && operations.indexOf(write) < place);
    const other = before.get(item);
    if (last !== undefined && !written.has(last)) written.set(last, value);
    else if (other === undefined) before.set(item, value);
    else
      throw mistakeAt(
        source,
        at,
        `Nobody writes ${item} = ${value}, and before all ${item} is ${other}.`,
        `Say who writes it, for instance w1(${item}=${value}), or leave the value out: ${operationName(one)}`,
      );
  }
  return { written, before };
};

/** So many values from one transaction to the next that 201 is T2's first: 100, or more where one writes more. */
const roomFor = (operations: readonly Operation[]): number => {
  const counts = [...Map.groupBy(operations, ({ transaction }) => transaction).values()].map(
    (own) => own.filter(({ kind }) => kind === 'write').length,
  );
  return Math.max(...counts) < 100 ? 100 : 10_000;
};

/** The first that is free, in steps. */
const freeFrom = (value: number, step: number, taken: ReadonlySet<number>): number =>
  taken.has(value) ? freeFrom(value + step, step, taken) : value;
