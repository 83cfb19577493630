import type { StepExpectation } from '../lesson/expectation.ts';
import { atLevel } from '../lesson/level.ts';
import { unclaimedProse, unclaimedWords } from '../lesson/prose-claims.ts';
import type { Step } from '../lesson/step.ts';
import { type Checkup, isInherited, levelWords, stepWords, type Version } from './checkup.ts';

/** The keys whose text people read. */
const prose: ReadonlySet<string> = new Set(
  'title summary about remember text says look hint why ask because answer reject_if role'.split(' '),
);

const mostToRemember = 3;

/** What a student misses when it is not there. */
export const checkProse = (checkup: Checkup): void => {
  const { lesson } = checkup;
  const miss = (key: string, message: string, expected: string) =>
    checkup.at([key], 'warning', message, expected);
  if (lesson.about.trim() === '' && !lesson.exercise) {
    miss('about', 'nothing says what the situation is', '`about`, with the question that the lesson answers');
  }
  if (lesson.remember.length === 0) {
    miss('remember', 'nothing says what to remember', '`remember`, three things at most');
  }
  if (lesson.remember.length > mostToRemember) {
    const more = `these are ${lesson.remember.length} things to remember, and nobody remembers more than ${mostToRemember}`;
    miss('remember', more, 'what matters most');
  }
  if (lesson.sources.length === 0) {
    miss('sources', 'nothing says where to read more', '`sources`, for instance the page of the manual');
  }
  if (!lesson.exercise && !lesson.steps.some((step) => step.look)) {
    checkup.at(['steps'], 'warning', 'no step says what to look for', '`look` at the steps that matter');
  }
  if (!lesson.exercise && !lesson.steps.some((step) => step.why)) {
    checkup.at(['steps'], 'warning', 'no step says why it happened', '`why` at the steps that matter');
  }
  for (const { path, span } of checkup.cutTexts) {
    if (!path.some((part) => prose.has(String(part)))) continue;
    checkup.atSpan(
      span,
      'warning',
      'the text ends before this comment',
      'the text in quotes, if this is a part of it',
    );
  }
};

/** Words that are told of an outcome for which nobody has written or kept them, or that nobody is ever told. */
export const checkProseClaims = (checkup: Checkup): void => {
  const { lesson, versions } = checkup;
  for (const version of versions) {
    for (const step of version.steps) {
      if (isInherited(step, version, lesson)) continue;
      checkKept(step, version, checkup);
      checkWaits(step, version, checkup);
    }
  }
  for (const one of unclaimedProse(lesson)) {
    const version = versions.find(({ variant }) => variant === one.variant);
    if (version === undefined) continue;
    const { found, wanted } = unclaimedWords(one);
    const message = `${found} ${levelWords(one.levels, lesson.levels)}`;
    if (one.isChange) {
      const path = ['variants', one.variant?.id ?? '', 'steps', one.step.name ?? ''];
      checkup.at(path, 'error', `${stepWords(one.step, version)}: ${message}`, wanted);
    } else checkup.atStep(one.step, version, 'error', message, wanted);
  }
};

const checkKept = (step: Step, version: Version, checkup: Checkup): void => {
  const none = (step.stillTrue ?? []).filter((key) => step[key] === undefined);
  if (none.length === 0) return;
  const words = none.map((key) => `\`${key}\``).join(', ');
  checkup.atStep(step, version, 'error', `\`still_true\` speaks of ${words}, and there is none`);
};

/** Two texts of a wait where the step is expected not to wait. */
const checkWaits = (step: Step, version: Version, checkup: Checkup): void => {
  const { levels } = checkup.lesson;
  const silent = levels.filter((level) => {
    const why = atLevel(step.why, level);
    const expected = atLevel(step.expect, level);
    return typeof why === 'object' && expected !== undefined && !mayWait(expected);
  });
  if (silent.length === 0) return;
  const message = `\`why\` has the two texts of a wait, and the step does not wait ${levelWords(silent, levels)}`;
  checkup.atStep(step, version, 'error', message, 'one text there');
};

const mayWait = ({ waitsFor = [], on, either = [] }: StepExpectation): boolean =>
  waitsFor.length > 0 || on !== undefined || either.some(mayWait);
