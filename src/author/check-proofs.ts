import { burstOf } from '../lesson/burst-script.ts';
import type { EndExpectation } from '../lesson/expectation.ts';
import type { Lesson } from '../lesson/lesson.ts';
import { atLevel, type Level } from '../lesson/level.ts';
import { scriptOf } from '../lesson/script.ts';
import type { Step } from '../lesson/step.ts';
import { type Unclaimed, unclaimedIn, unclaimedInBurst } from '../lesson/unclaimed.ts';
import { answerWords, namesOfAnswer } from '../lesson/values.ts';
import { type Checkup, isInherited, levelWords, type Version } from './checkup.ts';
import { expectationsOf } from './expectations-of.ts';

/** What is claimed without an expectation that could prove it, and expectations that cannot hold. */
export const checkProofs = (checkup: Checkup): void => {
  for (const version of checkup.versions) {
    for (const step of version.steps) {
      if (isInherited(step, version, checkup.lesson)) continue;
      checkStep(step, version, checkup);
    }
    checkClaims(version, checkup);
    checkPrevents(version, checkup);
  }
  checkNeverTaken(checkup);
};

const checkStep = (step: Step, version: Version, checkup: Checkup): void => {
  const given = [...step.rejectIf.map((branch) => branch.answer), ...(step.answer ? [step.answer] : [])];
  const answers = given.map((one) => answerWords(one));
  // What stands for a value is known only when it runs.
  const isFixed = given.every((one) => namesOfAnswer(one).length === 0);
  for (const { answer, waitsFor } of expectationsOf(step)) {
    if (answer !== undefined && isFixed && !answers.includes(answer)) {
      const others =
        answers.length === 0 ? 'it gives no answer at all' : `it answers ${answers.join(' or ')}`;
      checkup.atStep(step, version, 'error', `it cannot answer ${answer}: ${others}`);
    }
    if (waitsFor?.includes(step.session)) {
      checkup.atStep(step, version, 'error', `${step.session} cannot wait for itself`);
    }
  }
};

/** What steps, end and burst of a version do not claim, with the levels; what the lesson lacks is not said of a variant. */
const checkClaims = (version: Version, checkup: Checkup): void => {
  const { lesson } = checkup;
  const { variant } = version;
  const missing = lesson.levels.flatMap((level) => {
    const choice = { level, ...(variant && { variant: variant.id }) };
    return [
      ...unclaimedIn(scriptOf(lesson, choice)),
      ...(lesson.burst ? unclaimedInBurst(burstOf(lesson, choice)) : []),
    ].map((one) => ({ ...one, level }));
  });
  for (const [, same] of Map.groupBy(missing, ({ place, what }) => `${place} ${what}`)) {
    const [first] = same;
    if (first === undefined) continue;
    const at = levelWords(
      same.map(({ level }) => level),
      lesson.levels,
    );
    sayUnclaimed(first, at, version, checkup);
  }
};

const sayUnclaimed = (
  { place, what, expected }: Unclaimed,
  levels: string,
  version: Version,
  checkup: Checkup,
): void => {
  const { variant } = version;
  const message = `nothing says ${what} ${levels}`;
  if (typeof place === 'number') {
    const step = version.steps[place];
    if (step === undefined || isInherited(step, version, checkup.lesson)) return;
    checkup.atStep(step, version, 'unproven', message, expected);
  } else if (variant === undefined) {
    checkup.at([place], 'unproven', message, expected);
  } else if (place === 'burst' || variant.end !== undefined) {
    const path = ['variants', variant.id, place];
    checkup.at(path, 'unproven', `variant ${variant.id}: ${message}`, expected);
  }
};

/** A fix is proven by the promise that is broken without it, in the order of the lesson or in another one, and kept with it. */
const checkPrevents = ({ variant, end }: Version, checkup: Checkup): void => {
  const { lesson } = checkup;
  for (const level of variant?.prevents ?? []) {
    const path = ['variants', variant?.id ?? '', 'prevents'];
    if (!says(atLevel(lesson.end, level)).includes('violated') && !isBroken(lesson, level)) {
      const message = `nothing says that the invariant is violated without ${variant?.id} at ${level}`;
      checkup.at(
        path,
        'unproven',
        message,
        "`invariant: violated` in the lesson's `end`, or `every_order: { broken: some }` where another order breaks it",
      );
    }
    if (!says(atLevel(end, level)).includes('holds')) {
      const message = `nothing says that the invariant holds with ${variant?.id} at ${level}`;
      checkup.at(path, 'unproven', message, "`invariant: holds` in the variant's `end`");
    }
  }
};

/** Does the lesson claim that some order violates its invariant? */
const isBroken = ({ everyOrder }: Lesson, level: Level): boolean => {
  const claimed = atLevel(everyOrder, level);
  if (claimed === undefined) return false;
  return claimed.kind === 'count' ? claimed.broken > 0 : claimed.kind !== 'none';
};

/** What an end, or one of its alternatives, says of the invariant. */
const says = (end: EndExpectation | undefined): readonly ('holds' | 'violated')[] =>
  [end, ...(end?.either ?? [])].flatMap((one) => one?.invariant ?? []);

/**
 * A step that is expected to be left out at every level of every version is there for nothing, unless all orders are taken:
 * then it may be what a session does in another one.
 */
const checkNeverTaken = (checkup: Checkup): void => {
  const { lesson, versions } = checkup;
  const isLeftOut = (step: Step, levels: readonly Level[]) =>
    levels.every((level) => atLevel(step.expect, level)?.skipped === true);
  for (const version of versions) {
    const { prevents, everyOrder } = version.variant ?? { ...lesson, prevents: undefined };
    if (prevents ?? everyOrder) continue;
    for (const step of version.steps) {
      if (isInherited(step, version, lesson) || !isLeftOut(step, lesson.levels)) continue;
      const others = versions.flatMap((one) => one.steps).filter((one) => one.line === step.line);
      if (others.every((one) => isLeftOut(one, lesson.levels))) {
        checkup.atStep(step, version, 'warning', 'it is left out at every level, so nobody ever sees it');
      }
    }
  }
};
