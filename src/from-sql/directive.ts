import { conditionOf, conditionProblem } from '../lesson/conditions.ts';
import { errorSymbol } from '../lesson/error-symbols.ts';
import { condition as conditionShape, conditionWords } from '../lesson/schema-words.ts';
import { type Beginning, nearDirective } from './near-directive.ts';

/** What a comment says that the application does with the statement that it stands behind. */
export type Directive =
  /** It rolls back, answers, and its script is over. */
  | { readonly kind: 'reject'; readonly condition: string; readonly answer: string }
  | { readonly kind: 'answer'; readonly answer: string }
  /** A name, for `when` in the same script. */
  | { readonly kind: 'as'; readonly name: string }
  /** The statement is sent only if that one came to this. */
  | { readonly kind: 'when'; readonly name: string; readonly condition: string }
  /** A column of the first row, for `:name` in later statements. */
  | { readonly kind: 'keep'; readonly name: string; readonly column: string };

/** A comment that begins like a directive, or nearly so, and is none. */
export interface Misunderstood {
  readonly kind: 'misunderstood';
  readonly message: string;
  readonly possible: string;
}

const forms = {
  reject: '-- reject if found|missing|unchanged|ok|error|1062|stock < 3: what is answered',
  on: '-- on 1062: what is answered',
  answer: '-- answer: what is answered',
  as: '-- as lookup',
  when: '-- when lookup missing',
  keep: '-- keep book = id',
} as const;

/**
 * The directive in one line of a comment; undefined for words that are for people. `names`: those that `as` has given
 * in this script, for a comment may begin with "when" as any sentence may.
 */
export const directiveIn = (
  line: string,
  names: ReadonlySet<string>,
): Directive | Misunderstood | undefined => {
  const text = line.replaceAll(/\s+/g, ' ').trim();
  if (/^reject(?!\w)/i.test(text)) return rejectIn(text);
  if (/^on (\S+ ?:|\d|ER_|WARN_)/i.test(text)) return onIn(text);
  if (/^answer ?[:=]/i.test(text)) return answerIn(text);
  if (/^keep \S+ ?=/i.test(text)) return keepIn(text);
  if (/^as \S+$/i.test(text)) return asIn(text);
  const when = /^when (\S+) (.+)$/i.exec(text);
  const [, name = '', rest = ''] = when ?? [];
  if (names.has(name.replace(/:$/, '')) || isCondition(rest)) return whenIn(text, names);
  const near = nearDirective(text, isCondition, names);
  return near && almost(text, near);
};

const formOf = {
  'reject if': 'reject',
  on: 'on',
  'answer:': 'answer',
  keep: 'keep',
  as: 'as',
  when: 'when',
} as const satisfies Record<Beginning, keyof typeof forms>;

const almost = (text: string, near: Beginning): Misunderstood => ({
  kind: 'misunderstood',
  message: `the comment \`${text}\` is nearly a word to isolab, and is none; did you mean \`-- ${near}\`?`,
  possible: `Possible is: ${forms[formOf[near]]}`,
});

const rejectIn = (text: string): Directive | Misunderstood => {
  const [, given] = /^reject if (.+)$/i.exec(text) ?? [];
  if (given === undefined) return misunderstood(text, 'reject');
  const [said, answer] = cutAtColon(given);
  return branch(text, said, answer, 'reject');
};

const onIn = (text: string): Directive | Misunderstood => {
  const [said, answer] = cutAtColon(text.slice('on '.length));
  const isError = /^([0-9]{4,5}|(ER|WARN)_[A-Z0-9_]+|error)$/.test(said);
  return isError && answer !== undefined
    ? branch(text, said, answer, 'on')
    : misunderstood(text, 'on', isError ? '' : `${said} is no error`);
};

const branch = (
  text: string,
  said: string,
  answer: string | undefined,
  form: 'reject' | 'on',
): Directive | Misunderstood => {
  const condition = asWritten(said);
  const problem = problemOf(condition);
  if (problem !== undefined) return misunderstood(text, form, problem);
  if (answer === '') return misunderstood(text, form, 'nothing stands behind the colon');
  return { kind: 'reject', condition, answer: answer ?? `rejected: ${condition}` };
};

const answerIn = (text: string): Directive | Misunderstood => {
  const [, answer] = /^answer ?: (.+)$/i.exec(text) ?? [];
  return answer === undefined ? misunderstood(text, 'answer') : { kind: 'answer', answer };
};

const asIn = (text: string): Directive | Misunderstood => {
  const name = text.slice('as '.length);
  return isName(name)
    ? { kind: 'as', name }
    : misunderstood(text, 'as', 'a name is lower-case words joined by underscores');
};

const whenIn = (text: string, names: ReadonlySet<string>): Directive | Misunderstood => {
  const [, name = '', said = ''] = /^when ([^\s:]+) (.+)$/i.exec(text) ?? [];
  if (name === '') return misunderstood(text, 'when');
  if (!names.has(name)) {
    const known = names.size === 0 ? 'give one a name with `-- as lookup`' : [...names].join(', ');
    return misunderstood(text, 'when', `no statement before it is called ${name} (${known})`);
  }
  const condition = asWritten(said);
  const problem = problemOf(condition);
  return problem === undefined ? { kind: 'when', name, condition } : misunderstood(text, 'when', problem);
};

const keepIn = (text: string): Directive | Misunderstood => {
  const [, name, column] = /^keep ([a-z][a-z0-9_]*) ?= ?(\S+)$/i.exec(text) ?? [];
  return name === undefined || column === undefined || name !== name.toLowerCase()
    ? misunderstood(text, 'keep')
    : { kind: 'keep', name, column };
};

const isName = (name: string): boolean => /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(name);

/** A condition may have a colon in its value: the answer begins behind one that a blank follows. */
const cutAtColon = (text: string): readonly [string, string | undefined] => {
  const at = text.search(/:( |$)/);
  return at < 0 ? [text, undefined] : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
};

/** As a lesson writes it: signs between blanks, text without quotes, errors by their symbols. */
const asWritten = (said: string): string => {
  if (/^[0-9]{4,5}$/.test(said)) return errorSymbol(Number(said));
  const word = conditionWords.find((one) => one === said.toLowerCase());
  if (word !== undefined) return word;
  const [, column, sign, value] = /^(\w+) ?(<=|>=|<>|!=|=|<|>) ?(.+)$/.exec(said) ?? [];
  if (column === undefined || sign === undefined || value === undefined) return said;
  const plain = /^(['"])(.*)\1$/.exec(value)?.[2] ?? value;
  return `${column} ${sign === '<>' ? '!=' : sign} ${plain}`;
};

const problemOf = (condition: string): string | undefined =>
  conditionShape.safeParse(condition).success
    ? conditionProblem(conditionOf(condition))
    : `\`${condition}\` is no condition`;

const isCondition = (said: string): boolean => problemOf(asWritten(said)) === undefined;

const misunderstood = (text: string, form: keyof typeof forms, because = ''): Misunderstood => ({
  kind: 'misunderstood',
  message: `the comment \`${text}\` begins like a word to isolab and cannot be understood${because === '' ? '' : `: ${because}`}`,
  possible: `Possible is: ${forms[form]}`,
});
