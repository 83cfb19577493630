import { UserError, unwrap } from '../errors.ts';
import { readTextFile } from '../lesson/load.ts';
import { describeProblems } from '../lesson/problem.ts';
import { type OpenedExercise, readAnswer } from './answer-file.ts';
import { judgeAnswer, type Verdict } from './judge.ts';
import type { JudgeOptions } from './judge-fix.ts';
import { refusalWords } from './refusal-words.ts';

/** What became of a file. `broken`: nobody can say, for instance as its statements went on beyond the limit. */
export type Grade = {
  readonly file: string;
  readonly exercise?: string;
  readonly ms: number;
} & (
  | { readonly status: 'solved' | 'unsolved'; readonly verdict: Verdict }
  | { readonly status: 'unreadable' | 'broken'; readonly message: string }
);

export interface GradeOptions extends JudgeOptions {
  /** How long one file may take, in ms. */
  readonly limitMs: number;
  /** The exercise that a file answers, by its text. @throws UserError */
  readonly exerciseOf: (text: string, file: string) => Promise<OpenedExercise>;
}

/** Judges a file that somebody has handed in; whatever is wrong with it is its grade. @throws what is no fault of the file */
export const grade = async (file: string, options: GradeOptions): Promise<Grade> => {
  const { clock, limitMs, stop } = options;
  const begunAt = clock.now();
  const about = () => ({ file, ms: clock.now() - begunAt });
  let opened: OpenedExercise;
  let text: string;
  try {
    ({ text } = await readTextFile(file, 'answer'));
    opened = await options.exerciseOf(text, file);
  } catch (error) {
    return { ...about(), status: 'unreadable', message: saidBy(error) };
  }
  const exercise = opened.lesson.id;
  const { answer, problems } = readAnswer(text, file, opened);
  if (answer === undefined) {
    const message = describeProblems(problems, { text: opened.text, expected: { file, text } });
    return { ...about(), exercise, status: 'unreadable', message };
  }
  const late = AbortSignal.timeout(limitMs);
  try {
    const verdict = await judgeAnswer(opened, answer, { ...options, stop: AbortSignal.any([stop, late]) });
    if (!stop.aborted && late.aborted)
      return { ...about(), exercise, status: 'broken', message: tooLong(limitMs) };
    return { ...about(), exercise, status: verdict.isSolved ? 'solved' : 'unsolved', verdict };
  } catch (error) {
    if (stop.aborted) throw error;
    const message = late.aborted ? tooLong(limitMs) : saidBy(error);
    return { ...about(), exercise, status: 'broken', message };
  }
};

const tooLong = (ms: number): string => `It was not judged within ${ms / 1000} s.`;

const saidBy = (thrown: unknown): string => {
  const { error } = unwrap(thrown);
  if (error instanceof UserError) return refusalWords(error).message;
  throw thrown;
};
