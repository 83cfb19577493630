import type { WrongSolution } from '../lesson/exercise.ts';
import type { Answer, OpenedExercise } from './answer-file.ts';
import { type BreakVerdict, judgeBreak } from './judge-break.ts';
import { type FixVerdict, type JudgeOptions, judgeFix } from './judge-fix.ts';
import { judgeRead, type ReadVerdict } from './judge-read.ts';
import { isUnchanged, usualMistakes } from './likeness.ts';

/** What became of what somebody handed in. */
export type Verdict =
  | (BreakVerdict & { readonly kind: 'break' })
  | (ReadVerdict & { readonly kind: 'read' })
  | (FixVerdict & { readonly kind: 'fix'; readonly mistakes: readonly WrongSolution[] });

/** Judges an answer on the server. @throws UserError when its setup fails; whatever the server fails with. */
export const judgeAnswer = async (
  { lesson, exercise: { asks } }: OpenedExercise,
  answer: Answer,
  options: JudgeOptions,
): Promise<Verdict> => {
  if (answer.kind === 'break' && asks.kind === 'break')
    return { kind: 'break', ...(await judgeBreak(lesson, asks, answer, options)) };
  if (answer.kind === 'read' && asks.kind === 'read')
    return { kind: 'read', ...(await judgeRead(lesson, asks, answer.said, options)) };
  if (answer.kind === 'fix' && asks.kind === 'fix') {
    const verdict = await judgeFix(lesson, asks, answer.solved, options);
    // What is wrong with the program that is given, its task asks.
    const isOwn = !isUnchanged(lesson, answer.solved);
    const mistakes =
      isOwn && !verdict.isSolved ? usualMistakes(answer.solved, verdict.checks, asks.wrong) : [];
    return { kind: 'fix', ...verdict, mistakes };
  }
  throw new Error(`An answer of the kind ${answer.kind} to an exercise of the kind ${asks.kind}`);
};
