import { buildBranches, buildWhen } from './build-application.ts';
import type { BuildContext } from './build-context.ts';
import { type Action, buildAction } from './build-doing.ts';
import { buildByLevel, buildStepExpectation, type Declared } from './build-expectation.ts';
import { buildPrediction } from './build-prediction.ts';
import { buildTime } from './build-time.ts';
import { buildWhy } from './build-why.ts';
import type { Handler, HandlerStep } from './handler.ts';
import { nearMiss } from './near-miss.ts';
import type { StepChangeData, StepData } from './schema.ts';
import { isSessionName } from './schema-words.ts';
import type { Step } from './step.ts';
import { handlerStepIn } from './step-names.ts';
import type { Path } from './yaml-source.ts';

/** A step and where it stands in the file. */
export interface PlacedStep {
  readonly step: Step;
  readonly path: Path;
  /** The step of the handler that it does. */
  readonly handlerStep?: HandlerStep;
}

export interface StepDefaults extends Declared {
  readonly handler?: Handler;
  /** Steps of the handler that a variant has taken out; steps that do them are left out, too. */
  readonly removed?: readonly string[];
  readonly onError: Step['onError'];
}

/** The steps that can be built, with their names; those that cannot are reported. */
export const buildSteps = (
  data: readonly StepData[],
  names: readonly string[],
  path: Path,
  context: BuildContext,
  defaults: StepDefaults,
): readonly PlacedStep[] =>
  data.flatMap((one, index) => {
    const at = [...path, index];
    const placed = buildStep(one, names[index] ?? '', at, context, defaults);
    return placed ? [placed] : [];
  });

const buildStep = (
  data: StepData,
  name: string,
  path: Path,
  context: BuildContext,
  defaults: StepDefaults,
): PlacedStep | undefined => {
  const names = Object.keys(data).filter(isSessionName);
  const [session, second] = names;
  const given = session && data[session];
  if (session === undefined || given === undefined) {
    context.report(path, 'this step has no statement', `${defaults.sessions.join(': SQL or ')}: SQL`);
    return undefined;
  }
  if (second !== undefined) {
    context.reportKey(
      [...path, second],
      `this step has two statements, of ${names.join(' and ')}; make it two steps`,
    );
  }
  if (!defaults.sessions.includes(session)) {
    context.reportKey(
      [...path, session],
      `session ${session} is not declared; sessions are ${defaults.sessions.join(', ')}`,
    );
  }
  const until = data.until ?? 'settled';
  const at = [...path, session];
  const done = handlerStepIn(data);
  if (done !== undefined && defaults.removed?.includes(done)) return undefined;
  const handlerStep = done === undefined ? undefined : handlerStepOf(done, at, context, defaults.handler);
  const action = handlerStep ?? ownAction(given, at, context);
  if (action === undefined) return undefined;
  const { sql, does } = action;
  const step: Step = {
    name,
    session,
    until,
    limitMs: defaultLimitMs[until],
    rejectIf: [],
    onError: defaults.onError,
    ...(handlerStep && withoutName(handlerStep)),
    sql,
    ...(does && { does }),
    ...buildSettings(data, path, context, defaults),
    line: context.line(path),
  };
  return { step, path, ...(handlerStep && { handlerStep }) };
};

/** `when` names a step of the handler, and is resolved once the order of all steps is known. */
const withoutName = ({ name: _, when: __, ...step }: HandlerStep): Partial<Step> => step;

const handlerStepOf = (
  name: string,
  path: Path,
  context: BuildContext,
  handler: Handler | undefined,
): HandlerStep | undefined => {
  const found = handler?.steps.find((step) => step.name === name);
  if (found) return found;
  const names = handler?.steps.map((step) => step.name) ?? [];
  const near = nearMiss(name, names);
  const what = handler ? `the handler has no step ${name}` : 'the lesson has no handler';
  context.report(
    path,
    what + (near === undefined ? '' : `; did you mean ${near}?`),
    handler && names.join(', '),
  );
  return undefined;
};

const ownAction = (
  given: Exclude<StepData['A'], undefined>,
  path: Path,
  context: BuildContext,
): Action | undefined => {
  if (typeof given === 'string') return { sql: context.statement(given, path) };
  const { do: done, ...own } = given;
  if (done !== undefined) return undefined;
  const action = buildAction(own, path, context, ['redis', 'work', 'gone', 'crash']);
  if (action === undefined) {
    context.report(path, 'this session does nothing', 'SQL, or one of do, redis, work, gone, crash');
  }
  return action;
};

/** The step with the changes that a variant makes to it. */
export const changeStep = (
  placed: PlacedStep,
  change: StepChangeData,
  path: Path,
  context: BuildContext,
  defaults: StepDefaults,
): PlacedStep => {
  const { step, handlerStep } = placed;
  const { when, look, predict, hint, why, stillTrue, answer, keep, always, ...rest } = step;
  // What was said of the lesson's outcomes is not said of others.
  const isSame = change.expect === undefined && change.sql === undefined;
  const changed: Step = {
    ...rest,
    ...(when && change.when !== null && { when }),
    ...(look && change.look !== null && { look }),
    ...(predict && change.predict !== null && { predict }),
    ...(hint && change.hint !== null && { hint }),
    ...(why && change.why !== null && { why }),
    ...(stillTrue && isSame && { stillTrue }),
    ...(answer && change.answer !== null && { answer }),
    ...(keep && change.keep !== null && { keep }),
    ...(always && change.always !== null && { always }),
    ...(change.reject_if === null && { rejectIf: [] }),
    ...(change.until && { limitMs: defaultLimitMs[change.until] }),
    ...buildSettings(change, path, context, defaults),
    ...(change.sql && { sql: context.statement(change.sql, [...path, 'sql']) }),
  };
  const { does: _, ...sent } = changed;
  return {
    step: change.sql === undefined ? changed : sent,
    path: placed.path,
    ...(handlerStep && { handlerStep: change.when === undefined ? handlerStep : withoutWhen(handlerStep) }),
  };
};

const withoutWhen = ({ when: _, ...step }: HandlerStep): HandlerStep => step;

const defaultLimitMs = { settled: 10_000, finished: 60_000 } as const;

/** What a step and a change of a step have in common; only what the data has. */
const buildSettings = (
  data: StepData | StepChangeData,
  path: Path,
  context: BuildContext,
  defaults: StepDefaults,
): Partial<Step> => {
  const prose = (value: string) => value;
  return {
    ...(data.when && { when: buildWhen(data.when, [...path, 'when'], context) }),
    ...(data.look && { look: buildByLevel(data.look, [...path, 'look'], context, defaults, prose) }),
    ...(data.hint && { hint: buildByLevel(data.hint, [...path, 'hint'], context, defaults, prose) }),
    ...(data.predict && {
      predict: buildByLevel(data.predict, [...path, 'predict'], context, defaults, (one, at) =>
        buildPrediction(one, at, context, defaults),
      ),
    }),
    ...(data.reject_if && { rejectIf: buildBranches(data.reject_if, [...path, 'reject_if'], context) }),
    ...(data.answer && { answer: data.answer }),
    ...(data.until && { until: data.until }),
    ...(data.keep && { keep: data.keep }),
    ...(data.always && { always: data.always }),
    ...(data.limit && { limitMs: buildTime(data.limit, [...path, 'limit'], context) }),
    ...(data.on_error && { onError: data.on_error }),
    ...(data.expect && {
      expect: buildByLevel(data.expect, [...path, 'expect'], context, defaults, (one, at) =>
        buildStepExpectation(one, at, context, defaults),
      ),
    }),
    ...(data.why && { why: buildWhy(data.why, [...path, 'why'], context, defaults) }),
    ...(data.still_true && { stillTrue: data.still_true }),
  };
};
