import type { ReadIt, ReadQuestion } from '../lesson/exercise.ts';
import type { Lesson } from '../lesson/lesson.ts';
import type { JudgeOptions } from './judge-fix.ts';
import { rightChoices } from './read-truth.ts';
import { type Exhibited, exhibitOf, runsToAsk } from './shown-run.ts';

export interface ReadVerdict {
  readonly isSolved: boolean;
  /** What there was to read. */
  readonly exhibit: Exhibited;
  /** In the order of the exercise. */
  readonly answers: readonly JudgedAnswer[];
}

export interface JudgedAnswer {
  readonly question: ReadQuestion;
  /** The choice, by its index; absent where none was made yet. */
  readonly said?: number;
  readonly isRight: boolean;
}

/** By the names of the questions: the choice, by its index. */
export type ReadAnswers = Readonly<Record<string, number>>;

/** Runs what there is to read, if that is not kept, and asks that run what was right. */
export const judgeRead = async (
  lesson: Lesson,
  asks: ReadIt,
  said: ReadAnswers,
  options: JudgeOptions,
): Promise<ReadVerdict> => {
  const { kept = {} } = options;
  const runs = kept.runs ?? (await runsToAsk(lesson, asks, options));
  const { shown, askedAbout } = runs;
  const answers = asks.questions.map((question): JudgedAnswer => {
    const choice = said[question.id];
    const right = rightChoices(question, askedAbout(question));
    if (right.length !== 1)
      throw new Error(`The question ${question.id} of ${lesson.id} has ${right.length} right choices here`);
    return {
      question,
      ...(choice !== undefined && { said: choice }),
      isRight: choice !== undefined && right.includes(choice),
    };
  });
  const exhibit = exhibitOf(asks, shown);
  // One that was called off has not shown all, and one that shows nothing is made anew.
  if (!options.stop.aborted) kept.runs = runs;
  return { isSolved: answers.every(({ isRight }) => isRight), exhibit, answers };
};
