import type { LabState } from '../../engine/state.ts';
import { notHeldWords } from '../../engine/words/order-words.ts';
import { promiseOf, promiseWords, unaskedWords, withOwnWords } from '../../engine/words/promise-words.ts';
import { stuckWords } from '../../engine/words/step-words.ts';
import { printable } from '../../printable.ts';
import { counted } from '../../text/amounts.ts';
import { hanging, wrapped } from '../../text/fit.ts';
import { signs } from '../../text/signs.ts';
import type { RunModel } from '../model/run.ts';
import { revealsOf, scoreOf } from '../run/question.ts';
import type { Line } from '../text/lines.ts';
import { markdownLines } from '../text/markdown.ts';
import { tableLines } from '../text/table.ts';
import { type Guide, type GuideStyle, headed, type StepStyle } from './guide.ts';
import { happenedLines } from './happened-lines.ts';

/** `told`: what there is to say of the last step. */
export const endGuide = (lab: LabState, run: RunModel, told: readonly string[], style: StepStyle): Guide => {
  const { theme, width } = style;
  const { script } = lab;
  return {
    title: 'At the end',
    lines: [
      ...verdictLines(lab, style),
      ...happenedLines(lab, { theme, width, hasMap: style.isLab }),
      ...(script.order === undefined ? [] : wrapped(theme.faint(notHeldWords), width)),
      ...scoreLines(lab, run, style),
      ...raceHint(run, style),
      ...told,
      ...(script.remember.length === 0 ? [] : ['', theme.strong('Remember')]),
      ...script.remember.flatMap((one) =>
        markdownLines(one, width - 2, theme).map((line, index) => (index === 0 ? '• ' : '  ') + line),
      ),
      ...(script.sources.length === 0 ? [] : ['', theme.strong('Sources')]),
      ...script.sources.flatMap(({ title, url }) => [
        ...hanging('• ', printable(title), width),
        ...hanging('  ', theme.faint(printable(url)), width),
      ]),
    ],
  };
};

/** Two requests by hand show what can happen; many at once, that it does. */
const raceHint = ({ lesson }: RunModel, { theme, width }: GuideStyle): readonly string[] => {
  const { handler } = lesson;
  if (handler === undefined) return [];
  const words = `many requests at once, to the same program as a service (POST ${printable(handler.path)})`;
  return ['', ...hanging(`${theme.strong('R')}  `, words, width)];
};

const scoreLines = (
  lab: LabState,
  { answers }: RunModel,
  { theme, width }: GuideStyle,
): readonly string[] => {
  const { right, given } = scoreOf(revealsOf(lab, answers));
  if (given === 0) return [];
  return ['', ...headed('You', wrapped(`${right} of ${counted(given, 'answer')} right.`, width - 6), theme)];
};

const verdictLines = (lab: LabState, { theme, width, ruled, isLab }: StepStyle): readonly Line[] => {
  const { finished, script } = lab;
  const stuck = finished?.end === 'stuck' ? wrapped(theme.failed(stuckWords), width) : [];
  const violations = finished?.violations;
  const promise = promiseOf(violations);
  const unasked = unaskedWords(lab);
  if (unasked !== undefined) {
    return [...stuck, ...hanging('? ', printable(`${unasked}${isLab ? ' u goes back.' : ''}`), width)];
  }
  if (script.invariant === undefined || promise === undefined || violations === undefined) {
    return [...stuck, ...wrapped('The script is through.', width)];
  }
  const holds = promise === 'holds';
  const paint = holds ? theme.committed : theme.failed;
  const lead = `${paint(holds ? signs.holds : signs.failed)} `;
  return [
    ...stuck,
    ...hanging(
      lead,
      `${paint(`${promiseWords[promise]}${printable(withOwnWords(lab))}:`)} ${printable(script.invariant.says)}`,
      width,
    ),
    ...(holds ? [] : tableLines(violations, { theme, width, ruled })),
  ];
};
