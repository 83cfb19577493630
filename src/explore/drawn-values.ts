import type { Value } from '../engine/outcome.ts';

/**
 * Where a run stood in time, and on which connections: what the server draws from there is otherwise in every run, and is a
 * name and not a value. What it draws otherwise, nobody can tell from what the script means.
 */
export interface Drawing {
  /** By the clock of this machine, in ms since 1970. */
  readonly begunAt: number;
  readonly endedAt: number;
  /** Whose connection has which number; empty where nobody asks for that. */
  readonly connections: ReadonlyMap<string, string>;
  /** SYSDATE() does not stand still. */
  readonly asksTime: boolean;
}

/** A value with marks in place of what was drawn in the run. See `withNumbers`. */
export const marked = (value: string, drawing: Drawing): string => {
  const session = drawing.connections.get(value);
  if (session !== undefined) return `connection of ${session}`;
  const text = value.replaceAll(uuid, (whole, bytes: string | undefined, digits: string) => {
    const drawn = drawnUuid(digits.toLowerCase(), drawing);
    return drawn === undefined ? whole : `⟦${drawn.digits}|${formOf(bytes, digits)}${drawn.form}⟧`;
  });
  return drawing.asksTime
    ? text.replaceAll(moment, (whole) => (isOfRun(whole, drawing) ? 'a moment' : whole))
    : text;
};

export const markedValue = <T extends Value>(value: T, drawing: Drawing): T | string =>
  value === null ? value : marked(value, drawing);

/** The text with numbers for its marks: the same UUID has the same one wherever it stands. */
export const withNumbers = (text: string): string => {
  const numbers = new Map<string, number>();
  return text.replaceAll(mark, (_, digits: string, form: string) => {
    const number = numbers.get(digits) ?? numbers.size + 1;
    numbers.set(digits, number);
    return `UUID ${number}${form}`;
  });
};

/** The text where it is of no account which of them it is. */
export const withoutNumbers = (text: string): string =>
  text.replaceAll(mark, (_, __, form) => `a UUID${form}`);

const mark = /⟦([0-9a-f]{32})\|([^⟧]*)⟧/g;

/** As UUID() has it, without its signs, or as the bytes of UUID_TO_BIN(). */
const uuid =
  /(?<![0-9a-z])(0x)?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32})(?![0-9a-z])/gi;

const formOf = (bytes: string | undefined, digits: string): string => {
  if (bytes !== undefined) return ' as bytes';
  return digits.includes('-') ? '' : ' as digits';
};

/** UUID() has its moment in it, so it can be told from those that a script says: RFC 9562, version 1. */
const drawnUuid = (
  text: string,
  { begunAt }: Drawing,
): { readonly digits: string; readonly form: string } | undefined => {
  const digits = text.replaceAll('-', '');
  const swapped = `${digits.slice(8, 16)}${digits.slice(4, 8)}${digits.slice(0, 4)}${digits.slice(16)}`;
  for (const [one, form] of [
    [digits, ''],
    [swapped, ', swapped'],
  ] as const) {
    if (one.charAt(12) !== '1') continue;
    const ticks = BigInt(`0x${one.slice(13, 16)}${one.slice(8, 12)}${one.slice(0, 8)}`);
    const at = Number(ticks / 10_000n) - gregorianMs;
    if (Math.abs(at - begunAt) < dayMs) return { digits: one, form };
  }
  return undefined;
};

/** Version 1 counts from 1582-10-15, in steps of 100 ns. */
const gregorianMs = 12_219_292_800_000;

/** A server's clock may be off by so much. */
const dayMs = 86_400_000;

const moment = /\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?/g;

const isOfRun = (text: string, { begunAt, endedAt }: Drawing): boolean => {
  const at = Date.parse(`${text.replace(' ', 'T')}Z`);
  // Zones of time differ by quarters of an hour.
  const off = at - begunAt + clockMs;
  return (
    Math.abs(at - begunAt) < dayMs &&
    off - Math.floor(off / quarterMs) * quarterMs < endedAt - begunAt + 2 * clockMs
  );
};

const quarterMs = 900_000;
const clockMs = 1000;
