import type { UserError } from '../errors.ts';
import { printable } from '../printable.ts';
import { digitsOf } from './digits.ts';
import { example, type HistoryText, mistakeAt } from './mistake.ts';

/** What may be meant by what is no operation, and what to write instead. */
export const strangeAt = (source: HistoryText, at: number): UserError => {
  const rest = source.text.slice(at);
  const told = strange.flatMap(({ form, answer }) => {
    const found = form.exec(rest);
    return found ? [answer(found)] : [];
  })[0];
  if (told !== undefined) return mistakeAt(source, at, told.says, ...told.next);
  return mistakeAt(
    source,
    at,
    `${wordOf(rest)} is no operation: there are r1(x), rs1(x), rf1(x), w1(x), b1, c1 and a1.`,
    `For instance ${example}`,
  );
};

const wordOf = (text: string): string => printable(/^[^\s,;]{1,20}/.exec(text)?.[0] ?? '');

interface Answer {
  readonly says: string;
  readonly next: readonly string[];
}

/** Forms of textbooks and papers that say what isolab does not take, the nearest first. */
const strange: readonly {
  readonly form: RegExp;
  readonly answer: (found: RegExpExecArray) => Answer;
}[] = [
  {
    form: /^[([]\s*\w+\s*(?:<<?|≪|⟨)[^)\]]{0,40}[)\]]?/,
    answer: ([whole]) => ({
      says: `${printable(whole)} is an order of versions: the server makes that itself.`,
      next: ['Leave it out.'],
    }),
  },
  {
    form: /^\(+\s*(?:[ca]_?(\d+))\s+or\s+[^)]{0,20}\)?/i,
    answer: ([whole, number]) => ({
      says: `${printable(whole)} leaves it open how T${number} ends.`,
      next: [`Choose one of them: c${number}, or a${number}`],
    }),
  },
  {
    form: /^[([]?\s*(?:t|ta|transaction)[\s_]*(\d{1,4}|[₀-₉]{1,4})(?![\d₀-₉])/i,
    answer: ([whole, number = '']) => ({
      says: `${printable(whole)} stands before operations: here each operation has the number of its transaction, and they stand in the order of time.`,
      next: [`T${digitsOf(number)}: r(x) becomes r${digitsOf(number)}(x). For instance ${example}`],
    }),
  },
  {
    form: /^(?:(?:[rwsxu]?l|u|un?lock|lock|rel|release)_?\d|[sx]_?\d+\s*[([])/i,
    answer: (found) => ({
      says: `${wordOf(found.input)} takes or gives back a lock: that is for the server to do.`,
      next: ['Locking reads are rs1(x), FOR SHARE, and rf1(x), FOR UPDATE.'],
    }),
  },
  {
    form: /^(?:(i|ins|insert)|d|del|delete)_?(\d{1,4})/i,
    answer: ({ 1: inserts, 2: number, input }) => ({
      says: `${wordOf(input)} ${inserts === undefined ? 'deletes' : 'inserts'} a row: in a history all rows are there from beginning to end.`,
      next: [
        `Write to it instead: w${number}(x)`,
        'isolab explore a.sql b.sql   runs INSERT and DELETE, in any order',
      ],
    }),
  },
  {
    form: /^(?:upd|update|inc|dec|add)_?(\d{1,4})/i,
    answer: ({ 1: number, input }) => ({
      says: `${wordOf(input)} reads and writes at once: here these are two operations.`,
      next: [`Write both: r${number}(x) w${number}(x)`],
    }),
  },
  {
    form: /^(rf|rs|[rwcab]|read|write|commit|abort)(?![a-z])/i,
    answer: ({ 1: kind = '', input }) => {
      const short = kind.length > 2 ? kind.charAt(0) : kind;
      return {
        says: `${wordOf(input)} does not say which transaction.`,
        next: [`Give it a number: ${short.toLowerCase()}1${/^[rw]/i.test(kind) ? '(x)' : ''}`],
      };
    },
  },
];
