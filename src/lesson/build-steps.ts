import type { BuildContext } from './build-context.ts';
import { buildByLevel, buildStepExpectation, type Declared } from './build-expectation.ts';
import { buildPrediction } from './build-prediction.ts';
import type { Branch, Condition, Step } from './lesson.ts';
import { nearMiss } from './near-miss.ts';
import type { StepChangeData, StepData } from './schema.ts';
import { conditionWords, isSessionName } from './schema-words.ts';
import type { Path } from './yaml-source.ts';

/** A step and where it stands in the file. */
export interface PlacedStep {
  readonly step: Step;
  readonly path: Path;
}

export interface StepDefaults extends Declared {
  readonly onError: Step['onError'];
}

/** The steps that can be built; those that cannot are reported. */
export const buildSteps = (
  data: readonly StepData[],
  path: Path,
  context: BuildContext,
  defaults: StepDefaults,
): readonly PlacedStep[] =>
  data.flatMap((one, index) => {
    const at = [...path, index];
    const step = buildStep(one, at, context, defaults);
    return step ? [{ step, path: at }] : [];
  });

const buildStep = (
  data: StepData,
  path: Path,
  context: BuildContext,
  defaults: StepDefaults,
): Step | undefined => {
  const names = Object.keys(data).filter(isSessionName);
  const [session, second] = names;
  const sql = session && data[session];
  if (session === undefined || sql === undefined) {
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
  return {
    ...(data.as !== undefined && { name: data.as }),
    session,
    sql: context.statement(sql, [...path, session]),
    until,
    limitMs: defaultLimitMs[until],
    rejectIf: [],
    onError: defaults.onError,
    ...buildSettings(data, path, context, defaults),
    line: context.line(path),
  };
};

/** The step with the changes that a variant makes to it. */
export const changeStep = (
  { step, path: own }: PlacedStep,
  change: StepChangeData,
  path: Path,
  context: BuildContext,
  defaults: StepDefaults,
): PlacedStep => {
  const { when, look, predict, hint, why, answer, ...rest } = step;
  const changed: Step = {
    ...rest,
    ...(when && change.when !== null && { when }),
    ...(look && change.look !== null && { look }),
    ...(predict && change.predict !== null && { predict }),
    ...(hint && change.hint !== null && { hint }),
    ...(why && change.why !== null && { why }),
    ...(answer && change.answer !== null && { answer }),
    ...(change.reject_if === null && { rejectIf: [] }),
    ...(change.until && { limitMs: defaultLimitMs[change.until] }),
    ...buildSettings(change, path, context, defaults),
    ...(change.sql && { sql: context.statement(change.sql, [...path, 'sql']) }),
  };
  return { step: changed, path: own };
};

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
    ...(data.limit && { limitMs: buildLimit(data.limit, [...path, 'limit'], context) }),
    ...(data.on_error && { onError: data.on_error }),
    ...(data.expect && {
      expect: buildByLevel(data.expect, [...path, 'expect'], context, defaults, (one, at) =>
        buildStepExpectation(one, at, context, defaults),
      ),
    }),
    ...(data.why && { why: buildByLevel(data.why, [...path, 'why'], context, defaults, prose) }),
  };
};

const buildWhen = (
  data: Readonly<Record<string, string>>,
  path: Path,
  context: BuildContext,
): NonNullable<Step['when']> => {
  const [first, second] = context.source.keysInOrder(path);
  if (first === undefined || second !== undefined) context.report(path, '`when` names exactly one step');
  const step = first ?? '';
  return { step, is: conditionOf(data[step] ?? 'ok') };
};

const buildBranches = (
  data: Readonly<Record<string, string>>,
  path: Path,
  context: BuildContext,
): readonly Branch[] => {
  const keys = context.source.keysInOrder(path);
  if (keys.length === 0) context.report(path, '`reject_if` names no condition');
  return keys.map((key) => ({ condition: conditionOf(key), answer: data[key] ?? '' }));
};

const conditionOf = (text: string): Condition => {
  const kind = conditionWords.find((word) => word === text);
  return kind ? { kind } : { kind: 'errno', error: text };
};

const unitMs = { ms: 1, s: 1000, m: 60_000 } as const;
const longestLimitMs = 10 * 60_000;

const buildLimit = (data: string, path: Path, context: BuildContext): number => {
  const unit = data.endsWith('ms') ? 'ms' : data.endsWith('s') ? 's' : 'm';
  const ms = Number.parseFloat(data) * unitMs[unit];
  if (ms < 1 || ms > longestLimitMs) context.report(path, 'a limit is at least 1ms and at most 10m');
  return ms;
};

/** Names are unique, and `when` speaks of a step that has been before. */
export const checkNames = (steps: readonly PlacedStep[], context: BuildContext): void => {
  const seen = new Set<string>();
  const all = steps.flatMap(({ step }) => (step.name === undefined ? [] : [step.name]));
  for (const { step, path } of steps) {
    if (step.when && !seen.has(step.when.step)) {
      const name = step.when.step;
      const near = nearMiss(name, [...seen]);
      const what = all.includes(name) ? `step ${name} comes later` : `no step is called ${name}`;
      context.report(
        [...path, 'when'],
        what + (near === undefined ? '' : `; did you mean ${near}?`),
        earlier(seen),
      );
    }
    if (step.name !== undefined) {
      if (seen.has(step.name)) context.report([...path, 'as'], `another step is called ${step.name} already`);
      seen.add(step.name);
    }
  }
};

const earlier = (seen: ReadonlySet<string>): string =>
  seen.size === 0 ? 'the name of an earlier step' : `an earlier step: ${[...seen].join(', ')}`;
