import { type Bindings, isName, matchRows } from '../engine/judge/match-rows.ts';
import type { Value } from '../engine/outcome.ts';
import type { Cell, RowsExpectation } from '../lesson/expectation.ts';

type RowsOfRun = readonly (readonly Value[])[];

/** The same rows in several runs of the same script. */
export interface SeenRows {
  readonly columns: readonly string[];
  /** One entry a run. */
  readonly runs: readonly RowsOfRun[];
}

/**
 * The `$names` of a lesson and what they stand for in each of several runs of one script. Values that
 * differ from run to run get names too, since nothing else could be expected of them.
 */
export class Names {
  readonly #known = new Map<string, Known>();

  /** What the names stand for in a run, for judging it. */
  bindings(run: number): Bindings {
    return new Map([...this.#known].map(([name, { values }]) => [name, values[run] ?? null]));
  }

  /** Learns the names that a lesson uses in rows, from what the server gave in their place. */
  learn(expected: RowsExpectation, seen: SeenRows): void {
    if (expected.kind === 'count') return;
    const { rows } = expected;
    const bound = seen.runs.map((one, run) => matchRows(expected, one, this.bindings(run)));
    for (const [index, row] of rows.entries()) {
      for (const [column, cell] of row.entries()) {
        if (!isName(cell) || this.#known.has(cell)) continue;
        const values = bound.map((one, run) =>
          one === undefined ? valueAt(expected, seen.runs[run] ?? [], index, column) : one.get(cell),
        );
        if (values.every((value) => value !== undefined)) {
          this.#known.set(cell, { column: seen.columns[column] ?? '', values });
        }
      }
    }
  }

  /** What to expect of a cell, given what each run had: its text, a name that the lesson has, or a new one. */
  cell(column: string, seen: readonly Seen[]): Cell {
    const values = seen.filter((value) => value !== undefined);
    const [first = null] = values;
    const isSame = values.every((value) => value === first);
    for (const [name, known] of this.#known) {
      if (isSame && (first === null || !isAlike(known.column, column))) continue;
      if (seen.every((value, run) => value === undefined || value === known.values[run])) return name;
    }
    if (isSame) return first;
    const name = this.#newName(column);
    this.#known.set(name, { column, values: seen });
    return name;
  }

  /** Is a part of this text, as the server writes index entries, something that the lesson has a name for? */
  isNamed(key: string): boolean {
    const parts = key.split(', ').map((part) => part.replace(/^'(.*)'$/s, '$1'));
    return [...this.#known.values()].some(({ values }) =>
      values.some((value) => typeof value === 'string' && parts.includes(value)),
    );
  }

  #newName(column: string): string {
    const words = column
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '_')
      .replaceAll(/^[_0-9]+|_+$/g, '');
    const base = `$${words === '' ? 'value' : words}`;
    for (let count = 1; ; count += 1) {
      const name = count === 1 ? base : `${base}_${count}`;
      if (!this.#known.has(name)) return name;
    }
  }
}

/** What a run had at some place; undefined: it did not come there. */
export type Seen = Value | undefined;

interface Known {
  readonly column: string;
  /** One entry a run. */
  readonly values: readonly Seen[];
}

/** In rows that are not as expected, a name still stands for what is in its place. */
const valueAt = (expected: RowsExpectation, rows: RowsOfRun, row: number, column: number): Seen => {
  const isAligned = expected.kind === 'exact' && rows.length === expected.rows.length;
  return isAligned ? rows[row]?.[column] : undefined;
};

/** MySQL's column names do not depend on upper and lower case. */
const isAlike = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
