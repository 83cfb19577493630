import type { Bindings } from '../../engine/judge/match-rows.ts';
import { isName } from '../../engine/judge/match-rows.ts';
import { cellWords } from '../../engine/words/table-words.ts';
import type { Cell } from '../../lesson/expectation.ts';
import type { Prediction } from '../../lesson/prediction.ts';
import { printable } from '../../printable.ts';
import { listed } from '../../text/amounts.ts';
import { hanging } from '../../text/fit.ts';
import { signs } from '../../text/signs.ts';
import type { OpenQuestion, Reveal } from '../run/question.ts';
import { markdownLines } from '../text/markdown.ts';
import type { Theme } from '../theme.ts';

interface Style {
  readonly theme: Theme;
  readonly width: number;
}

/** The question and what there is to choose from. */
export const questionLines = (
  { prediction, cursor, picked }: OpenQuestion,
  bindings: Bindings,
  { theme, width }: Style,
): readonly string[] => {
  const texts = offeredTexts(prediction, bindings);
  return [
    ...markdownLines(prediction.ask, width, theme),
    ...texts.flatMap((text, index) => {
      const box = prediction.kind === 'rows' ? (picked.includes(index) ? '[x] ' : '[ ] ') : '';
      const first = `${index === cursor ? '▸ ' : '  '}${box}`;
      const lines = hanging(first, text, width);
      return index === cursor ? lines.map((line) => theme.strong(line)) : lines;
    }),
  ];
};

/** What the student said, and what the server did. */
export const revealLines = (
  reveal: Reveal,
  bindings: Bindings,
  { theme, width }: Style,
): readonly string[] => {
  const { prediction, indices, truth, verdict, observed } = reveal;
  const texts = offeredTexts(prediction, bindings);
  const words = (chosen: readonly number[]) =>
    chosen.length === 0 ? 'no row' : listed(chosen.map((index) => `“${texts[index] ?? ''}”`));
  const said = indices === undefined ? undefined : words(indices);
  const because = reveal.because === undefined ? [] : markdownLines(reveal.because, width, theme);
  switch (verdict) {
    case 'open':
      return said === undefined
        ? []
        : hanging('', `You said ${said}; the server has not answered yet.`, width);
    case 'unknown':
      return [...hanging('', `None of what was offered: ${printable(observed)}.`, width), ...because];
    case 'right':
      return [
        ...hanging(`${theme.committed(signs.holds)} `, `${theme.committed('Right:')} ${said ?? ''}`, width),
        ...because,
      ];
    case 'wrong': {
      const was = truth.kind === 'right' ? words(truth.indices) : '';
      const lines =
        said === undefined
          ? hanging('', `It was ${was}.`, width)
          : hanging(`${theme.failed(signs.failed)} `, `You said ${said}; it was ${was}.`, width);
      return [...lines, ...because];
    }
  }
};

/** The choices, or the rows with what is known of their values by now. */
export const offeredTexts = (prediction: Prediction, bindings: Bindings): readonly string[] =>
  prediction.kind === 'choices'
    ? prediction.choices.map(({ says }) => printable(says))
    : prediction.rows.map((row) => row.map((cell) => cellText(cell, bindings)).join(' │ '));

/** A value that nobody knows yet is a question mark. */
const cellText = (cell: Cell, bindings: Bindings): string => {
  if (!isName(cell)) return printable(cellWords(cell));
  const bound = bindings.get(cell);
  return bound === undefined ? '?' : printable(cellWords(bound));
};
