import { UserError } from '../errors.ts';
import type { AskedAgain, Evidence, Observation, TableRows, TableView } from './events.ts';
import { type ErrorOutcome, type Outcome, resultSets } from './outcome.ts';
import { shared } from './share.ts';

/** What a run may keep of answers and observations, in bytes as they are reckoned here. */
const mostKept = 256 * 1024 * 1024;

/** What V8 needs for a text, beside its characters; for a list, beside its elements; for an element; for a lock. */
const [textBytes, listBytes, elementBytes, lockBytes] = [16, 32, 8, 200];

/**
 * What one run keeps in its events and states. Each answer is bounded by itself, and so is each table that is read;
 * here is bounded what they come to together. What would be more is left out, and that is said in its place.
 */
export class Allowance {
  readonly #most: number;
  #kept = 0;

  constructor(most = mostKept) {
    this.#most = most;
  }

  /** The outcome, or an error that says that it is not kept. */
  outcomeOf(outcome: Outcome): Outcome {
    const sets = resultSets(outcome);
    const bytes = sets.reduce((sum, one) => sum + sizeOf(one), 0);
    if (sets.length === 0 || this.#takes(bytes)) return outcome;
    const rows = sets.reduce((sum, one) => sum + one.rows.length, 0);
    return { ...notKept, message: `${this.#words()} These ${rows} rows are left out.` };
  }

  /**
   * What is observed, sharing what is as before, and with tables left out for which there is no room.
   *
   * @throws UserError when there is no room for the locks: a part of them would tell a lie.
   */
  observationOf(observed: Observation, before: Observation | undefined): Observation {
    const now = shared(observed, before);
    const { tables, newest, locks } = now;
    if (locks !== before?.locks && !this.#takes(sizeOfNew(locks, before?.locks ?? [], () => lockBytes))) {
      throw new UserError(`${this.#words()} There is no room for ${locks.length} locks.`, {
        next: ['Begin the lesson again.'],
      });
    }
    const committed = tables.map((table) => this.#tableOf(table, before?.tables ?? []));
    const known = [...committed, ...(before?.newest ?? [])];
    const uncommitted = newest?.map((table) => this.#tableOf(table, known));
    const evidence = now.evidence && this.#evidenceOf(now.evidence, before?.evidence);
    const left = {
      ...now,
      tables: committed,
      ...(uncommitted && { newest: uncommitted }),
      ...(evidence && { evidence }),
    };
    return shared(left, before);
  }

  #evidenceOf(evidence: Evidence, before: Evidence | undefined): Evidence {
    const { unwatched, asked } = evidence;
    const committed = unwatched.committed.map((view) =>
      this.#tableOf(view, before?.unwatched.committed ?? []),
    );
    const known = [...committed, ...(before?.unwatched.newest ?? [])];
    const newest = unwatched.newest.map((view) => this.#tableOf(view, known));
    const answers = asked === before?.asked ? asked : asked.filter((one) => this.#takes(sizeOfAsked(one)));
    return { ...evidence, unwatched: { committed, newest }, asked: answers };
  }

  #tableOf(table: TableView, known: readonly TableView[]): TableView {
    if (!('rows' in table) || known.includes(table)) return table;
    const rows = known.flatMap((one) => (one.name === table.name && 'rows' in one ? [...one.rows] : []));
    if (this.#takes(sizeOfNew(table.rows, rows, sizeOfRow))) return table;
    return { name: table.name, unreadable: `${this.#words()} Its rows are left out.` };
  }

  #takes(bytes: number): boolean {
    if (this.#kept + bytes > this.#most) return false;
    this.#kept += bytes;
    return true;
  }

  #words(): string {
    return `The run keeps nearly ${Math.ceil(this.#most / 1024 / 1024)} MB of what it has read, which is all it may.`;
  }
}

/** Beside the server's own errors, which have numbers. */
const notKept: ErrorOutcome = { kind: 'error', errno: 0, symbol: 'NOT_KEPT', sqlState: '', message: '' };

/** Bytes that rows take, about. */
export const sizeOf = ({ columns, rows }: TableRows): number =>
  sizeOfRow(columns) + rows.reduce((sum, row) => sum + elementBytes + sizeOfRow(row), listBytes);

const sizeOfAsked = ({ committed, newest }: AskedAgain): number =>
  sizeOf({ columns: [], rows: committed }) + sizeOf({ columns: [], rows: newest });

const sizeOfRow = (row: readonly (string | null)[]): number =>
  row.reduce<number>(
    (sum, value) => sum + elementBytes + (value === null ? 0 : textBytes + value.length),
    listBytes,
  );

/** Only what is not the very same as before takes more than its place in the list. */
const sizeOfNew = <T>(now: readonly T[], before: readonly T[], size: (element: T) => number): number => {
  const known = new Set(before);
  return now.reduce((sum, one) => sum + elementBytes + (known.has(one) ? 0 : size(one)), listBytes);
};
