import type { Lesson, Variant } from '../lesson/lesson.ts';
import type { Level } from '../lesson/level.ts';
import { type Script, scriptOf } from '../lesson/script.ts';

/** One lesson at one level, plain or in one variant: what a sandbox is made for. */
export interface Case {
  /** Stable, and for people: `duplicate-book @ REPEATABLE READ + unique-index`. */
  readonly id: string;
  readonly lesson: Lesson;
  readonly level: Level;
  readonly variant?: Variant;
  readonly script: Script;
}

/** Every level and variant of the lessons, in the order of the lessons; the plain lesson comes first. */
export const casesOf = (lessons: readonly Lesson[]): readonly Case[] =>
  lessons.flatMap((lesson) =>
    [undefined, ...lesson.variants].flatMap((variant) =>
      lesson.levels.map((level) => ({
        id: caseId(lesson.id, level, variant?.id),
        lesson,
        level,
        ...(variant && { variant }),
        script: scriptOf(lesson, { level, ...(variant && { variant: variant.id }) }),
      })),
    ),
  );

export const caseId = (lesson: string, level: Level, variant: string | undefined): string =>
  `${lesson} @ ${level}${variant === undefined ? '' : ` + ${variant}`}`;
