import { buildAnomaly } from './build-anomaly.ts';
import type { BuildContext } from './build-context.ts';
import { buildEveryOrder } from './build-every-order.ts';
import { buildByLevel, buildEndExpectation } from './build-expectation.ts';
import { burstExpectation, changeHandler } from './build-handler.ts';
import { buildSteps, changeStep, type PlacedStep, type StepDefaults } from './build-steps.ts';
import { checkNames, checkOrder, resolveHandler } from './check-steps.ts';
import type { Burst, Handler } from './handler.ts';
import type { Invariant, Variant } from './lesson.ts';
import { type Level, levels } from './level.ts';
import { nearMiss } from './near-miss.ts';
import { inOrder, misfitOf, orderOf } from './order.ts';
import type { StepChangeData, VariantData } from './schema.ts';
import { nameSteps } from './step-names.ts';
import { tablesOfSetup } from './tables-of-setup.ts';
import type { Path } from './yaml-source.ts';

/** What a variant changes. */
export interface VariantBase {
  /** The lesson's own steps, with the steps of this handler. */
  readonly steps: (handler: Handler | undefined) => readonly PlacedStep[];
  readonly burst: Burst | undefined;
  readonly invariant: Invariant | undefined;
  readonly defaults: StepDefaults;
  /** Names of steps that no step of the variant's own may get. */
  readonly taken: ReadonlySet<string>;
  /** The lesson's own setup, where all tables are watched. */
  readonly watchesAllOf?: readonly string[];
}

export const buildVariant = (
  id: string,
  data: VariantData,
  path: Path,
  context: BuildContext,
  { steps, burst, invariant, defaults: lessonDefaults, taken, watchesAllOf }: VariantBase,
): Variant => {
  const setup = context.statements(data.setup, [...path, 'setup']);
  const defaults = watchesAllOf
    ? { ...lessonDefaults, watch: tablesOfSetup([...watchesAllOf, ...setup]) }
    : lessonDefaults;
  const handler = variantHandler(data, path, context, defaults);
  const prevents =
    data.prevents && buildLevels(data.prevents, [...path, 'prevents'], context, defaults.levels);
  if (prevents && invariant === undefined) {
    context.reportKey([...path, 'prevents'], '`prevents` is about an invariant, and the lesson has none');
  }
  const changes = changeSteps(steps(handler), data.steps ?? {}, [...path, 'steps'], context, {
    ...defaults,
    ...(handler && { handler }),
    taken: new Set(taken),
  });
  const { takes } = data;
  const changed = resolveHandler(
    takes === undefined ? changes : takenIn(takes, changes, [...path, 'takes'], context),
    context,
  );
  checkNames(changed, context);
  checkOrder(changed, handler, context);
  const { end, every_order: everyOrder } = data;
  const ownSteps = changed.map(({ step }) => step);
  if (data.burst && burst === undefined) {
    context.reportKey([...path, 'burst'], 'the lesson has no burst whose expectation could change');
  }
  return {
    id,
    title: data.title,
    about: data.about,
    ...buildAnomaly(data.anomaly, [...path, 'anomaly'], context, defaults),
    ...(prevents && { prevents, preventsLine: context.line([...path, 'prevents']) }),
    ...(takes !== undefined && { takes }),
    setup,
    steps: ownSteps,
    ...(end && {
      end: buildByLevel(end, [...path, 'end'], context, defaults, (one, at) =>
        buildEndExpectation(one, at, context, defaults),
      ),
    }),
    ...(everyOrder && {
      everyOrder: buildEveryOrder(everyOrder, [...path, 'every_order'], context, {
        ...defaults,
        steps: ownSteps,
        hasInvariant: invariant !== undefined,
      }),
    }),
    ...(handler && { handler }),
    ...(burst && {
      burst: {
        requests: burst.requests,
        workers: burst.workers,
        setup: burst.setup,
        ...burstExpectation(data.burst ?? {}, [...path, 'burst'], context, defaults),
      },
    }),
  };
};

/** The steps in the order of the variant. Where they could not all be built, nothing can be said of it. */
const takenIn = (
  order: string,
  placed: readonly PlacedStep[],
  path: Path,
  context: BuildContext,
): readonly PlacedStep[] => {
  if (context.problems.length > 0) return placed;
  const steps = placed.map(({ step }) => step);
  const own = orderOf(steps);
  const misfit = misfitOf(order, steps);
  if (misfit !== undefined) {
    const expected = `another order of ${own}`;
    context.report(path, `\`${order}\` is no order of the variant's steps: ${misfit}`, expected);
    return placed;
  }
  if (order === own) context.report(path, 'the steps stand in this order anyway', `another order of ${own}`);
  const turns = placed.map((one) => ({ session: one.step.session, placed: one }));
  return inOrder(turns, order).map((turn) => turn.placed);
};

const variantHandler = (
  data: VariantData,
  path: Path,
  context: BuildContext,
  defaults: StepDefaults,
): Handler | undefined => {
  const { handler } = defaults;
  if (data.handler === undefined) return handler;
  if (handler) return changeHandler(handler, data.handler, [...path, 'handler'], context, defaults);
  context.reportKey([...path, 'handler'], 'the lesson has no handler that could change');
  return undefined;
};

/** `all`, or a list without repetition whose levels the lesson has. */
export const buildLevels = (
  data: 'all' | readonly Level[],
  path: Path,
  context: BuildContext,
  among: readonly Level[],
): readonly Level[] => {
  if (data === 'all') return among;
  for (const [index, level] of data.entries()) {
    if (data.indexOf(level) < index) context.report([...path, index], `${level} is here twice`);
    if (!among.includes(level))
      context.report([...path, index], `the lesson does not run at ${level}`, among.join(', '));
  }
  return levels.filter((level) => data.includes(level));
};

const changeSteps = (
  steps: readonly PlacedStep[],
  changes: Readonly<Record<string, StepChangeData>>,
  path: Path,
  context: BuildContext,
  defaults: StepDefaults & { readonly taken: Set<string> },
): readonly PlacedStep[] => {
  const names = steps.flatMap(({ step }) => (step.name === undefined ? [] : [step.name]));
  for (const name of Object.keys(changes)) {
    if (names.includes(name)) continue;
    const near = nearMiss(name, names);
    const hint = near === undefined ? '' : `; did you mean ${near}?`;
    const named = names.length === 0 ? 'a step with a name (`as`)' : names.join(', ');
    context.reportKey([...path, name], `no step of the lesson is called ${name}${hint}`, named);
  }
  return steps.flatMap((placed) => {
    const { name } = placed.step;
    const change = name === undefined ? undefined : changes[name];
    if (name === undefined || change === undefined) return [placed];
    const at = [...path, name];
    const { before = [], after = [], remove, ...own } = change;
    if (Object.keys(change).length === 0) context.reportKey(at, 'this changes nothing');
    if (remove && Object.keys(own).length > 0)
      context.reportKey(at, 'a step that is removed cannot be changed as well');
    return [
      ...buildSteps(before, nameSteps(before, defaults.taken), [...at, 'before'], context, defaults),
      ...(remove ? [] : [changeStep(placed, change, at, context, defaults)]),
      ...buildSteps(after, nameSteps(after, defaults.taken), [...at, 'after'], context, defaults),
    ];
  });
};
