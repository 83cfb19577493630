import { toldWords } from '../../engine/judge/asked-fact.ts';
import type { Bindings } from '../../engine/judge/match-rows.ts';
import { isName } from '../../engine/judge/match-rows.ts';
import { cellWords } from '../../engine/words/table-words.ts';
import type { Cell } from '../../lesson/expectation.ts';
import type { FactPrediction, Prediction } from '../../lesson/prediction.ts';
import { printable } from '../../printable.ts';
import { listed } from '../../text/amounts.ts';
import { hanging } from '../../text/fit.ts';
import { signs } from '../../text/signs.ts';
import type { Said } from '../model/run.ts';
import type { OpenQuestion } from '../run/question.ts';
import type { Reveal } from '../run/reveals.ts';
import { typedNames } from '../run/typed-answer.ts';
import { markdownLines } from '../text/markdown.ts';
import type { Theme } from '../theme.ts';
import { editorLines } from './editor-lines.ts';

interface Style {
  readonly theme: Theme;
  readonly width: number;
}

export interface Asked {
  readonly lines: readonly string[];
  /** The last line of what is chosen, or of what is typed. */
  readonly at?: number;
}

/** The question and what there is to choose from, each with the number that chooses it; or where the answer is typed. */
export const questionLines = (question: OpenQuestion, bindings: Bindings, { theme, width }: Style): Asked => {
  const { prediction, cursor, picked } = question;
  const lines = [...markdownLines(prediction.ask, width, theme)];
  if (prediction.kind === 'fact') {
    lines.push(...fieldLines(question, prediction, { theme, width }));
    return { lines, at: lines.length - 1 };
  }
  let at: number | undefined;
  for (const [index, text] of offeredTexts(prediction, bindings).entries()) {
    const box = prediction.kind === 'rows' ? (picked.includes(index) ? '[x] ' : '[ ] ') : '';
    const first = `${index === cursor ? '▸' : ' '} ${index + 1}  ${box}`;
    const own = hanging(first, text, width);
    lines.push(...(index === cursor ? own.map((line) => theme.strong(line)) : own));
    if (index === cursor) at = lines.length - 1;
  }
  return { lines, ...(at !== undefined && { at }) };
};

/** An answer has a few lines at most, and all of them are shown. */
const fieldRows = 8;

const fieldLines = (
  { editor, isAside }: OpenQuestion,
  { fact }: FactPrediction,
  { theme, width }: Style,
): readonly string[] => [
  ...hanging('', theme.faint(`${typedNames[fact]}:`), width),
  ...(isAside
    ? hanging('  ', `${printable(editor.text)} ${theme.faint('(Enter goes on with it)')}`, width)
    : editorLines('▸ ', editor, { theme, columns: width, rows: fieldRows })),
];

/** What the student said, and what the server did. */
export const revealLines = (
  reveal: Reveal,
  bindings: Bindings,
  { theme, width }: Style,
): readonly string[] => {
  const { prediction, truth, verdict, observed } = reveal;
  const texts = offeredTexts(prediction, bindings);
  const words = (one: Said) =>
    one.kind === 'typed'
      ? printable(one.text)
      : one.indices.length === 0
        ? 'no row'
        : listed(one.indices.map((index) => `“${texts[index] ?? ''}”`));
  const said = reveal.said && words(reveal.said);
  const because = [reveal.but, reveal.because].flatMap((text) =>
    text === undefined ? [] : markdownLines(text, width, theme),
  );
  const guessed = reveal.isGuess === true;
  switch (verdict) {
    case 'open':
      return said === undefined
        ? []
        : hanging('', `You said ${said}; what comes of it is not known yet.`, width);
    case 'ruled-out':
      return [
        ...hanging(
          `${theme.failed(signs.failed)} `,
          `You ${guessed ? 'guessed' : 'said'} ${said ?? ''}, but it ${observed}.`,
          width,
        ),
        ...because,
      ];
    case 'unknown':
      return [...hanging('', `${unknownWords(prediction)}: ${printable(observed)}.`, width), ...because];
    case 'right':
      return [
        ...hanging(
          `${theme.committed(signs.holds)} `,
          `${theme.committed(guessed ? 'Right, as you guessed:' : 'Right:')} ${said ?? ''}`,
          width,
        ),
        ...because,
      ];
    case 'wrong': {
      const was =
        truth.kind === 'told'
          ? printable(toldWords(truth.told))
          : truth.kind === 'right'
            ? words({ kind: 'chosen', indices: truth.indices })
            : '';
      const lines =
        said === undefined
          ? hanging('', `It was ${was}.`, width)
          : hanging(
              `${theme.failed(signs.failed)} `,
              `You ${guessed ? 'guessed' : 'said'} ${said}; it was ${was}.`,
              width,
            );
      return [...lines, ...because];
    }
  }
};

/** What is said of an answer that was not to be foreseen. */
const unknownWords = ({ kind }: Prediction): string =>
  kind === 'fact' ? 'What was asked for did not come' : 'None of what was offered';

/** The choices, or the rows with what is known of their values by now; nothing, where the answer is typed. */
export const offeredTexts = (prediction: Prediction, bindings: Bindings): readonly string[] => {
  switch (prediction.kind) {
    case 'choices':
      return prediction.choices.map(({ says }) => printable(says));
    case 'rows':
      return prediction.rows.map((row) => row.map((cell) => cellText(cell, bindings)).join(' │ '));
    case 'fact':
      return [];
  }
};

/** A value that nobody knows yet is a question mark. */
const cellText = (cell: Cell, bindings: Bindings): string => {
  if (!isName(cell)) return printable(cellWords(cell));
  const bound = bindings.get(cell);
  return bound === undefined ? '?' : printable(cellWords(bound));
};
