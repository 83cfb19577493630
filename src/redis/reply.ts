import { isUtf8 } from 'node:buffer';
import type { TableRows } from '../engine/events.ts';
import type { Value } from '../engine/outcome.ts';

/** What Redis answers with, as the client decodes it: errors stand only inside of lists. */
export type Reply = string | Buffer | Error | null | readonly Reply[];

/** One row for a simple reply, none for nil, one an element for a list. `plain` makes the text for people. */
export const replyRows = (reply: Reply, plain: (text: string) => string): TableRows => {
  const columns = ['reply'];
  if (reply === null) return { columns, rows: [] };
  if (isList(reply)) return { columns, rows: reply.map((element) => [cellOf(element, plain)]) };
  return { columns, rows: [[cellOf(reply, plain)]] };
};

const isList = (reply: Reply): reply is readonly Reply[] => Array.isArray(reply);

const cellOf = (reply: Reply, plain: (text: string) => string): Value => {
  if (reply === null) return null;
  if (!isList(reply)) return plain(textOf(reply));
  // A list in a list has one line, in which a text that holds a comma must not look like two.
  const parts = reply.map((element) => {
    const value = cellOf(element, plain);
    return value === null || isList(element) ? value : JSON.stringify(value);
  });
  return `[${parts.map((part) => part ?? 'nil').join(', ')}]`;
};

/** Exact: what is no text is told as 0x… hex, as MySQL's binary values are. */
export const textOf = (reply: string | Buffer | Error): string => {
  if (reply instanceof Error) return `(error) ${reply.message}`;
  if (typeof reply === 'string') return reply;
  return isUtf8(reply) ? reply.toString('utf8') : `0x${reply.toString('hex').toUpperCase()}`;
};

/** A list of texts, such as keys; anything else is an empty one. */
export const textsIn = (reply: Reply | undefined): readonly string[] =>
  reply !== undefined && reply !== null && isList(reply)
    ? reply.flatMap((element) => (element === null || isList(element) ? [] : [textOf(element)]))
    : [];

export const elements = (reply: Reply | undefined): readonly Reply[] =>
  reply !== undefined && reply !== null && isList(reply) ? reply : [];
