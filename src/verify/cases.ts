import type { Finding } from '../engine/judge/finding.ts';
import { type BurstScript, burstOf } from '../lesson/burst-script.ts';
import type { EveryOrder } from '../lesson/every-order.ts';
import type { Lesson, Variant } from '../lesson/lesson.ts';
import { atLevel, type Level } from '../lesson/level.ts';
import { type Script, scriptOf } from '../lesson/script.ts';
import { proseFindings } from './prose-findings.ts';

/** One lesson at one level, plain or in one variant: what a sandbox is made for. */
export interface Case {
  /** Stable, and for people: `duplicate-book @ REPEATABLE READ + unique-index`. */
  readonly id: string;
  readonly lesson: Lesson;
  readonly level: Level;
  readonly variant?: Variant;
  readonly proves: StepCase | BurstCase | OrdersCase;
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

/** The steps in every order in which they can be taken. */
export interface OrdersCase {
  readonly kind: 'orders';
  readonly script: Script;
  /** What the lesson says of them. Absent: a variant says that it prevents something. */
  readonly claim?: EveryOrder;
}

/**
 * Every level and variant of the lessons, in the order of the lessons; the plain lesson comes first, then what is
 * claimed of all its orders, and its bursts come last.
 */
export const casesOf = (lessons: readonly Lesson[]): readonly Case[] =>
  lessons.flatMap((lesson) => [
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
  ]);

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

export const caseId = (lesson: string, level: Level, variant: string | undefined): string =>
  `${lesson} @ ${level}${variant === undefined ? '' : ` + ${variant}`}`;

export const burstId = (lesson: string, level: Level, variant: string | undefined): string =>
  `${caseId(lesson, level, variant)}, in a burst`;

export const ordersId = (lesson: string, level: Level, variant: string | undefined): string =>
  `${caseId(lesson, level, variant)}, in every order`;
