import { UserError } from '../errors.ts';
import { describeProblems, type Problem } from '../lesson/problem.ts';

/** A course that cannot be used, with everything that is wrong with its file. */
export class CourseError extends UserError {
  constructor(problems: readonly Problem[], source: { readonly file: string; readonly text: string }) {
    super(describeProblems(problems, source), {
      next: ['lessons/README.md describes the format of a course.'],
    });
  }
}
