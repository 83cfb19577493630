import { toldWords } from '../../engine/judge/asked-fact.ts';
import { bindingsBefore } from '../../engine/judge/judge.ts';
import type { LabState } from '../../engine/state.ts';
import { printable } from '../../printable.ts';
import { hanging, wrapped } from '../../text/fit.ts';
import { signs } from '../../text/signs.ts';
import type { RunModel } from '../model/run.ts';
import type { OpenQuestion } from '../run/question.ts';
import { freshReveals, type Reveal } from '../run/reveals.ts';
import { markdownLines } from '../text/markdown.ts';
import type { Theme } from '../theme.ts';
import { offeredTexts } from './question-lines.ts';

interface Style {
  readonly theme: Theme;
  readonly width: number;
}

/** A question before a class: each choice has a letter that people can call out; what is to be typed, they just say. */
export const classQuestionLines = (
  { step, prediction, cursor, picked }: OpenQuestion,
  lab: LabState,
  { theme, width }: Style,
): readonly string[] => [
  ...markdownLines(prediction.ask, width, theme).map(theme.strong),
  ...offeredTexts(prediction, bindingsBefore(lab, step)).flatMap((text, index) => {
    const isMarked = picked.includes(index);
    const box = prediction.kind === 'rows' ? `${isMarked ? '[x]' : '[ ]'} ` : ' ';
    const first = ` ${index === cursor ? '▸' : ' '} ${letterOf(index)} ${box}`;
    const lines = hanging(first, text, width);
    return isMarked || (prediction.kind === 'choices' && index === cursor) ? lines.map(theme.chosen) : lines;
  }),
];

/** What was right, and what the class had said, for as long as that is news; nothing before the server's word. */
export const classRevealLines = (run: RunModel, style: Style): readonly string[] => {
  const { lab, answers, track } = run;
  if (lab === undefined) return [];
  return freshReveals(lab, answers, track.states[track.at - 1]).flatMap((reveal) =>
    revealLines(reveal, lab, style),
  );
};

const revealLines = (
  { step, prediction, truth, verdict, because: reason, but, observed, said }: Reveal,
  lab: LabState,
  { theme, width }: Style,
): readonly string[] => {
  if (verdict === 'open') return [];
  const because = [but, reason].flatMap((text) =>
    text === undefined ? [] : markdownLines(text, width, theme),
  );
  if (truth.kind === 'told')
    return [
      ...hanging(`${signs.holds} `, printable(toldWords(truth.told)), width).map((one) =>
        theme.committed(one),
      ),
      ...because,
    ];
  if (truth.kind !== 'right' && verdict !== 'ruled-out') {
    const none = prediction.kind === 'fact' ? 'What was asked for did not come' : 'None of these';
    return [...wrapped(`${none}: ${printable(observed)}.`, width), ...because];
  }
  const right = truth.kind === 'right' ? truth.indices : [];
  const lines = offeredTexts(prediction, bindingsBefore(lab, step)).flatMap((text, index) => {
    const isRight = right.includes(index);
    const wasSaid = said?.kind === 'chosen' && said.indices.includes(index);
    if (!isRight && !wasSaid) return [];
    const line = `${isRight ? signs.holds : signs.failed} ${letterOf(index)}  `;
    const paint = isRight ? theme.committed : theme.failed;
    return hanging(line, text, width).map((one) => paint(one));
  });
  const none = truth.kind === 'right' && right.length === 0 ? [theme.committed(`${signs.holds} no row`)] : [];
  return [...none, ...lines, ...because];
};

/** A question offers twelve at most. */
const letterOf = (index: number): string => 'abcdefghijkl'.charAt(index);
