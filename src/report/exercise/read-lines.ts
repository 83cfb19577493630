import type { ReadVerdict } from '../../exercise/judge-read.ts';
import { hanging } from '../../text/fit.ts';
import { signs } from '../../text/signs.ts';
import type { Looks } from './looks.ts';

export const readLines = (verdict: ReadVerdict, looks: Looks): readonly string[] => [
  verdict.isSolved ? looks.paint.good('★ Solved.') : looks.paint.bad('Not yet.'),
  ...questionLines(verdict, looks),
];

/** Each question with what was said to it; which choice is right is told to whoever has found it. */
export const questionLines = (
  { answers }: Pick<ReadVerdict, 'answers'>,
  { width, paint }: Looks,
): readonly string[] =>
  answers.flatMap(({ question: { id, ask, choices, because }, said, isRight }) => {
    const sign = said === undefined ? ' ' : isRight ? paint.good(signs.holds) : paint.bad(signs.failed);
    const choice = said === undefined ? undefined : choices[said];
    const more = isRight ? because : choice?.but;
    return [
      '',
      ...hanging(`${sign} `, `${id}: ${ask}`, width),
      ...(choice === undefined
        ? choices.flatMap(({ says }, at) => hanging(`    ${at + 1}. `, says, width))
        : hanging('    ', `${(said ?? 0) + 1}. ${choice.says}`, width)),
      ...(more === undefined ? [] : hanging('    ', more, width)),
    ];
  });
