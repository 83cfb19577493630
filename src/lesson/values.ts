import { tokensOf } from './split-sql.ts';
import type { Answer, Doing, Values } from './step.ts';

/** A statement with `:name` for values, as a prepared statement wants it. */
export interface Parameterised {
  /** With a question mark for every value. */
  readonly sql: string;
  /** The values' names, in the order of the question marks. */
  readonly names: readonly string[];
}

/** `:name` outside of strings and comments. The server's own `:=` is none. */
export const parameterised = (sql: string): Parameterised => {
  const names: string[] = [];
  const text = withNames(sql, (name) => {
    names.push(name);
    return '?';
  });
  return { sql: text, names };
};

export const namesInSql = (sql: string): readonly string[] => parameterised(sql).names;

/** The statement with something else in the place of every `:name`. */
export const withNames = (sql: string, stands: (name: string) => string): string => {
  let text = '';
  let colon = false;
  for (const { start, end, isCode } of tokensOf(sql)) {
    const part = sql.slice(start, end);
    const isName = colon && isCode && /^[A-Za-z_]/.test(part);
    if (isName) text = `${text.slice(0, -1)}${stands(part)}`;
    else text += part;
    colon = isCode && part === ':';
  }
  return text;
};

const placeholder = /\{([a-z][a-z0-9_]*)\}/g;

/** The names in `{…}`. */
export const namesIn = (text: string): readonly string[] =>
  [...text.matchAll(placeholder)].flatMap(([, name]) => (name === undefined ? [] : [name]));

/** So many characters a text may have with its values in it: long ones may stand in it many times. */
const longestText = 256 * 1024;

/** Stands where a value would make the text longer. */
const leftOut = '(left out: too long)';

/** The text with its `{name}`s filled in; one that is not known stays as it is. */
export const filled = (text: string, values: Values): string => {
  let { length } = text;
  return text.replaceAll(placeholder, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    const own = String(value);
    const isTooLong = own.length > leftOut.length && length + own.length > longestText;
    const put = isTooLong ? leftOut : own;
    length += put.length - whole.length;
    return put;
  });
};

/** The same in every field; a field that is one `{name}` and nothing else gets the value itself. */
export const filledFields = (fields: Values, values: Values): Values =>
  Object.fromEntries(
    Object.entries(fields).map(([key, text]) => {
      if (typeof text !== 'string') return [key, text];
      const [name] = namesIn(text);
      const value = name !== undefined && text === `{${name}}` ? values[name] : undefined;
      return [key, value ?? filled(text, values)];
    }),
  );

/** An answer as people read it: its words, or its status and its JSON. */
export const answerWords = (answer: Answer, values: Values = {}): string =>
  typeof answer === 'string'
    ? filled(answer, values)
    : `${answer.status} ${JSON.stringify(filledFields(answer.json, values))}`;

/** A command for Redis as its own client takes it. */
export const commandWords = (command: readonly string[]): string =>
  command.map((word) => (/^[^\s"]+$/.test(word) ? word : JSON.stringify(word))).join(' ');

/** Every name that a step's action and its answers speak of. */
export const namesOfDoing = (sql: string, does: Doing | undefined): readonly string[] => {
  switch (does?.kind) {
    case undefined:
      return parameterised(sql).names;
    case 'redis':
      return does.command.flatMap(namesIn);
    case 'check':
      return [does.value];
    case 'gone':
      return namesIn(does.key);
    case 'work':
    case 'crash':
      return [];
  }
};

export const namesOfAnswer = (answer: Answer | undefined): readonly string[] => {
  if (answer === undefined) return [];
  if (typeof answer === 'string') return namesIn(answer);
  return Object.values(answer.json).flatMap((one) => (typeof one === 'string' ? namesIn(one) : []));
};
