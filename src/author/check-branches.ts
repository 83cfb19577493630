import { compares } from '../engine/condition.ts';
import { impossible } from '../lesson/conditions.ts';
import { isSameError } from '../lesson/error-symbols.ts';
import type { EndExpectation, RowsExpectation, StepExpectation } from '../lesson/expectation.ts';
import { atLevel, type Level, valuesOf } from '../lesson/level.ts';
import type { Branch, Condition, Step } from '../lesson/step.ts';
import { type Checkup, conditionWords, type Version } from './checkup.ts';
import { expectationsOf } from './expectations-of.ts';

/** Branches that nothing comes to, at any level and in any version, whoever has them. */
export const checkBranches = (checkup: Checkup): void => {
  const { lesson, versions } = checkup;
  // Many requests at once come to more than the steps do.
  if (lesson.burst) return;
  const isAboutGuards = versions.some(({ end }) => valuesOf(end).some(isViolated));
  const isMeant = (branch: Branch, step: Step) =>
    !isReadiness(branch) && !impossible(branch.condition, step) && !(isAboutGuards && isGuard(branch));
  const all = versions.flatMap((version) =>
    version.steps.flatMap((step) =>
      step.rejectIf.filter((branch) => isMeant(branch, step)).map((branch) => ({ version, step, branch })),
    ),
  );
  for (const [, same] of Map.groupBy(all, ({ branch }) => keyOf(branch))) {
    const [first] = same;
    if (first === undefined || same.some(({ step, branch }) => isTaken(step, branch, lesson.levels)))
      continue;
    const branch = `\`reject_if: ${conditionWords(first.branch.condition)}\``;
    checkup.atStep(first.step, first.version, 'warning', `no level and no variant ever takes ${branch}`);
  }
};

/** Any statement may come to these, and an application is ready for them also where a lesson does not show it. */
const isReadiness = ({ condition }: Branch): boolean =>
  condition.kind === 'error' ||
  (condition.kind === 'errno' && ['1205', '1213'].some((one) => isSameError(one, condition.error)));

/** What looks before it writes; that everybody gets past it is what a lesson about a broken promise shows. */
const isGuard = ({ condition }: Branch): boolean => condition.kind !== 'errno';

const isViolated = ({ invariant, either = [] }: EndExpectation): boolean =>
  invariant === 'violated' || either.some(isViolated);

const keyOf = ({ condition, answer }: Branch): string => JSON.stringify([condition, answer]);

/** By the first branch that fits: what is expected of the step leads there somewhere. */
const isTaken = ({ rejectIf, ...step }: Step, branch: Branch, levels: readonly Level[]): boolean =>
  levels.some((level) => atLevel(step.expect, level) === undefined) ||
  expectationsOf({ rejectIf, ...step }).some((expected) => {
    if (expected.either !== undefined && expected.rows === undefined && expected.error === undefined)
      return false;
    const first = rejectIf.find(({ condition }) => mayMeet(expected, condition));
    return first !== undefined && keyOf(first) === keyOf(branch);
  });

/** Where an expectation does not say enough, it may. */
const mayMeet = (expected: StepExpectation, condition: Condition): boolean => {
  const { ok, affected, error, skipped } = expected;
  if (skipped) return false;
  // Those that had come before an error are beside the point.
  const rows = error === undefined ? expected.rows : undefined;
  const isSilent = rows === undefined && affected === undefined && error === undefined;
  switch (condition.kind) {
    case 'errno':
      return (isSilent && !ok) || (error !== undefined && isSameError(error, condition.error));
    case 'error':
      return (isSilent && !ok) || error !== undefined;
    case 'ok':
      return error === undefined;
    case 'unchanged':
      return isSilent || affected === 0;
    case 'found':
      return isSilent || (rows !== undefined && !isEmpty(rows));
    case 'missing':
      return isSilent || (rows !== undefined && isEmpty(rows));
    case 'value': {
      if (rows === undefined) return isSilent;
      const only = rows.kind === 'exact' && rows.rows[0]?.length === 1 ? rows.rows[0][0] : undefined;
      // Which column it is only the server knows.
      return only === undefined || only?.startsWith('$') ? !isEmpty(rows) : compares(only, condition);
    }
  }
};

const isEmpty = (rows: RowsExpectation): boolean =>
  rows.kind === 'count' ? rows.count === 0 : rows.kind === 'exact' && rows.rows.length === 0;

/** Steps of the handler that a session's request passes over. */
export const checkLanes = (checkup: Checkup): void => {
  for (const version of checkup.versions) checkLanesOf(version, checkup);
};

const checkLanesOf = (version: Version, checkup: Checkup): void => {
  const { lesson } = checkup;
  const handler = version.variant?.handler ?? lesson.handler;
  if (handler === undefined) return;
  const order = handler.steps.map(({ name }) => name);
  const isOptional = (name: string) => handler.steps.find((one) => one.name === name)?.when !== undefined;
  for (const { name: session } of lesson.sessions) {
    const lane = version.steps.filter((step) => step.session === session);
    const done = lane.flatMap((step) => {
      const own = handler.steps.find(({ name }) => step.name === `${name}_${session.toLowerCase()}`);
      const found = own ?? handler.steps.find(({ sql }) => sql === step.sql);
      return found === undefined ? [] : [{ step, at: order.indexOf(found.name) }];
    });
    for (const [index, { step, at }] of done.entries()) {
      const before = done[index - 1];
      // With its first step a new request begins.
      const from = before === undefined || at === 0 ? 0 : before.at + 1;
      // What is always done is done also when the rest is not, and what has a condition may not be meant.
      const missing = order.slice(from, at).filter((one) => !isOptional(one));
      if (missing.length === 0 || step.always || isNeverTaken(step, lesson.levels)) continue;
      const what = `${session} takes ${order[at]} without ${missing.join(', ')} of the handler before it`;
      checkup.atStep(step, version, 'warning', what);
    }
    const last = done.at(-1);
    const rest = last === undefined ? [] : order.slice(last.at + 1).filter((one) => !isOptional(one));
    if (last === undefined || rest.length === 0 || hasEnded(last.step, lane)) continue;
    checkup.atStep(
      last.step,
      version,
      'warning',
      `${session} leaves out ${rest.join(', ')} of the handler after it`,
    );
  }
};

/** What a version leaves out everywhere says nothing of what should have been before it. */
const isNeverTaken = ({ expect }: Step, levels: readonly Level[]): boolean =>
  levels.every((level) => atLevel(expect, level)?.skipped === true);

/** The application died, or it turned the request away, somewhere: then its script is over. */
const hasEnded = (last: Step, lane: readonly Step[]): boolean =>
  lane.some(({ does }) => does?.kind === 'crash') ||
  lane
    .slice(0, lane.indexOf(last) + 1)
    .some(
      (step) => step.rejectIf.length > 0 && expectationsOf(step).some(({ answer }) => answer !== undefined),
    );
