import {
  type Evidence,
  isWhole,
  type LabEventBody,
  type Observation,
  type Settled,
  type TableRows,
  type TableView,
} from './events.ts';
import type { Value } from './outcome.ts';

/**
 * The event as it is to be kept. Most of what is observed is as it was a moment before, so what is the same is the
 * very same object: a run keeps its differences, and who compares two observations sees at once what has not changed.
 * What it says stays the same, to the letter.
 *
 * @param before what was observed before, if anything was.
 * @param keep what is kept of an observation.
 */
export const sharing = <Event extends Pick<LabEventBody, 'type'>>(
  event: Event & { readonly observation?: Settled['observation'] },
  before: Observation | undefined,
  keep = shared,
): Event => {
  const { observation } = event;
  return observation === undefined || !isWhole(observation)
    ? event
    : { ...event, observation: keep(observation, before) };
};

/** What is observed now, made of the parts of what was observed before wherever they are equal. */
export const shared = (now: Observation, before: Observation | undefined): Observation => {
  const tables = sharedViews(now.tables, before?.tables ?? [], []);
  const newest = now.newest && sharedViews(now.newest, before?.newest ?? [], tables);
  const transactions = sharedList(now.transactions, before?.transactions ?? [], isSameRecord);
  const locks = sharedList(now.locks, before?.locks ?? [], isSameRecord);
  const sessions = now.sessions && sharedList(now.sessions, before?.sessions ?? [], isSameRecord);
  const shapes = before?.shapes && isSameText(now.shapes, before.shapes) ? before.shapes : now.shapes;
  const evidence = now.evidence && sharedEvidence(now.evidence, before?.evidence);
  const isSame =
    tables === before?.tables &&
    newest === before.newest &&
    transactions === before.transactions &&
    locks === before.locks &&
    sessions === before.sessions &&
    shapes === before.shapes &&
    evidence === before.evidence;
  if (isSame) return before;
  return {
    tables,
    ...(newest && { newest }),
    transactions,
    locks,
    ...(sessions && { sessions }),
    ...(shapes && { shapes }),
    ...(evidence && { evidence }),
  };
};

const sharedEvidence = (now: Evidence, before: Evidence | undefined): Evidence => {
  if (before === undefined) return now;
  const committed = sharedViews(now.unwatched.committed, before.unwatched.committed, []);
  const newest = sharedViews(now.unwatched.newest, before.unwatched.newest, committed);
  const isAsWatched = committed === before.unwatched.committed && newest === before.unwatched.newest;
  const parts: Evidence = {
    transactions: sharedList(now.transactions, before.transactions, isSameRecord),
    unwatched: isAsWatched ? before.unwatched : { committed, newest },
    definitions: sharedList(now.definitions, before.definitions, isSameRecord),
    ...(now.tickets && { tickets: sharedList(now.tickets, before.tickets ?? [], isSameRecord) }),
    ...(now.readViews !== undefined && { readViews: now.readViews }),
    ...(now.deadlock && {
      deadlock: now.deadlock.id === before.deadlock?.id ? before.deadlock : now.deadlock,
    }),
    ...(now.earlierDeadlocks && { earlierDeadlocks: now.earlierDeadlocks }),
    variables: sharedList(now.variables, before.variables, isSameRecord),
    asked: isSameText(now.asked, before.asked) ? before.asked : now.asked,
  };
  return isSameRecord(parts, before) ? before : parts;
};

const isSameText = (a: unknown, b: unknown): boolean => a === b || textOf(a) === textOf(b);

/** `others` may have the same rows as well: uncommitted rows are few, and all others are the committed ones. */
const sharedViews = (
  now: readonly TableView[],
  before: readonly TableView[],
  others: readonly TableView[],
): readonly TableView[] => {
  const views = now.map((view) => {
    const earlier = before.find(({ name }) => name === view.name);
    const other = others.find(({ name }) => name === view.name);
    // A table in which nothing is open is one object, committed and newest.
    if (other && sharedView(view, other) === other) return other;
    const kept = sharedView(view, earlier);
    return kept === earlier ? kept : sharedView(kept, other);
  });
  return views.length === before.length && views.every((view, at) => view === before[at]) ? before : views;
};

const sharedView = (now: TableView, before: TableView | undefined): TableView => {
  if (before === undefined || now === before) return now;
  if (!('rows' in now) || !('rows' in before)) {
    return 'unreadable' in now && 'unreadable' in before && now.unreadable === before.unreadable
      ? before
      : now;
  }
  const rows = sharedList(now.rows, before.rows, isSameRow);
  const columns = isSameRow(now.columns, before.columns) ? before.columns : now.columns;
  return rows === before.rows && columns === before.columns ? before : { name: now.name, columns, rows };
};

/** Rows of a table, which are those of a view of it wherever they are equal. */
export const sharedRows = (now: TableRows['rows'], view: TableView): TableRows['rows'] =>
  'rows' in view ? sharedList(now, view.rows, isSameRow) : now;

/**
 * The list before, when it has the same elements; otherwise a list in which equal elements are those of before. They
 * are looked for at their place from either end: something comes, goes or changes in the middle.
 */
const sharedList = <T>(
  now: readonly T[],
  before: readonly T[],
  isSame: (a: T, b: T) => boolean,
): readonly T[] => {
  const most = Math.min(now.length, before.length);
  const isSameAt = (at: number, was: number): boolean => {
    const [a, b] = [now[at], before[was]];
    return a === b || (a !== undefined && b !== undefined && isSame(a, b));
  };
  let head = 0;
  while (head < most && isSameAt(head, head)) head++;
  if (head === now.length && head === before.length) return before;
  let tail = 0;
  while (tail < most - head && isSameAt(now.length - 1 - tail, before.length - 1 - tail)) tail++;
  const changed = before.slice(head, before.length - tail);
  const middle = now.slice(head, now.length - tail);
  const known =
    changed.length === 0 ? new Map<string, T>() : new Map(changed.map((one) => [textOf(one), one]));
  return [
    ...before.slice(0, head),
    ...(known.size === 0 ? middle : middle.map((one) => known.get(textOf(one)) ?? one)),
    ...before.slice(before.length - tail),
  ];
};

const textOf = (value: unknown): string => JSON.stringify(value);

/** The same values at the same places. */
export const isSameRow = (a: readonly Value[], b: readonly Value[]): boolean =>
  a === b || (a.length === b.length && a.every((value, at) => value === b[at]));

/** With the same keys in the same order, too: what is written of it must be the same text. */
const isSameRecord = (a: object, b: object): boolean =>
  isSameList(Object.keys(a), Object.keys(b)) && isSameList(Object.values(a), Object.values(b));

const isSameList = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((value, at) => value === b[at]);
