import type { Lesson } from '../lesson/lesson.ts';
import type { Prediction } from '../lesson/prediction.ts';
import type { Why } from '../lesson/prose.ts';
import { type Choice, type Script, scriptOf } from '../lesson/script.ts';
import { isVariantSeen, type LessonProgress } from '../progress/progress.ts';

/**
 * How long a student needs for a lesson, from what there is to read and to do:
 *
 * - the lesson once, at the level that it begins with: its words read, each step looked at, each question thought about;
 *   of an application also the steps that its handler has;
 * - each variant, and each other level: the words and questions that are new there, and a look at what is different;
 * - of an exercise instead its words and its steps, read once, and what there is to be found.
 */
const pace = {
  /**
   * Silent reading of English non-fiction by adults: Brysbaert, How many words do we read per minute?, Journal of
   * Memory and Language 109 (2019), https://doi.org/10.1016/j.jml.2019.104047
   */
  wordsPerMinute: 238,
  /** To read a statement and what came of it, in s. */
  step: 10,
  /** To think before an answer, in s. */
  question: 30,
  /** To go to what is different in a variant or at another level, and to look at it, in s. */
  look: 30,
  /** To find what an exercise asks for, in s. */
  break: 240,
  fix: 600,
  read: 180,
} as const;

/** In whole minutes, at least one. What the lesson says itself counts more. */
export const minutesOf = (lesson: Lesson): number =>
  lesson.minutes ?? Math.max(1, Math.round(sum(partsOf(lesson)) / 60));

/** Of these minutes, those that are left to somebody who has done so much. */
export const minutesLeft = (lesson: Lesson, known: LessonProgress | undefined): number => {
  const parts = partsOf(lesson);
  const share = sum(leftOf(lesson, parts, known)) / sum(parts);
  return Math.ceil(minutesOf(lesson) * share);
};

/** "45 min", "3 h", "2 h 5 min". */
export const minutesWords = (minutes: number): string => {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return [...(hours > 0 ? [`${hours} h`] : []), ...(rest > 0 || hours === 0 ? [`${rest} min`] : [])].join(
    ' ',
  );
};

/** In seconds, each by the level or the id of the variant. */
interface Parts {
  readonly once: number;
  readonly levels: ReadonlyMap<string, number>;
  readonly variants: ReadonlyMap<string, number>;
}

const sum = ({ once, levels, variants }: Parts): number =>
  [once, ...levels.values(), ...variants.values()].reduce((all, one) => all + one, 0);

/** A screen asks again with each key. */
const remembered = new WeakMap<Lesson, Parts>();

const partsOf = (lesson: Lesson): Parts => {
  const known = remembered.get(lesson);
  if (known) return known;
  if (lesson.exercise) return exerciseParts(lesson, lesson.exercise);
  const script = scriptOf(lesson);
  const once = [...textsOf(script), ...script.remember, ...(script.pages ?? []).map(({ text }) => text)];
  const elsewhere = (choice: Choice): number => {
    const other = scriptOf(lesson, choice);
    const texts = textsOf(other).filter((text) => !once.includes(text));
    const questions = questionsOf(other).filter((text) => texts.includes(text));
    return reading(texts) + questions.length * pace.question + pace.look;
  };
  const actions = script.steps.length + (lesson.handler?.steps.length ?? 0);
  const others = lesson.levels.filter((level) => level !== script.level);
  const parts: Parts = {
    once: reading(once) + actions * pace.step + questionsOf(script).length * pace.question,
    levels: new Map(others.map((level) => [level, elsewhere({ level })])),
    variants: new Map(lesson.variants.map(({ id }) => [id, elsewhere({ variant: id })])),
  };
  remembered.set(lesson, parts);
  return parts;
};

const exerciseParts = (
  { about, steps, handler }: Lesson,
  { task, asks }: NonNullable<Lesson['exercise']>,
): Parts => ({
  once: reading([about, task]) + (handler?.steps ?? steps).length * pace.step + pace[asks.kind],
  levels: new Map(),
  variants: new Map(),
});

/** Who was at the end at one level or in one variant has read the lesson; the level that it begins with may be left to look at. */
const leftOf = (lesson: Lesson, parts: Parts, known: LessonProgress | undefined): Parts => {
  if (known === undefined) return parts;
  const { seen, steps } = known;
  if (lesson.exercise) return known.solved ? { ...parts, once: 0 } : parts;
  if (seen.length === 0) {
    const share = Math.min(1, steps / scriptOf(lesson).steps.length);
    return { ...parts, once: parts.once * (1 - share) };
  }
  const places = new Set(seen);
  return {
    once: places.has(lesson.level) ? 0 : Math.min(pace.look, parts.once),
    levels: new Map([...parts.levels].filter(([level]) => !places.has(level))),
    variants: new Map([...parts.variants].filter(([id]) => !isVariantSeen(lesson, id, seen))),
  };
};

/** Every text that the lab shows of it by itself, but for what stands at its end. */
const textsOf = ({ about, variant, steps }: Script): readonly string[] => [
  variant?.about ?? about,
  ...steps.flatMap(({ look, why, predict }) => [
    look ?? '',
    ...whyTexts(why),
    ...(predict ? [questionText(predict)] : []),
  ]),
];

const questionsOf = ({ steps }: Script): readonly string[] =>
  steps.flatMap(({ predict }) => (predict ? [questionText(predict)] : []));

const reading = (texts: readonly string[]): number => {
  const words = texts.flatMap((text) => text.split(/\s+/)).filter((word) => /[\p{L}\p{N}]/u.test(word));
  return (words.length / pace.wordsPerMinute) * 60;
};

const whyTexts = (why: Why | undefined): readonly string[] =>
  typeof why === 'object' ? [why.begins ?? '', why.ends ?? ''] : [why ?? ''];

const questionText = (question: Prediction): string =>
  [
    question.ask,
    question.because ?? '',
    ...(question.kind === 'choices' ? question.choices.map(({ says }) => says) : []),
  ].join(' ');
