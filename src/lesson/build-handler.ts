import type { z } from 'zod';
import { buildBranches, buildWhen } from './build-application.ts';
import type { BuildContext } from './build-context.ts';
import { buildAction } from './build-doing.ts';
import { buildByLevel, type Declared } from './build-expectation.ts';
import { buildTime } from './build-time.ts';
import { buildWhy } from './build-why.ts';
import { errorProblem } from './error-symbols.ts';
import type { Burst, Handler, HandlerStep } from './handler.ts';
import { nearMiss } from './near-miss.ts';
import type { burst, handler, handlerChanges, handlerSteps } from './schema-handler.ts';
import { namesOfAnswer, namesOfDoing } from './values.ts';
import type { Path } from './yaml-source.ts';

type StepsData = z.infer<typeof handlerSteps>;
type ChangesData = z.infer<typeof handlerChanges>;
type ChangeData = ChangesData[string];

const path = ['handler'];

/** The handler; what it says of values or steps that there are not is reported. */
export const buildHandler = (
  data: z.infer<typeof handler>,
  context: BuildContext,
  declared: Declared,
): Handler => {
  const { retry } = data;
  for (const [index, error] of (retry?.on ?? []).entries()) {
    const problem = errorProblem(String(error));
    if (problem !== undefined) context.report([...path, 'retry', 'on', index], problem);
  }
  const built: Handler = {
    title: data.title,
    path: data.path,
    request: data.request,
    steps: buildSteps(data.steps, [...path, 'steps'], context, declared),
    ...(retry && {
      retry: {
        on: retry.on.map(String),
        times: retry.times,
        backoffMs: buildTime(retry.backoff, [...path, 'retry', 'backoff'], context),
      },
    }),
  };
  if (built.steps.length === 0) context.report([...path, 'steps'], 'a handler needs at least one step');
  checkNames(built, [...path, 'steps'], context);
  return built;
};

/** The handler with the changes that a variant makes to it. */
export const changeHandler = (
  before: Handler,
  changes: ChangesData,
  at: Path,
  context: BuildContext,
  declared: Declared,
): Handler => {
  const names = before.steps.map(({ name }) => name);
  for (const name of Object.keys(changes)) {
    if (names.includes(name)) continue;
    const near = nearMiss(name, names);
    const hint = near === undefined ? '' : `; did you mean ${near}?`;
    context.reportKey([...at, name], `no step of the handler is called ${name}${hint}`, names.join(', '));
  }
  const steps = before.steps.flatMap((step) => {
    const change = changes[step.name];
    if (change === undefined) return [step];
    const here = [...at, step.name];
    const { before: first, after, remove } = change;
    return [
      ...buildSteps(first ?? {}, [...here, 'before'], context, declared),
      ...(remove ? [] : [changeStep(step, change, here, context, declared)]),
      ...buildSteps(after ?? {}, [...here, 'after'], context, declared),
    ];
  });
  const changed = { ...before, steps };
  checkNames(changed, at, context);
  return changed;
};

export const buildBurst = (
  data: z.infer<typeof burst>,
  context: BuildContext,
  declared: Declared,
): Burst => ({
  requests: data.requests,
  workers: data.workers,
  setup: context.statements(data.setup, ['burst', 'setup']),
  ...burstExpectation(data, ['burst'], context, declared),
});

/** What is claimed of a burst, at some levels or at all. */
export const burstExpectation = (
  { expect }: Pick<z.infer<typeof burst>, 'expect'>,
  at: Path,
  context: BuildContext,
  declared: Declared,
): Pick<Burst, 'expect'> =>
  expect === undefined
    ? {}
    : { expect: buildByLevel(expect, [...at, 'expect'], context, declared, (one) => one) };

const actionWords = ['sql', 'redis', 'work', 'check'] as const;

const buildSteps = (
  data: StepsData,
  at: Path,
  context: BuildContext,
  declared: Declared,
): readonly HandlerStep[] =>
  context.source.keysInOrder(at).flatMap((name) => {
    const given = data[name];
    if (given === undefined) return [];
    const here = [...at, name];
    if (typeof given === 'string')
      return [{ ...plain(name, context.line(here)), sql: context.statement(given, here) }];
    const action = buildAction(given, here, context, actionWords);
    if (action === undefined) {
      context.report(here, 'this step does nothing', `exactly one of ${actionWords.join(', ')}`);
      return [];
    }
    return [{ ...plain(name, context.line(here)), ...action, ...settings(given, here, context, declared) }];
  });

const plain = (name: string, line: number): Omit<HandlerStep, 'sql'> => ({
  name,
  rejectIf: [],
  onError: 'continue',
  until: 'settled',
  limitMs: 10_000,
  line,
});

const changeStep = (
  step: HandlerStep,
  change: ChangeData,
  at: Path,
  context: BuildContext,
  declared: Declared,
): HandlerStep => {
  const { when, keep, answer, always, why, does, ...rest } = step;
  const action = buildAction(change, at, context, actionWords) ?? { sql: step.sql, ...(does && { does }) };
  return {
    ...rest,
    ...(when && change.when !== null && { when }),
    ...(keep && change.keep !== null && { keep }),
    ...(answer && change.answer !== null && { answer }),
    ...(always && change.always !== null && { always }),
    ...(why && change.why !== null && { why }),
    ...(change.reject_if === null && { rejectIf: [] }),
    ...action,
    ...settings(change, at, context, declared),
  };
};

const settings = (
  data: Exclude<StepsData[string], string> | ChangeData,
  at: Path,
  context: BuildContext,
  declared: Declared,
): Partial<HandlerStep> => ({
  ...(data.when && { when: buildWhen(data.when, [...at, 'when'], context) }),
  ...(data.keep && { keep: data.keep }),
  ...(data.reject_if && { rejectIf: buildBranches(data.reject_if, [...at, 'reject_if'], context) }),
  ...(data.answer && { answer: data.answer }),
  ...(data.always && { always: data.always }),
  ...(data.on_error && { onError: data.on_error }),
  ...(data.limit && { limitMs: buildTime(data.limit, [...at, 'limit'], context) }),
  ...(data.why && { why: buildWhy(data.why, [...at, 'why'], context, declared) }),
});

/** Values and steps are spoken of after they are there. */
const checkNames = ({ request, steps }: Handler, at: Path, context: BuildContext): void => {
  const values = new Set(['request', ...Object.keys(request)]);
  const seen = new Set<string>();
  for (const step of steps) {
    const { name, when } = step;
    const here = [...at, name];
    if (seen.has(name)) context.reportKey(here, `two steps of the handler are called ${name}`);
    const check = (used: readonly string[], part: Path): void => {
      for (const one of used) {
        if (values.has(one)) continue;
        const near = nearMiss(one, [...values]);
        context.report(
          part,
          `this speaks of the value ${one}, which the handler does not have by then${near === undefined ? '' : `; did you mean ${near}?`}`,
          [...values].join(', '),
        );
      }
    };
    check(namesOfDoing(step.sql, step.does), [...here, step.does?.kind ?? 'sql']);
    for (const kept of Object.keys(step.keep ?? {})) values.add(kept);
    check(namesOfAnswer(step.answer), [...here, 'answer']);
    check(
      step.rejectIf.flatMap(({ answer }) => namesOfAnswer(answer)),
      [...here, 'reject_if'],
    );
    if (when && !seen.has(when.step)) {
      context.report(
        [...here, 'when'],
        `this depends on ${when.step}, which is no earlier step of the handler`,
        [...seen].join(', '),
      );
    }
    seen.add(name);
  }
};
