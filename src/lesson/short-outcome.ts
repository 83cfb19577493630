/** What a statement comes to, in a few words of a lesson file: "ok", "changes 1", "ER_DUP_ENTRY", "waits for A, then ok". */

const done = 'ok|changes [0-9]{1,9}|(?:ER|WARN)_[A-Z0-9_]+|[0-9]{4,5}';
const holders = '[A-Z](?: and [A-Z])*|somebody';

export const doneWords = new RegExp(`^(?:${done})$`);
export const outcomeWords = new RegExp(
  `^(?:skipped|${done}|waits for (?:${holders})(?:, then (?:${done}))?)$`,
);

export const doneExamples = 'must be ok, changes 1, or an error such as ER_DUP_ENTRY';
export const outcomeExamples = `${doneExamples}, or with a wait: waits for A, or waits for A, then ok`;

type Cells = (string | number | boolean | null)[][];

/** The same in the keys of an expectation. */
interface SpelledOut {
  ok?: true;
  affected?: number;
  error?: string;
  rows?: Cells;
  skipped?: true;
  waits_for?: string | string[];
  then?: SpelledOut;
}

type Short = string | number | Cells;

/** Words, the number of an error, or rows, in the keys that they stand for; a mapping is spelled out already. */
export const spelledOut = <T extends object>(given: Short | T): T | SpelledOut => {
  if (typeof given === 'number') return { error: String(given) };
  if (typeof given === 'string') return inWords(given);
  return isCells(given) ? { rows: given } : given;
};

const isCells = (given: object): given is Cells => Array.isArray(given);

const inWords = (words: string): SpelledOut => {
  if (words === 'skipped') return { skipped: true };
  const [wait, after] = words.split(', then ');
  const waited = /^waits for (.+)$/.exec(wait ?? '')?.[1];
  if (waited === undefined) return doneIn(words);
  const sessions = waited === 'somebody' ? 'any' : waited.split(' and ');
  // biome-ignore lint/suspicious/noThenProperty: it is the word of the format, and no function
  return { waits_for: sessions, ...(after !== undefined && { then: doneIn(after) }) }; // oxlint-disable-line unicorn/no-thenable
};

const doneIn = (words: string): SpelledOut => {
  const changes = /^changes (\d+)$/.exec(words)?.[1];
  if (changes !== undefined) return { affected: Number(changes) };
  return words === 'ok' ? { ok: true } : { error: words };
};
