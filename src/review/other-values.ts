import type { Lesson, Variant } from '../lesson/lesson.ts';
import type { Answer, Condition, Step, Values } from '../lesson/step.ts';
import { type Draw, shuffled } from './draw.ts';
import { people, wordLists } from './known-words.ts';
import { type Literal, literalsIn, type Other, withLiterals } from './literals.ts';
import { withTexts } from './texts.ts';

/** What stands for what. Texts that are in no list of words stay. */
interface Chosen {
  readonly texts: ReadonlyMap<string, string>;
  /** Numbers from ten up are so many times as large; 1 where none is. */
  readonly factor: bigint;
  /** The numbers that stand in the SQL. */
  readonly numbers: ReadonlyMap<string, string>;
}

export interface OtherValues {
  readonly lesson: Lesson;
  /** What was replaced by what, for the words that go with it. */
  readonly told: ReadonlyMap<string, string>;
}

/**
 * The same lesson with other values; undefined where none of its values could be another one.
 *
 * Texts: a name, a title or a thing that stands in one of our lists of words is another one of its list everywhere in the
 * lesson, and what sorts before what stays. In texts that are none (`to Ann`) names of people are replaced.
 * Numbers: from 10 up they are all 2 to 7 times as large, so that sums and comparisons stay what they are; less than
 * 10 they stay, as ids and counts mostly are.
 *
 * Replaced are literals in the SQL of setup, steps, promise and variants, what requests say, what answers are tested for and
 * say. Not replaced are sizes and defaults in CREATE TABLE, settings, LIMIT and times; numbers not at all in a lesson
 * about hours, dates, or shares of a hundred, where another number would make no sense.
 */
export const otherValues = (lesson: Lesson, draw: Draw): OtherValues | undefined => {
  const literals = sqlOf(lesson).flatMap(literalsIn);
  const texts = otherTexts(
    [...literals.filter(({ kind }) => kind === 'text').map(({ value }) => value), ...requestTexts(lesson)],
    draw,
  );
  const factor = isAboutTime(lesson) ? 1n : BigInt(2 + draw(6));
  const numbers = new Map(
    literals.flatMap((one) => (one.kind === 'number' ? pair(one.value, { factor }) : [])),
  );
  if (texts.size === 0 && numbers.size === 0) return undefined;
  const told = new Map([...texts, ...numbers]);
  return { lesson: replaced(lesson, { texts, factor, numbers }), told };
};

const sqlOf = ({ setup, steps, variants, invariant }: Lesson): readonly string[] => [
  ...setup,
  ...steps.map(({ sql }) => sql),
  ...(invariant ? [invariant.violations] : []),
  ...variants.flatMap((one) => [...one.setup, ...one.steps.map(({ sql }) => sql)]),
];

const requestTexts = ({ sessions, handler }: Lesson): readonly string[] =>
  [handler?.request, ...sessions.map(({ request }) => request)].flatMap((values) =>
    Object.values(values ?? {}).filter((value) => typeof value === 'string'),
  );

const isAboutTime = (lesson: Lesson): boolean =>
  sqlOf(lesson).some((sql) =>
    /\b(age|begins|ends|days?|dates?|hours?|minutes?|months?|percents?|tax|times?|weeks?|years?)\b/i.test(
      sql,
    ),
  );

/** From each list as many other words as there are, sorted as those are. */
const otherTexts = (texts: readonly string[], draw: Draw): ReadonlyMap<string, string> => {
  const words = new Set(texts.flatMap((text) => [text, ...namesIn(text)]));
  return new Map(
    wordLists.flatMap((list) => {
      const own = list.filter((word) => words.has(word)).toSorted();
      const others = shuffled(
        list.filter((word) => !words.has(word)),
        draw,
      )
        .slice(0, own.length)
        .toSorted();
      return own.flatMap((word, at) => {
        const other = others[at];
        return other === undefined ? [] : [[word, other] as const];
      });
    }),
  );
};

const namesIn = (text: string): readonly string[] =>
  (text.match(/\p{L}+/gu) ?? []).filter((word) => people.includes(word));

const pair = (number: string, chosen: Pick<Chosen, 'factor'>): readonly (readonly [string, string])[] => {
  const other = scaled(number, chosen);
  return other === undefined ? [] : [[number, other]];
};

const scaled = (number: string, { factor }: Pick<Chosen, 'factor'>): string | undefined => {
  if (factor === 1n || Number(number) < 10 || !/^\d+(\.\d+)?$/.test(number)) return undefined;
  const [whole = '', decimals = ''] = number.split('.');
  const digits = String(BigInt(whole + decimals) * factor).padStart(decimals.length + 1, '0');
  return decimals === '' ? digits : `${digits.slice(0, -decimals.length)}.${digits.slice(-decimals.length)}`;
};

const textOf = (text: string, { texts }: Chosen): string =>
  texts.get(text) ?? withTexts(text, new Map([...texts].filter(([word]) => people.includes(word))));

const replaced = (lesson: Lesson, chosen: Chosen): Lesson => {
  const other: Other = ({ kind, value }: Literal) =>
    kind === 'text' ? textOf(value, chosen) : scaled(value, chosen);
  const sql = (text: string): string => withLiterals(text, other);
  const { invariant, handler } = lesson;
  return {
    ...lesson,
    setup: lesson.setup.map(sql),
    steps: lesson.steps.map((step) => stepWith(step, chosen, sql)),
    sessions: lesson.sessions.map((one) =>
      one.request === undefined ? one : { ...one, request: valuesWith(one.request, chosen) },
    ),
    ...(invariant && { invariant: { ...invariant, violations: sql(invariant.violations) } }),
    ...(handler && { handler: { ...handler, request: valuesWith(handler.request, chosen) } }),
    variants: lesson.variants.map(
      (one): Variant => ({
        ...one,
        setup: one.setup.map(sql),
        steps: one.steps.map((step) => stepWith(step, chosen, sql)),
      }),
    ),
  };
};

const stepWith = (step: Step, chosen: Chosen, sql: (text: string) => string): Step => ({
  ...step,
  sql: step.does === undefined ? sql(step.sql) : step.sql,
  rejectIf: step.rejectIf.map(({ condition, answer }) => ({
    condition: conditionWith(condition, chosen),
    answer: answerWith(answer, chosen),
  })),
  ...(step.answer !== undefined && { answer: answerWith(step.answer, chosen) }),
  ...(step.when && { when: { ...step.when, is: conditionWith(step.when.is, chosen) } }),
});

const conditionWith = (condition: Condition, chosen: Chosen): Condition =>
  condition.kind === 'value'
    ? { ...condition, is: scaled(condition.is, chosen) ?? textOf(condition.is, chosen) }
    : condition;

const answerWith = (answer: Answer, chosen: Chosen): Answer =>
  typeof answer === 'string'
    ? withTexts(answer, new Map([...chosen.texts, ...chosen.numbers]))
    : { ...answer, json: valuesWith(answer.json, chosen) };

const valuesWith = (values: Values, chosen: Chosen): Values =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      if (typeof value === 'string') return [name, chosen.texts.get(value) ?? withTexts(value, chosen.texts)];
      if (typeof value === 'number') return [name, Number(scaled(String(value), chosen) ?? value)];
      return [name, value];
    }),
  );
