import { UserError, unwrap } from '../errors.ts';
import type { LessonFiles } from '../lesson/load.ts';
import { describeProblems } from '../lesson/problem.ts';
import { type OpenedExercise, readAnswer } from './answer-file.ts';
import { judgeAnswer, type Verdict } from './judge.ts';
import type { JudgeOptions } from './judge-fix.ts';
import { refusalWords } from './refusal-words.ts';

/** What became of the file of an answer. unreadable: it holds none, right or wrong, or none that can be run. */
export type JudgedText =
  | { readonly kind: 'judged'; readonly verdict: Verdict }
  | { readonly kind: 'unreadable'; readonly message: string; readonly next: readonly string[] };

/** Judges what a file holds, or tells why it cannot be read. @throws what is no fault of the file */
export const judgeText = async (
  text: LessonFiles | UserError,
  opened: OpenedExercise,
  options: JudgeOptions,
): Promise<JudgedText> => {
  if (text instanceof UserError) return { kind: 'unreadable', message: text.message, next: text.next };
  const { answer, problems } = readAnswer(text.text, text.file, opened);
  if (answer === undefined) {
    const message = describeProblems(problems, { text: opened.text, expected: text });
    return { kind: 'unreadable', message, next: [] };
  }
  try {
    return { kind: 'judged', verdict: await judgeAnswer(opened, answer, options) };
  } catch (thrown) {
    const { error } = unwrap(thrown);
    if (!(error instanceof UserError) || options.stop.aborted) throw thrown;
    return { kind: 'unreadable', ...refusalWords(error) };
  }
};
