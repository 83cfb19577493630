import type { Finding } from '../engine/judge/finding.ts';
import { type BurstScript, burstOf } from '../lesson/burst-script.ts';
import type { Lesson, Variant } from '../lesson/lesson.ts';
import type { Level } from '../lesson/level.ts';
import { type Script, scriptOf } from '../lesson/script.ts';
import { proseFindings } from './prose-findings.ts';

/** One lesson at one level, plain or in one variant: what a sandbox is made for. */
export interface Case {
  /** Stable, and for people: `duplicate-book @ REPEATABLE READ + unique-index`. */
  readonly id: string;
  readonly lesson: Lesson;
  readonly level: Level;
  readonly variant?: Variant;
  readonly proves: StepCase | BurstCase;
}

/** The steps of the lesson, one after the other. */
export interface StepCase {
  readonly kind: 'steps';
  readonly script: Script;
  /** What is wrong with the words of the lesson here, whatever the run comes to. */
  readonly prose: readonly Finding[];
}

/** Its handler, hit by many requests at once. */
export interface BurstCase {
  readonly kind: 'burst';
  readonly burst: BurstScript;
}

/**
 * Every level and variant of the lessons, in the order of the lessons; the plain lesson comes first, and its
 * bursts last.
 */
export const casesOf = (lessons: readonly Lesson[]): readonly Case[] =>
  lessons.flatMap((lesson) => [
    ...versionsOf(lesson).map(({ choice, ...version }) => ({
      id: caseId(lesson.id, version.level, version.variant?.id),
      ...version,
      proves: stepCase(lesson, version.level, version.variant),
    })),
    ...(lesson.burst ? versionsOf(lesson) : []).map(({ choice, ...version }) => ({
      id: burstId(lesson.id, version.level, version.variant?.id),
      ...version,
      proves: { kind: 'burst', burst: burstOf(lesson, choice) } as const,
    })),
  ]);

const stepCase = (lesson: Lesson, level: Level, variant: Variant | undefined): StepCase => {
  const script = scriptOf(lesson, { level, ...(variant && { variant: variant.id }) });
  return { kind: 'steps', script, prose: proseFindings(lesson, level, variant) };
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

export const caseId = (lesson: string, level: Level, variant: string | undefined): string =>
  `${lesson} @ ${level}${variant === undefined ? '' : ` + ${variant}`}`;

export const burstId = (lesson: string, level: Level, variant: string | undefined): string =>
  `${caseId(lesson, level, variant)}, in a burst`;
