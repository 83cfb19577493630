import type { FieldPacket, Query, ResultSetHeader } from 'mysql2';
import type { TableRows } from '../engine/events.ts';
import type { Value } from '../engine/outcome.ts';
import { UserError } from '../errors.ts';
import { decode } from './decode.ts';

/**
 * An answer may have so much: more is no lesson, and would fill the memory before it is shown. Bytes are those on the
 * wire; a cell of one character, two bytes there, takes some 50 here, a row some 100 besides, and the description of a
 * column some 1,000. Cells are rows × columns. A procedure may answer with results without end: they count together.
 */
export const mostOf = { bytes: 64 * 1024 * 1024, cells: 1_000_000, rows: 250_000, columns: 20_000 } as const;

/**
 * What all answers that are being read in this process may have together, in bytes as they are here: a burst has up to
 * a hundred connections.
 */
const mostTogether = 512 * 1024 * 1024;
const cellBytes = 50;
const leftBesideOthers = 'what is left beside others that are being read';
let underWay = 0;

/** What one statement came to: rows, or what it did. */
export type Result = TableRows | ResultSetHeader;

/** The lab does not read it to its end. To a lesson's session it is a lost connection. */
export class AnswerTooLarge extends UserError {
  /** What it is larger than, for instance "64 MB". */
  readonly than: string;

  constructor(than: string) {
    super(`The answer is larger than ${than}; the lab closed the connection.`, {
      next: ['Ask for fewer rows, or for fewer columns.'],
    });
    this.than = than;
  }
}

export interface Reading {
  /** With what the server says of the columns of each that has rows. */
  readonly onResults: (
    results: readonly Result[],
    columns: ReadonlyMap<Result, readonly FieldPacket[]>,
  ) => void;
  /** With what the driver says, and what had come in before; or AnswerTooLarge. After that nothing more is kept or told. */
  readonly onError: (error: Error, before: readonly Result[]) => void;
}

/**
 * Reads an answer while it comes in: its rows become text at once, and what is too large is noticed at once. To be
 * called when it is no longer awaited: a connection that dies does not tell its commands.
 */
export const readAnswer = (command: Query, { onResults, onError }: Reading): (() => void) => {
  const results: Result[] = [];
  const fieldsOf = new Map<Result, readonly FieldPacket[]>();
  let fields: readonly FieldPacket[] = [];
  let rows: (readonly Value[])[] | undefined;
  let cells = 0;
  let count = 0;
  let columns = 0;
  let bytes = 0;
  let isOver = false;
  const isFirstEnd = (): boolean => {
    if (isOver) return false;
    isOver = true;
    underWay -= bytes;
    return true;
  };
  const stop = (): boolean => {
    if (!isFirstEnd()) return false;
    results.length = 0;
    rows = undefined;
    return true;
  };
  const end = (error: Error): void => {
    // Rows that the server broke off are no answer.
    const before = isAmongRows(command) ? results.slice(0, -1) : [...results];
    if (stop()) onError(error, error instanceof AnswerTooLarge ? [] : before);
  };
  command.on('fields', (described: readonly FieldPacket[] | undefined) => {
    if (isOver || described === undefined) return;
    columns += described.length;
    if (columns > mostOf.columns) return end(new AnswerTooLarge(`${counted(mostOf.columns)} columns`));
    fields = described;
    rows = [];
    const result = { columns: fields.map(({ name }) => name), rows };
    results.push(result);
    fieldsOf.set(result, fields);
  });
  command.on('result', (result: readonly Cell[] | ResultSetHeader) => {
    if (isOver) return;
    if (!isRow(result)) {
      results.push(result);
      return;
    }
    cells += result.length;
    count++;
    if (cells > mostOf.cells) end(new AnswerTooLarge(`${counted(mostOf.cells)} cells (rows × columns)`));
    else if (count > mostOf.rows) end(new AnswerTooLarge(`${counted(mostOf.rows)} rows`));
    else {
      const texts = textsOf(result, fields);
      if (rows === undefined) return;
      rows.push(texts);
      const size = texts.reduce((sum, text) => sum + cellBytes + (text?.length ?? 0), 0);
      bytes += size;
      underWay += size;
      if (underWay > mostTogether) end(new AnswerTooLarge(leftBesideOthers));
    }
  });
  command.on('error', end);
  command.on('end', () => {
    if (isFirstEnd()) onResults(results, fieldsOf);
  });
  return stop;
};

/** Whether the driver awaits a row or the end of the rows that have begun; else that was there, and it awaits the next result. */
const isAmongRows = (command: Query): boolean =>
  'next' in command && typeof command.next === 'function' && rowStates.has(command.next.name);

const rowStates: ReadonlySet<string> = new Set(['fieldsEOF', 'row']);

/** Bytes of text. */
type Cell = Buffer | null;

const isRow = (result: readonly Cell[] | ResultSetHeader): result is readonly Cell[] => Array.isArray(result);

const textsOf = (row: readonly Cell[], fields: readonly FieldPacket[]): readonly Value[] =>
  row.map((value, column) => {
    const field = fields[column];
    return field === undefined ? null : decode(value, field);
  });

const counted = (count: number): string => count.toLocaleString('en');
