import { type HistoryText, mistakeAt } from './mistake.ts';
import { isAccess, type Operation, operationName } from './operation.ts';

/** A row, and its value before all. */
export interface Item {
  readonly name: string;
  readonly before: number;
}

/** As the server compares names. */
export const itemKey = (item: string): string => item.toLowerCase();

/**
 * Every version of an item has a value of its own, so that what a read returns tells which version it is. Values that are
 * written stay: what a read has on paper and nobody writes is the value before. @throws UserError
 */
export const withValues = (
  source: HistoryText,
  operations: readonly Operation[],
): { readonly items: readonly Item[]; readonly operations: readonly Operation[] } => {
  const taken = takenValues(source, operations);
  const items: Item[] = [];
  for (const item of new Set(operations.filter(isAccess).map((one) => one.item))) {
    const before = taken.before.get(item) ?? freeFrom(items.length + 1, 1, taken.all);
    taken.all.add(before);
    items.push({ name: item, before });
  }
  const room = roomFor(operations);
  const counts = new Map<number, number>();
  return {
    items,
    operations: operations.map((one) => {
      if (one.kind !== 'write') return one;
      const count = (counts.get(one.transaction) ?? 0) + 1;
      counts.set(one.transaction, count);
      const value = one.value ?? freeFrom(one.transaction * room + count, room, taken.all);
      taken.all.add(value);
      return { ...one, value };
    }),
  };
};

const takenValues = (source: HistoryText, operations: readonly Operation[]) => {
  const all = new Set<number>();
  const written = new Set<string>();
  const before = new Map<string, number>();
  for (const one of operations) {
    if (one.kind !== 'write' || one.value === undefined) continue;
    const version = `${one.item} ${one.value}`;
    if (written.has(version))
      throw mistakeAt(
        source,
        one.at ?? 0,
        `${one.item} becomes ${one.value} twice, so nobody could tell from a read which of the two it saw.`,
        `Write another value, or none: ${operationName(one)}`,
      );
    written.add(version);
    all.add(one.value);
  }
  for (const one of operations) {
    if (one.kind !== 'read' || one.value === undefined || written.has(`${one.item} ${one.value}`)) continue;
    const other = before.get(one.item);
    if (other !== undefined && other !== one.value)
      throw mistakeAt(
        source,
        one.at ?? 0,
        `Nobody writes ${one.item} = ${one.value}, and before all it cannot be ${other} and ${one.value}.`,
        `Say which write it reads, for instance w9(${one.item}=${one.value}), or leave the value out: ${operationName(one)}`,
      );
    before.set(one.item, one.value);
    all.add(one.value);
  }
  return { all, before };
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
