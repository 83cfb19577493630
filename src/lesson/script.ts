import { UserError } from '../errors.ts';
import { told } from '../printable.ts';
import { type AnomalyClaim, anomalyClaimWords } from './anomaly-claim.ts';
import { chosenOrder } from './choose-order.ts';
import type { EndExpectation, StepExpectation } from './expectation.ts';
import type { Retry } from './handler.ts';
import type { Lesson, Variant } from './lesson.ts';
import { atLevel, type ByLevel, type Level, valuesOf } from './level.ts';
import { inOrder, orderOf } from './order.ts';
import type { Prediction } from './prediction.ts';
import type { Why } from './prose.ts';
import { answersNothing } from './statement-kind.ts';
import type { Step, Values } from './step.ts';
import { tablesOfSetup } from './tables-of-setup.ts';
import { filledFields } from './values.ts';

/**
 * One lesson at one level in one variant: exactly what a run does. Plain JSON, and part of every
 * recording, so that a recording needs neither the lesson file nor a server.
 */
export interface Script
  extends Pick<
    Lesson,
    | 'title'
    | 'anomaly'
    | 'about'
    | 'remember'
    | 'sources'
    | 'pages'
    | 'setup'
    | 'setupLimitMs'
    | 'watch'
    | 'watchesAll'
    | 'invariant'
  > {
  readonly lesson: string;
  readonly level: Level;
  readonly variant?: Pick<Variant, 'id' | 'title' | 'about' | 'takes'>;
  /**
   * The order of the steps, a letter a turn, where somebody has chosen another one than the author's. Then nothing is
   * claimed: what the author says of steps and end, he says of his own order.
   */
  readonly order?: string;
  /** After which errors a request is tried again, where the sessions are whole requests. */
  readonly retry?: Pick<Retry, 'on' | 'times'>;
  readonly sessions: readonly ScriptSession[];
  readonly steps: readonly ScriptStep[];
  readonly end?: EndExpectation;
  /** Which anomalies happen, where the lesson claims it. */
  readonly happens?: AnomalyClaim;
}

export interface ScriptSession {
  readonly name: string;
  readonly role: string;
  readonly level: Level;
  /** What its request says, when it is one. */
  readonly values?: Values;
}

export interface ScriptStep extends Omit<Step, 'look' | 'predict' | 'hint' | 'why' | 'stillTrue' | 'expect'> {
  readonly look?: string;
  readonly predict?: Prediction;
  readonly hint?: string;
  readonly why?: Why;
  readonly expect?: StepExpectation;
  /** It is taken once more, in a further attempt: the place of the step that the script has. */
  readonly again?: { readonly place: number; readonly attempt: number };
}

export interface Choice {
  readonly level?: Level;
  readonly variant?: string;
  /** The order of the steps, a letter a turn; without it, the author's. */
  readonly order?: string;
}

/** @throws UserError when the lesson has no such level or variant, or its steps no such order. */
export const scriptOf = (lesson: Lesson, choice: Choice = {}): Script => {
  const level = choice.level ?? lesson.level;
  if (!lesson.levels.includes(level)) {
    throw new UserError(told`Lesson ${lesson.id} does not run at ${level}.`, {
      next: [`Its levels are ${lesson.levels.join(', ')}.`],
    });
  }
  const variant = lesson.variants.find((one) => one.id === choice.variant);
  if (choice.variant !== undefined && variant === undefined) {
    const ids = lesson.variants.map((one) => one.id);
    throw new UserError(told`Lesson ${lesson.id} has no variant ${choice.variant}.`, {
      next: [ids.length === 0 ? 'It has no variants.' : `Its variants are ${ids.join(', ')}.`],
    });
  }
  const own = variant?.steps ?? lesson.steps;
  const chosen =
    choice.order === undefined
      ? undefined
      : chosenOrder(choice.order, own, { lesson: lesson.id, variant: variant?.id });
  // Whole requests have no order of the author's.
  const order = lesson.requests === undefined ? chosen : (chosen ?? orderOf(own));
  const steps = order === undefined ? own : inOrder(own, order);
  // Steps of an author spell out what is tried again.
  const retry = lesson.requests === undefined ? undefined : (variant?.handler ?? lesson.handler)?.retry;
  const happens = order === undefined ? atLevel((variant ?? lesson).happens, level) : undefined;
  const anomaly = isClaimed(variant ?? lesson) ? happens && nameOf(happens) : anomalyText(lesson, variant);
  const end = order === undefined ? atLevel(variant?.end ?? lesson.end, level) : undefined;
  return {
    lesson: lesson.id,
    title: lesson.title,
    ...(anomaly !== undefined && { anomaly }),
    about: lesson.about,
    remember: lesson.remember,
    sources: lesson.sources,
    ...(lesson.pages && { pages: lesson.pages }),
    level,
    ...(variant && { variant: aboutVariant(variant) }),
    ...(order !== undefined && { order }),
    ...(retry && { retry: { on: retry.on, times: retry.times } }),
    setup: variant ? [...lesson.setup, ...variant.setup] : lesson.setup,
    ...(lesson.setupLimitMs !== undefined && { setupLimitMs: lesson.setupLimitMs }),
    watch: watchedBy(lesson, steps, variant),
    ...(lesson.watchesAll && !claimsTables(lesson) && { watchesAll: true }),
    sessions: lesson.sessions.map((one) => ({
      name: one.name,
      role: one.role,
      level: one.level ?? level,
      ...(lesson.handler && {
        values: requestValues({ ...lesson.handler.request, ...one.request }, one.name),
      }),
    })),
    steps: steps.map((step) => stepAt(step, level, order === undefined)),
    ...(lesson.invariant && { invariant: lesson.invariant }),
    ...(end && { end }),
    ...(happens && { happens }),
  };
};

const isClaimed = ({ happens }: Pick<Lesson, 'happens'>): boolean => happens !== undefined;

/** None, and what cannot be told, has no name. */
const nameOf = (claim: AnomalyClaim): string | undefined =>
  claim.kind === 'named' ? anomalyClaimWords(claim) : undefined;

/** In the author's words. What a lesson claims by codes says nothing of a variant. */
const anomalyText = (lesson: Lesson, variant: Variant | undefined): string | undefined =>
  variant?.anomaly ?? (isClaimed(lesson) ? undefined : lesson.anomaly);

const aboutVariant = ({ id, title, about, takes }: Variant): NonNullable<Script['variant']> => ({
  id,
  title,
  about,
  ...(takes !== undefined && { takes }),
});

/** What one request says; `request` tells it from all others. */
export const requestValues = (fields: Values, request: string): Values => ({
  ...filledFields(fields, { request }),
  request,
});

/**
 * Of which a lesson need not say what it comes to: done, and without a wait, or not taken at all. Work of the application
 * asks no server, so there is nothing to claim; BEGIN, COMMIT, SET and their like answer nothing but that they are done.
 */
export const provesItself = ({ does, sql }: Pick<Step, 'does' | 'sql'>): boolean =>
  does === undefined ? answersNothing(sql) : does.kind !== 'redis';

/** Which session it is, counted from 0: its lane, and its colour. */
export const placeOf = ({ sessions }: Pick<Script, 'sessions'>, session: string | undefined): number =>
  sessions.findIndex(({ name }) => name === session);

/** Whether it talks to Redis, too. */
export const needsRedis = (steps: readonly Pick<Step, 'does'>[]): boolean =>
  steps.some(({ does }) => does?.kind === 'redis' || does?.kind === 'gone');

/** The name under which a lesson watches its keys in Redis. */
export const redisTable = 'redis';

/** Whoever claims the rows of tables at one end claims them at all. */
const claimsTables = (lesson: Lesson): boolean =>
  [lesson, ...lesson.variants]
    .flatMap((one) => valuesOf(one.end))
    .some(
      ({ tables, either = [] }) => tables !== undefined || either.some((one) => one.tables !== undefined),
    );

/** Where only other variants talk to Redis, there are no keys to watch. */
const watchedBy = (
  { watch, watchesAll, setup, steps, variants }: Lesson,
  taken: readonly Step[],
  variant: Variant | undefined,
): readonly string[] => {
  if (watchesAll && variant) return tablesOfSetup([...setup, ...variant.setup]);
  const elsewhere = [steps, ...variants.map((one) => one.steps)].some(needsRedis);
  return needsRedis(taken) || !elsewhere ? watch : watch.filter((name) => name !== redisTable);
};

/** What a step is at a level; what is claimed of it holds in the author's order alone. */
const stepAt = (
  { look, predict, hint, why, stillTrue: _, expect, ...step }: Step,
  level: Level,
  isOwnOrder: boolean,
): ScriptStep => {
  const here = <T>(claim: ByLevel<T> | undefined) => (isOwnOrder ? atLevel(claim, level) : undefined);
  const lookHere = here(look);
  const predictHere = here(predict);
  const hintHere = here(hint);
  const whyHere = here(why);
  const expectHere = here(expect);
  return {
    ...step,
    ...(lookHere !== undefined && { look: lookHere }),
    ...(predictHere !== undefined && { predict: predictHere }),
    ...(hintHere !== undefined && { hint: hintHere }),
    ...(whyHere !== undefined && { why: whyHere }),
    ...(expectHere !== undefined && { expect: expectHere }),
  };
};
