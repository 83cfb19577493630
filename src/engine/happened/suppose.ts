import type { TableRows } from '../events.ts';
import type { Observer, Supposition } from '../ports.ts';

export type { Supposition };
export type Suppose = Observer['suppose'];

/** More are not asked in one run, for each takes a moment; nor those with more rows together than so many characters. */
const mostSupposed = 4_000;
const mostCharacters = 8_000_000;

/** So much is looked at, in characters, also of what was asked before: a long run has many statements, and many versions. */
const mostLookedAt = 100_000_000;

/** Asks each question once. What is wanted is collected first, so that few round trips are made. */
export class Supposed {
  readonly #suppose: Suppose;
  readonly #answers = new Map<string, TableRows['rows'] | undefined>();
  readonly #wanted = new Map<string, Supposition>();
  /** Questions that no more was looked at. */
  readonly #passedBy = new Set<string>();
  #left = mostCharacters;
  #lookedAt = 0;
  #refused = 0;

  constructor(suppose: Suppose) {
    this.#suppose = suppose;
  }

  /** The answer as a text that is equal where the rows are, in whatever order; undefined where there is none. */
  answer(question: Supposition): string | undefined {
    const rows = this.#rowsFor(question);
    return rows && answerText(rows);
  }

  /** The same as a text that is equal where the rows are in the same order, too. */
  ordered(question: Supposition): string | undefined {
    const rows = this.#rowsFor(question);
    return rows && orderedText(rows);
  }

  /** How often there was none because there were too many questions. */
  get refused(): number {
    return this.#refused;
  }

  #rowsFor(question: Supposition): TableRows['rows'] | undefined {
    if (this.#lookedAt > mostLookedAt) {
      this.#refused++;
      return undefined;
    }
    const key = keyOf(question);
    this.#lookedAt += key.length;
    if (this.#passedBy.has(key)) this.#refused++;
    if (!this.#answers.has(key)) this.#wanted.set(key, question);
    return this.#answers.get(key);
  }

  /** Asks for all that had no answer. Returns whether there was any. */
  async ask(): Promise<boolean> {
    const wanted = [...this.#wanted];
    this.#wanted.clear();
    if (wanted.length === 0) return false;
    const room = Math.max(0, mostSupposed - this.#answers.size);
    const asked = wanted.slice(0, room).filter(([key]) => {
      this.#left -= key.length;
      return this.#left >= 0;
    });
    const answers = await this.#suppose(asked.map(([, question]) => question));
    const known = new Map(asked.map(([key], at) => [key, answers[at]]));
    for (const [key] of wanted) {
      this.#answers.set(key, known.get(key));
      if (!known.has(key)) this.#passedBy.add(key);
    }
    return true;
  }
}

const keyOf = ({ sql, tables }: Supposition): string =>
  JSON.stringify([sql, tables.map(({ name, rows }) => [name, rows])]);

export const answerText = (rows: TableRows['rows']): string =>
  JSON.stringify(rows.map((row) => JSON.stringify(row)).toSorted());

export const orderedText = (rows: TableRows['rows']): string =>
  JSON.stringify(rows.map((row) => JSON.stringify(row)));

/** The rows of such a text. */
export const rowsOf = (answer: string): TableRows['rows'] => {
  const texts: readonly string[] = JSON.parse(answer);
  return texts.map((text): TableRows['rows'][number] => JSON.parse(text));
};
