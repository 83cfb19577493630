import type { Lesson } from '../lesson/lesson.ts';
import type { LessonOrigin, Problem } from '../lesson/problem.ts';
import { inOrder, readLesson } from '../lesson/read-lesson.ts';
import { told } from '../printable.ts';
import { checkBranches, checkLanes } from './check-branches.ts';
import { checkExercise } from './check-exercise.ts';
import { checkNames } from './check-names.ts';
import { checkProofs } from './check-proofs.ts';
import { checkProse, checkProseClaims } from './check-prose.ts';
import { checkQuestions } from './check-questions.ts';
import { checkSteps } from './check-steps.ts';
import { checkTables } from './check-tables.ts';
import { checkValues } from './check-values.ts';
import { Checkup } from './checkup.ts';

export interface CheckedLesson {
  /** Absent when the text is no lesson at all. */
  readonly lesson?: Lesson;
  /** In the order of the text. */
  readonly problems: readonly Problem[];
}

/**
 * Everything about a lesson's text that can be known without a server: what makes it no lesson, what it
 * claims without proof, what cannot happen, and what a student will miss. Never throws for what the text says.
 * `taken`: the ids of other lessons that are verified together with this one, and whose they are.
 */
export const checkLesson = (
  text: string,
  source: LessonOrigin = {},
  taken: ReadonlyMap<string, string> = new Map(),
): CheckedLesson => {
  const parsed = readLesson(text, source);
  if (parsed.lesson === undefined) return { problems: parsed.problems };
  const checkup = new Checkup(parsed.lesson, parsed.yaml, text);
  const other = taken.get(parsed.lesson.id);
  if (other !== undefined) checkup.at(['id'], 'error', told`The lesson in ${other} has this id, too.`);
  checkProse(checkup);
  checkTables(checkup);
  checkBranches(checkup);
  checkNames(checkup);
  checkValues(checkup);
  if (parsed.lesson.exercise) {
    // Its steps are there to be changed, or taken in another order: nothing is claimed or told of each.
    checkExercise(checkup, parsed.lesson.exercise);
    return { lesson: parsed.lesson, problems: inOrder(checkup.problems) };
  }
  checkProseClaims(checkup);
  checkSteps(checkup);
  checkLanes(checkup);
  checkProofs(checkup);
  checkQuestions(checkup);
  return { lesson: parsed.lesson, problems: inOrder(checkup.problems) };
};
