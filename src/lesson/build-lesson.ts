import { anomalyClaimWords } from './anomaly-claim.ts';
import { buildAnomaly } from './build-anomaly.ts';
import type { BuildContext } from './build-context.ts';
import { buildEveryOrder } from './build-every-order.ts';
import { buildExercise } from './build-exercise.ts';
import { buildByLevel, buildEndExpectation } from './build-expectation.ts';
import { buildBurst, buildHandler } from './build-handler.ts';
import { buildSteps, type StepDefaults } from './build-steps.ts';
import { buildTime } from './build-time.ts';
import { buildLevels, buildVariant } from './build-variants.ts';
import { checkNames, checkOrder, resolveHandler } from './check-steps.ts';
import type { Handler } from './handler.ts';
import type { Invariant, Lesson, LessonSession } from './lesson.ts';
import { defaultTopic, idOfFile, summaryOf } from './lesson-defaults.ts';
import { atLevel, type Level, levels } from './level.ts';
import type { LessonData } from './schema.ts';
import { nameSteps, writtenNames } from './step-names.ts';
import { tablesOfSetup } from './tables-of-setup.ts';
import { namesInSql } from './values.ts';

/**
 * The lesson that data of the right shape stands for, with every default filled in. What is wrong between
 * its parts is reported to the context; then the lesson must not be used.
 */
export const buildLesson = (data: LessonData, context: BuildContext, file: string | undefined): Lesson => {
  const runLevels = buildLevels(data.levels ?? 'all', ['levels'], context, levels);
  const sessions = buildSessions(data.sessions, context);
  const setup = context.statements(data.setup, ['setup']);
  const watch = data.watch ?? tablesOfSetup(setup);
  const declared = { levels: runLevels, sessions: sessions.map(({ name }) => name), watch };
  const handler = data.handler && buildHandler(data.handler, context, declared);
  const burst = data.burst && buildBurst(data.burst, context, declared);
  if (burst && handler === undefined) context.reportKey(['burst'], 'a burst needs a `handler`');
  const defaults: StepDefaults = {
    ...declared,
    ...(handler && { handler }),
    onError: data.on_error ?? 'continue',
  };
  const invariant = buildInvariant(data, context);
  const taken = writtenNames(data);
  const names = nameSteps(data.steps, taken);
  const placed = buildSteps(data.steps, names, ['steps'], context, defaults);
  const resolved = resolveHandler(placed, context);
  checkNames(resolved, context);
  checkOrder(resolved, handler, context);
  // The same steps again with a variant's handler; what is wrong with them as they are is known already.
  const isSound = context.problems.length === 0;
  const stepsWith = (own: Handler | undefined) =>
    own === undefined || own === handler || !isSound
      ? placed
      : buildSteps(data.steps, names, ['steps'], context, {
          ...defaults,
          handler: own,
          removed: removedSteps(handler, own),
        });
  const level = buildStartLevel(data.level, runLevels, context);
  const variants = Object.entries(data.variants ?? {}).map(([id, one]) =>
    buildVariant(id, one, ['variants', id], context, {
      steps: stepsWith,
      burst,
      invariant,
      defaults,
      taken,
      ...(data.watch === undefined && { watchesAllOf: setup }),
    }),
  );
  const { end, every_order: everyOrder } = data;
  const steps = resolved.map(({ step }) => step);
  return {
    id: data.id ?? idOfFile(file),
    ...(file !== undefined && { file }),
    title: data.title,
    topic: data.topic ?? defaultTopic,
    summary: data.summary ?? summaryOf(data),
    ...named(buildAnomaly(data.anomaly, ['anomaly'], context, declared), level),
    about: data.about ?? '',
    remember: data.remember ?? [],
    sources: data.sources ?? [],
    ...(data.pages && { pages: data.pages }),
    ...(data.minutes !== undefined && { minutes: data.minutes }),
    ...(data.order !== undefined && { order: data.order }),
    levels: runLevels,
    level,
    setup,
    ...(data.setup_limit !== undefined && {
      setupLimitMs: buildTime(data.setup_limit, ['setup_limit'], context),
    }),
    watch,
    ...(data.watch === undefined && { watchesAll: true as const }),
    sessions,
    steps,
    ...(invariant && { invariant }),
    ...(end && {
      end: buildByLevel(end, ['end'], context, defaults, (one, at) =>
        buildEndExpectation(one, at, context, defaults),
      ),
    }),
    ...(everyOrder && {
      everyOrder: buildEveryOrder(everyOrder, ['every_order'], context, {
        ...declared,
        steps,
        hasInvariant: invariant !== undefined,
      }),
    }),
    ...(handler && { handler }),
    ...(burst && { burst }),
    variants,
    ...(data.exercise && {
      exercise: buildExercise(data.exercise, context, {
        ...declared,
        levels: runLevels,
        level,
        steps: steps.flatMap(({ name }) => name ?? []),
        invariant,
        hasHandler: handler !== undefined,
      }),
    }),
  };
};

/** What is claimed is called as it is at the level that people begin with; none, and what cannot be told, has no name. */
const named = (built: ReturnType<typeof buildAnomaly>, level: Level): typeof built => {
  const claim = atLevel(built.happens, level);
  return claim?.kind === 'named' ? { anomaly: anomalyClaimWords(claim), ...built } : built;
};

const removedSteps = (before: Handler | undefined, after: Handler): readonly string[] =>
  (before?.steps ?? [])
    .map(({ name }) => name)
    .filter((name) => !after.steps.some((step) => step.name === name));

const buildSessions = (data: LessonData['sessions'], context: BuildContext): readonly LessonSession[] => {
  const given = data ?? { A: 'the first client', B: 'the second client' };
  const sessions = Object.entries(given).map(([name, one]) =>
    typeof one === 'string' ? { name, role: one } : { name, ...one },
  );
  if (sessions.length === 0) context.report(['sessions'], 'a lesson needs at least one session');
  return sessions;
};

const buildInvariant = (
  { invariant: data, burst }: LessonData,
  context: BuildContext,
): Invariant | undefined => {
  if (data === undefined) return undefined;
  const path = ['invariant', 'violations'];
  const violations = context.statement(data.violations, path);
  const names = namesInSql(violations);
  const other = names.find((name) => name !== 'sessions');
  if (other !== undefined)
    context.report(path, `an invariant has no value ${other}`, ':sessions, and no other');
  else if (names.length > 0 && burst) {
    context.report(path, '`:sessions` is about the sessions of steps, and a burst has none');
  }
  return { says: data.says, violations };
};

const buildStartLevel = (
  given: Level | undefined,
  runLevels: readonly Level[],
  context: BuildContext,
): Level => {
  if (given !== undefined && !runLevels.includes(given)) {
    context.report(['level'], `the lesson does not run at ${given}`, runLevels.join(', '));
  }
  const usual = runLevels.includes('REPEATABLE READ') ? 'REPEATABLE READ' : runLevels[0];
  return given ?? usual ?? 'REPEATABLE READ';
};
