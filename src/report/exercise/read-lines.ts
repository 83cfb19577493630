import { choiceName } from '../../exercise/choice-names.ts';
import type { ReadVerdict } from '../../exercise/judge-read.ts';
import { hanging } from '../../text/fit.ts';
import { signs } from '../../text/signs.ts';
import type { Looks } from './looks.ts';

/** With what became of it at the end, where a terminal stands. */
export const readLines = (verdict: ReadVerdict, looks: Looks): readonly string[] => [
  ...questionLines(verdict, looks),
  '',
  verdict.isSolved ? looks.paint.good('★ Solved.') : looks.paint.bad(`Not yet: ${rightWords(verdict)}.`),
];

/** How many of the questions are answered rightly. */
export const rightWords = ({ answers }: Pick<ReadVerdict, 'answers'>): string =>
  `${answers.filter(({ isRight }) => isRight).length} of ${answers.length} right`;

/** Each question with what was said to it; which choice is right is told to whoever has found it. */
export const questionLines = (
  { answers, exhibit: { kind: shows } }: Pick<ReadVerdict, 'answers' | 'exhibit'>,
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
        ? choices.flatMap(({ says }, at) => hanging(`    ${choiceName({ shows }, at)}. `, says, width))
        : hanging('    ', `${choiceName({ shows }, said ?? 0)}. ${choice.says}`, width)),
      ...(more === undefined ? [] : hanging('    ', more, width)),
    ];
  });
