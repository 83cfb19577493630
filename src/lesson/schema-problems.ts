import { z } from 'zod';
import { levelMeant } from './level.ts';
import { nearMiss } from './near-miss.ts';
import type { Path } from './yaml-source.ts';

/** What is wrong with the shape of the data, in plain words, by path. */
export interface ShapeProblem {
  readonly path: Path;
  readonly message: string;
  readonly expected?: string;
  /** Point at the key that the path ends with, not at its value. */
  readonly atKey?: true;
}

type Issue = z.core.$ZodIssue;

/** Everything that is wrong, in the order of the schema; an empty list when the data fits. */
export const shapeProblems = (schema: z.ZodType, data: unknown, path: Path = []): readonly ShapeProblem[] => {
  const issues = schema.safeParse(data, { reportInput: true }).error?.issues ?? [];
  const unions = new Set<string>();
  return issues.flatMap((issue) => {
    const own = issue.path.filter((part) => typeof part !== 'symbol');
    const { found, at } = walk(schema, own);
    const union = unwrap(found);
    // A key is wrong whatever its value is.
    if (issue.code === 'invalid_key' || !(union instanceof z.ZodUnion))
      return plainProblems(issue, found, [...path, ...own]);
    // Zod reports a union by one of its options or by all of them; which one was meant is decided here.
    const key = JSON.stringify(at);
    if (unions.has(key)) return [];
    unions.add(key);
    return unionProblems(union, valueAt(data, at), [...path, ...at], expectation(found));
  });
};

/** The schema at the path, or the first union on the way, inside which only the data can choose. */
const walk = (
  schema: z.core.$ZodType,
  path: Path,
): { readonly found: z.core.$ZodType; readonly at: Path } => {
  let found = schema;
  for (const [index, part] of path.entries()) {
    const next = inside(unwrap(found), part);
    if (next === undefined) return { found, at: path.slice(0, index) };
    found = next;
  }
  return { found, at: path };
};

const unwrap = (schema: z.core.$ZodType): z.core.$ZodType =>
  schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodExactOptional
    ? unwrap(schema.unwrap())
    : schema;

const inside = (schema: z.core.$ZodType, part: string | number): z.core.$ZodType | undefined => {
  if (schema instanceof z.ZodObject) return schema.shape[part];
  if (schema instanceof z.ZodArray) return schema.element;
  if (schema instanceof z.ZodRecord) return schema.valueType;
  return undefined;
};

const valueAt = (data: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (value, part) => (typeof value === 'object' && value !== null ? Reflect.get(value, part) : undefined),
    data,
  );

/** The problems of the option that was most probably meant. */
const unionProblems = (
  union: z.ZodUnion,
  value: unknown,
  path: Path,
  expected: { readonly expected?: string },
): readonly ShapeProblem[] => {
  const options = union.options
    .filter((option) => option instanceof z.ZodType)
    .map((option) => ({ option, score: misfit(option, value) }))
    .toSorted((a, b) => a.score - b.score);
  const best = options[0];
  if (best && best.score < wrongKind) return shapeProblems(best.option, value, path);
  const names = options.map(({ option }) => kindOf(option));
  const words = options.flatMap(({ option }) =>
    option instanceof z.ZodEnum ? option.options.map(String) : [],
  );
  const near = typeof value === 'string' ? meant(value, words) : undefined;
  const { message } = mustBe(path, orList(names), value, union);
  return [{ path, message: message + didYouMean(near), ...expected }];
};

const wrongKind = 1000;

/** How badly the value itself, not what is inside it, fits the option. */
const misfit = (option: z.ZodType, value: unknown): number => {
  if (option instanceof z.ZodUnion) {
    const inner = option.options.filter((one) => one instanceof z.ZodType);
    return Math.min(...inner.map((one) => misfit(one, value)));
  }
  const issues = option.safeParse(value).error?.issues ?? [];
  return issues
    .filter((issue) => issue.path.length === 0)
    .map((issue) => {
      if (issue.code === 'unrecognized_keys') return strangers(issue.keys, option);
      if (issue.code === 'invalid_union') return 0;
      return issue.code === 'invalid_type' || issue.code === 'invalid_value' ? wrongKind : 1;
    })
    .reduce((sum, one) => sum + one, issues.length > 0 ? 0.5 : 0);
};

/** A key that is nearly one of the option's own speaks for the option. */
const strangers = (keys: readonly string[], option: z.ZodType): number => {
  const own = option instanceof z.ZodObject ? Object.keys(option.shape) : [];
  const near = keys.filter((key) => nearMiss(key, own) !== undefined);
  return keys.length - near.length / 10;
};

const plainProblems = (issue: Issue, schema: z.core.$ZodType, path: Path): readonly ShapeProblem[] => {
  const value = issue.input;
  switch (issue.code) {
    case 'unrecognized_keys': {
      const mapping = unwrap(schema);
      const keys = mapping instanceof z.ZodObject ? Object.keys(mapping.shape) : [];
      return issue.keys.map((key) => unknownKey(key, keys, titleOf(mapping), path));
    }
    case 'invalid_type':
      if (value === undefined && path.length > 0) {
        return [{ path, message: `\`${path.at(-1)}\` is missing`, ...expectation(schema) }];
      }
      return [{ path, ...mustBe(path, kindOf(schema), value, schema), ...expectation(schema) }];
    case 'invalid_value': {
      const values = issue.values.map(String);
      if (value === undefined) {
        return [{ path, message: `\`${path.at(-1)}\` is missing`, expected: orList(values) }];
      }
      // A number in quotes is text.
      if (typeof value === 'string' && values.includes(value)) {
        return [{ path, message: `${nameOf(path, schema)} must be ${value}, without quotes` }];
      }
      const near = typeof value === 'string' ? meant(value, values) : undefined;
      const { message } = mustBe(path, orList(values), value, schema);
      return [{ path, message: message + didYouMean(near) }];
    }
    case 'invalid_format':
      return [
        {
          path,
          message: `${nameOf(path, schema)} ${issue.message}, found ${shown(value)}`,
          ...expectation(schema),
        },
      ];
    case 'invalid_key': {
      const [first] = issue.issues;
      return [
        {
          path,
          atKey: true,
          message: `\`${String(path.at(-1))}\` ${first?.message ?? 'cannot be a key here'}`,
        },
      ];
    }
    case 'too_small':
      return [{ path, message: `${nameOf(path, schema)} ${tooSmall(issue)}`, ...expectation(schema) }];
    case 'too_big':
      return [
        { path, message: `${nameOf(path, schema)} must be at most ${issue.maximum}`, ...expectation(schema) },
      ];
    default:
      return [{ path, message: `${nameOf(path, schema)}: ${issue.message}`, ...expectation(schema) }];
  }
};

const didYouMean = (near: string | undefined): string =>
  near === undefined ? '' : `; did you mean \`${near}\`?`;

/** What a word among these was probably to be. */
const meant = (word: string, words: readonly string[]): string | undefined => {
  const level = levelMeant(word);
  return level !== undefined && words.includes(level) ? level : nearMiss(word, words);
};

const unknownKey = (key: string, keys: readonly string[], what: string, path: Path): ShapeProblem => {
  const words = keys.filter((one) => one.length > 1);
  const letters = keys.length > words.length ? ['A', 'B'] : [];
  const level = key.length > 1 || words.includes('SERIALIZABLE') ? levelMeant(key) : undefined;
  const near = level ?? nearMiss(key, [...words, ...letters]);
  const other = otherWords.get(`${key} of ${what}`) ?? (near === undefined ? undefined : `\`${near}\``);
  const hint = other === undefined ? '' : `; did you mean ${other}?`;
  return {
    path: [...path, key],
    atKey: true,
    message: `\`${key}\` is not a key of ${what}${hint}`,
    expected: [...(letters.length > 0 ? ['a session (A, B, …)'] : []), ...words].join(', '),
  };
};

/** What the format calls otherwise than people do, with how it is written. */
const otherWords: ReadonlyMap<string, string> = new Map([
  ['order of a variant', '`takes`, as in `takes: ABAABB`'],
  ['course of a lesson', 'a course, in a file whose name ends in `.course.yaml`'],
  ['topics of a lesson', 'a course, in a file whose name ends in `.course.yaml`'],
]);

const tooSmall = (issue: z.core.$ZodIssueTooSmall): string => {
  if (issue.origin === 'string') return 'must not be empty';
  if (issue.origin === 'array')
    return issue.minimum === 1 ? 'must not be empty' : `needs at least ${issue.minimum} items`;
  return `must be at least ${issue.minimum}`;
};

const mustBe = (
  path: Path,
  kind: string,
  value: unknown,
  schema: z.core.$ZodType,
): { readonly message: string } => {
  if (kind === 'a whole number' && typeof value === 'string' && /^\d+$/.test(value))
    return { message: `${nameOf(path, schema)} must be a number: ${value}, without quotes` };
  const quoteHint =
    kind.startsWith('text') && value !== null && value !== undefined && !Array.isArray(value)
      ? '; put text that YAML would read as something else in quotes'
      : '';
  return { message: `${nameOf(path, schema)} must be ${kind}, found ${shown(value)}${quoteHint}` };
};

const expectation = (schema: z.core.$ZodType): { readonly expected?: string } => {
  const description = descriptionOf(schema);
  return description === undefined ? {} : { expected: description };
};

/** The sentence may be on the wrapper that makes a key optional, or on what is in it. */
const descriptionOf = (schema: z.core.$ZodType): string | undefined => {
  const own = schema instanceof z.ZodType ? schema.description : undefined;
  const inner = unwrap(schema);
  return own ?? (inner === schema ? undefined : descriptionOf(inner));
};

const titleOf = (schema: z.core.$ZodType): string =>
  (schema instanceof z.ZodType ? schema.meta()?.title : undefined) ?? 'this mapping';

/** What kind of thing a schema wants, in plain words. */
const kindOf = (given: z.core.$ZodType): string => {
  const schema = unwrap(given);
  if (schema instanceof z.ZodString) return 'text';
  if (schema instanceof z.ZodNumber) return 'a whole number';
  if (schema instanceof z.ZodArray) return 'a list';
  if (schema instanceof z.ZodBoolean) return 'true or false';
  if (schema instanceof z.ZodNull) return 'null';
  if (schema instanceof z.ZodLiteral) return [...schema.values].map(String).join(' or ');
  if (schema instanceof z.ZodEnum) return orList(schema.options.map(String));
  if (schema instanceof z.ZodUnion) return orList(schema.options.map((option) => kindOf(option)));
  if (schema instanceof z.ZodRecord || schema instanceof z.ZodObject) return 'a mapping (`key: value`)';
  return 'something else';
};

const nameOf = (path: Path, schema: z.core.$ZodType): string => {
  const last = path.at(-1);
  if (last === undefined) return titleOf(schema);
  return typeof last === 'number' ? `item ${last + 1}` : `\`${last}\``;
};

const orList = (names: readonly string[]): string => {
  const unique = [...new Set(names)];
  return unique.length < 2 ? unique.join('') : `${unique.slice(0, -1).join(', ')} or ${unique.at(-1)}`;
};

const shown = (value: unknown): string => {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `\`${text.length > 60 ? `${text.slice(0, 60)}…` : text}\``;
};
