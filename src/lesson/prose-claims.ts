import { isDeepStrictEqual } from 'node:util';
import type { StepExpectation } from './expectation.ts';
import type { Lesson, Variant } from './lesson.ts';
import { atLevel, type ByLevel, type Level } from './level.ts';
import type { Prediction } from './prediction.ts';
import { type ProseKey, proseKeys } from './prose.ts';
import { provesItself } from './script.ts';
import type { Step } from './step.ts';

/** Words that are told of an outcome for which nobody has written or kept them. */
export interface UnclaimedProse {
  readonly step: Step;
  /** Which of them. */
  readonly keys: readonly ProseKey[];
  /** Where that is so. */
  readonly levels: readonly Level[];
  /** Undefined: in the lesson itself. */
  readonly variant?: Variant;
  /** The step is the lesson's own, and the variant changes it. */
  readonly isChange: boolean;
  /** For which outcome they were written: another level's, or the lesson's without the variant. */
  readonly writtenFor: 'another level' | 'the lesson';
}

/**
 * Prose is a claim like any other: what was written for one outcome says nothing of another one. Where the
 * `expect` of a step differs by level, one text for several of these outcomes is unclaimed, and so is what a
 * variant takes over although its step has another statement or comes to something else; unless the step says
 * that it is still true.
 */
export const unclaimedProse = (lesson: Lesson): readonly UnclaimedProse[] => {
  const places = Map.groupBy(eachUnclaimed(lesson), ({ step, levels, variant, writtenFor }) =>
    JSON.stringify([
      lesson.steps.indexOf(step),
      variant?.steps.indexOf(step),
      variant?.id,
      levels,
      writtenFor,
    ]),
  );
  return [...places.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const { key: _, ...about } = first;
    return [{ ...about, keys: proseKeys.filter((key) => same.some((one) => one.key === key)) }];
  });
};

interface Unclaimed extends Omit<UnclaimedProse, 'keys'> {
  readonly key: ProseKey;
}

const eachUnclaimed = (lesson: Lesson): readonly Unclaimed[] => [
  ...lesson.steps.flatMap((step) => acrossLevels(step, lesson)),
  ...lesson.variants.flatMap((variant) =>
    variant.steps.flatMap((step) => {
      const own = lesson.steps.find((one) => isSameStep(one, step));
      if (own === undefined) return acrossLevels(step, lesson).map((one) => ({ ...one, variant }));
      if (own === step) return [];
      const taken = takenOver(step, own, lesson).map((one) => ({ ...one, variant, isChange: true }));
      const isAsInLesson = (one: Unclaimed) =>
        isDeepStrictEqual(own.expect, step.expect) && isDeepStrictEqual(own[one.key], step[one.key]);
      const wide = acrossLevels(step, lesson).filter(
        (one) => !isAsInLesson(one) && !taken.some(({ key }) => key === one.key),
      );
      return [...taken, ...wide.map((one) => ({ ...one, variant, isChange: true }))];
    }),
  ),
];

/** The lesson's own step, as it is or as a variant changes it. */
const isSameStep = (one: Step, other: Step): boolean =>
  one.line === other.line && one.name === other.name && one.session === other.session;

/** One text for levels at which the step comes to different things. */
const acrossLevels = (step: Step, { levels }: Lesson): readonly Unclaimed[] =>
  openKeys(step).flatMap((key) => {
    const sources = Map.groupBy(
      levels.filter((level) => wordsAt(step, key, level) !== undefined),
      (level) => sourceAt(step[key], level),
    );
    return [...sources.values()].flatMap((covered) => {
      const usual = covered.find((level) => sourceAt(step.expect, level) === 'default') ?? covered[0];
      if (usual === undefined) return [];
      const others = covered.filter((level) => !isSameOutcome(step, step, usual, level));
      return others.length === 0
        ? []
        : [{ step, key, levels: others, writtenFor: 'another level' as const, isChange: false }];
    });
  });

/** Words of the lesson's step beside an outcome that is not the lesson's. */
const takenOver = (step: Step, own: Step, { levels }: Lesson): readonly Unclaimed[] =>
  openKeys(step).flatMap((key) => {
    const isOther = step.sql !== own.sql || !isDeepStrictEqual(step.does, own.does);
    const told = levels.filter((level) => {
      const words = wordsAt(step, key, level);
      if (words === undefined || !isDeepStrictEqual(words, wordsAt(own, key, level))) return false;
      return isOther || !isSameOutcome(step, own, level, level);
    });
    return told.length === 0
      ? []
      : [{ step, key, levels: told, writtenFor: 'the lesson' as const, isChange: true }];
  });

const openKeys = ({ stillTrue = [] }: Step): readonly ProseKey[] =>
  proseKeys.filter((key) => !stillTrue.includes(key));

const isSameOutcome = (one: Step, other: Step, at: Level, otherAt: Level): boolean =>
  isDeepStrictEqual(outcomeAt(one, at), outcomeAt(other, otherAt));

/** The same in whichever way it is written: that there is no wait need not be said, nor that a COMMIT is done. */
const outcomeAt = (step: Step, level: Level): StepExpectation | undefined => {
  const { waitsFor, ...more } = atLevel(step.expect, level) ?? (provesItself(step) ? { affected: 0 } : {});
  const isSaid = waitsFor !== undefined && (waitsFor.length > 0 || Object.keys(more).length === 0);
  return isSaid ? { ...more, waitsFor } : more;
};

/** What is told at a level; a step that is left out is not asked about. */
const wordsAt = (step: Step, key: ProseKey, level: Level): unknown => {
  const isLeftOut = atLevel(step.expect, level)?.skipped === true;
  switch (key) {
    case 'predict':
      return isLeftOut ? undefined : saidWithAnswer(atLevel(step.predict, level));
    case 'hint':
      return isLeftOut ? undefined : atLevel(step.hint, level);
    case 'look':
    case 'why':
      return atLevel(step[key], level);
  }
};

const saidWithAnswer = (question: Prediction | undefined): unknown => {
  if (question === undefined) return undefined;
  const buts = question.kind === 'choices' ? question.choices.flatMap(({ but }) => but ?? []) : [];
  return question.because === undefined && buts.length === 0 ? undefined : [question.because, ...buts];
};

/** Which entry of the file a level's value comes from. */
const sourceAt = (value: ByLevel<unknown> | undefined, level: Level): string => {
  if (value === undefined || 'all' in value) return 'all';
  return value.levels[level] === undefined ? 'default' : level;
};

/** What is found, to be followed by the levels, and what is wanted. */
export const unclaimedWords = ({ keys, writtenFor }: UnclaimedProse) => {
  const names = keys.map((key) => (key === 'predict' ? '`because` or `but` of its question' : `\`${key}\``));
  const [was, is] = names.length === 1 ? ['was', 'is'] : ['were', 'are'];
  const origin = writtenFor === 'the lesson' ? 'the lesson as it is' : 'another level';
  return {
    found: `${listed(names)} ${was} written for ${origin}, and ${is} told of something else`,
    wanted: `words for this outcome, null, or \`still_true: [${keys.join(', ')}]\` if the words are true of it as well`,
  };
};

const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
