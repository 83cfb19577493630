import type { BuildContext } from './build-context.ts';
import type { PlacedStep } from './build-steps.ts';
import type { Handler } from './handler.ts';
import { valuesOf } from './level.ts';
import { nearMiss } from './near-miss.ts';
import type { Meaning } from './prediction.ts';
import { endClaim, ownClaim } from './schema-expect.ts';
import type { Step } from './step.ts';

/** What a step of the handler depends on, as the latest step of the same session that does it. */
export const resolveHandler = (steps: readonly PlacedStep[], context: BuildContext): readonly PlacedStep[] =>
  steps.map((placed, index) => {
    const { step, path, handlerStep } = placed;
    const when = handlerStep?.when;
    if (when === undefined || step.when !== undefined) return placed;
    const asked = steps
      .slice(0, index)
      .findLast((one) => one.step.session === step.session && one.handlerStep?.name === when.step);
    if (asked?.step.name === undefined) {
      context.report(
        path,
        `the handler takes ${handlerStep?.name} only after ${when.step}, which session ${step.session} has not done before`,
      );
      return placed;
    }
    return { ...placed, step: { ...step, when: { step: asked.step.name, is: when.is } } };
  });

/** A session takes the handler's steps in the handler's order; with its first step a new request begins. */
export const checkOrder = (
  steps: readonly PlacedStep[],
  handler: Handler | undefined,
  context: BuildContext,
): void => {
  const order = handler?.steps.map(({ name }) => name) ?? [];
  const last = new Map<string, string>();
  for (const { step, path, handlerStep } of steps) {
    if (handlerStep === undefined) continue;
    const { name } = handlerStep;
    const before = last.get(step.session);
    if (before !== undefined && name !== order[0] && order.indexOf(name) <= order.indexOf(before)) {
      const what = name === before ? 'twice' : `after ${before}, and the handler before it`;
      context.report(path, `${step.session} takes ${name} ${what}`, order.join(', '));
    }
    last.set(step.session, name);
  }
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
    for (const name of namesAsked(step)) {
      if (all.includes(name)) continue;
      const near = nearMiss(name, [...all, ...meaningKeys]);
      const hint = near === undefined ? '' : `; did you mean ${near}?`;
      const where = [...path, 'predict'];
      context.report(where, `a choice speaks of ${name}, and no step is called so${hint}`, all.join(', '));
    }
    if (step.name !== undefined) {
      if (seen.has(step.name)) context.report([...path, 'as'], `another step is called ${step.name} already`);
      seen.add(step.name);
    }
  }
};

/** The steps of which the choices of its questions speak. */
const namesAsked = ({ predict }: Step): ReadonlySet<string> =>
  new Set(
    valuesOf(predict).flatMap((question) =>
      question.kind === 'choices' ? question.choices.flatMap(({ means }) => stepsNamed(means)) : [],
    ),
  );

const stepsNamed = ({ steps = {}, either = [] }: Meaning): readonly string[] => [
  ...Object.keys(steps),
  ...either.flatMap(stepsNamed),
];

/** What may have been meant by a word that is no step. */
const meaningKeys = [...Object.keys(ownClaim.shape), ...Object.keys(endClaim.shape), 'either'];

const earlier = (seen: ReadonlySet<string>): string =>
  seen.size === 0 ? 'the name of an earlier step' : `an earlier step: ${[...seen].join(', ')}`;
