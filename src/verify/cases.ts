import { burstOf } from '../lesson/burst-script.ts';
import type { Lesson, Variant } from '../lesson/lesson.ts';
import { atLevel, type Level } from '../lesson/level.ts';
import { scriptOf } from '../lesson/script.ts';
import { burstId, type Case, caseId, ordersId, type StepCase } from './case.ts';
import { exerciseCases } from './exercise-cases.ts';
import { proseFindings } from './prose-findings.ts';

/**
 * Every level and variant of the lessons, in the order of the lessons; the plain lesson comes first, then what is
 * claimed of all its orders, and its bursts come last. Of an exercise, that there is something to do, and its solutions.
 */
export const casesOf = (lessons: readonly Lesson[]): readonly Case[] =>
  lessons.flatMap((lesson) =>
    lesson.exercise ? exerciseCases(lesson, lesson.exercise) : lessonCases(lesson),
  );

const lessonCases = (lesson: Lesson): readonly Case[] => [
  ...versionsOf(lesson).map(({ choice, ...version }) => ({
    id: caseId(lesson.id, version.level, version.variant?.id),
    ...version,
    proves: stepCase(lesson, version.level, version.variant),
  })),
  ...versionsOf(lesson).flatMap(({ level, variant }) =>
    atLevel((variant ?? lesson).everyOrder, level) ? [ordersCase(lesson, level, variant)] : [],
  ),
  ...(lesson.burst ? versionsOf(lesson) : []).map(({ choice, ...version }) => ({
    id: burstId(lesson.id, version.level, version.variant?.id),
    ...version,
    proves: { kind: 'burst', burst: burstOf(lesson, choice) } as const,
  })),
];

const stepCase = (lesson: Lesson, level: Level, variant: Variant | undefined): StepCase => {
  const script = scriptOf(lesson, { level, ...(variant && { variant: variant.id }) });
  return { kind: 'steps', script, prose: proseFindings(lesson, level, variant) };
};

export const ordersCase = (lesson: Lesson, level: Level, variant: Variant | undefined): Case => {
  const claim = atLevel((variant ?? lesson).everyOrder, level);
  return {
    id: ordersId(lesson.id, level, variant?.id),
    lesson,
    level,
    ...(variant && { variant }),
    proves: {
      kind: 'orders',
      script: scriptOf(lesson, { level, ...(variant && { variant: variant.id }) }),
      ...(claim && { claim }),
    },
  };
};

const versionsOf = (lesson: Lesson) =>
  [undefined, ...lesson.variants].flatMap((variant) =>
    lesson.levels.map((level) => ({
      lesson,
      level,
      ...(variant && { variant }),
      choice: { level, ...(variant && { variant: variant.id }) },
    })),
  );
