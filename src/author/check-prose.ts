import { unclaimedProse, unclaimedWords } from '../lesson/prose-claims.ts';
import { type Checkup, levelWords, stepWords } from './checkup.ts';

/** What a student misses when it is not there. */
export const checkProse = (checkup: Checkup): void => {
  const { lesson } = checkup;
  const miss = (key: string, message: string, expected: string) =>
    checkup.at([key], 'warning', message, expected);
  if (lesson.about.trim() === '') {
    miss('about', 'nothing says what the situation is', '`about`, with the question that the lesson answers');
  }
  if (lesson.remember.length === 0) {
    miss('remember', 'nothing says what to remember', '`remember`, a few sentences');
  }
  if (lesson.sources.length === 0) {
    miss('sources', 'nothing says where to read more', '`sources`, for instance the page of the manual');
  }
  if (!lesson.steps.some((step) => step.look)) {
    checkup.at(['steps'], 'warning', 'no step says what to look for', '`look` at the steps that matter');
  }
  if (!lesson.steps.some((step) => step.why)) {
    checkup.at(['steps'], 'warning', 'no step says why it happened', '`why` at the steps that matter');
  }
};

/** Words that are told of an outcome for which nobody has written or kept them. */
export const checkProseClaims = (checkup: Checkup): void => {
  const { lesson, versions } = checkup;
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
