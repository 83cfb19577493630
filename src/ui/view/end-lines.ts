import type { LabState } from '../../engine/state.ts';
import { notHeldWords } from '../../engine/words/order-words.ts';
import { promiseOf, promiseWords, unaskedWords, withOwnWords } from '../../engine/words/promise-words.ts';
import { stuckWords } from '../../engine/words/step-words.ts';
import { printable } from '../../printable.ts';
import { counted, scoreWords } from '../../text/amounts.ts';
import { hanging, wrapped } from '../../text/fit.ts';
import { signs } from '../../text/signs.ts';
import type { RunModel } from '../model/run.ts';
import { isBroken } from '../run/breaking.ts';
import { revealsOf, scoreOf } from '../run/reveals.ts';
import type { Sitting } from '../run/sitting.ts';
import type { Line } from '../text/lines.ts';
import { markdownLines } from '../text/markdown.ts';
import { tableLines } from '../text/table.ts';
import type { Theme } from '../theme.ts';
import { breakingEndLines } from './breaking-lines.ts';
import { type Guide, type GuideStyle, headed, type StepStyle } from './guide.ts';
import { happenedLines } from './happened-lines.ts';
import { matrixLines } from './matrix-lines.ts';
import { proposalWords } from './proposal-words.ts';

/** Columns of a text that is read with ease. */
const mostText = 100;

/**
 * What the run has come to, the most important first. `toldIn`: what there is to say of the last step. `sitting`: what
 * was seen of the lesson before, and what comes after it, where there is a student.
 */
export const endGuide = (
  lab: LabState,
  run: RunModel,
  toldIn: (style: StepStyle) => readonly string[],
  sitting: Sitting | undefined,
  full: StepStyle,
): Guide => {
  const style = { ...full, width: full.isSpoken ? full.width : Math.min(full.width, mostText) };
  const { width, theme, isLab } = style;
  if (run.breaking && !(run.breaking.isSolved && isBroken(run))) {
    const happened = isBroken(run) ? happenedLines(lab, { theme, width, hasMap: false }) : [];
    // What there is to remember would answer what is asked.
    return {
      title: isBroken(run) ? 'Broken' : 'Not yet',
      lines: [...verdictLines(lab, style, true), ...breakingEndLines(run, run.breaking, style), ...happened],
    };
  }
  return {
    title: run.breaking ? 'Solved' : 'At the end',
    lines: [
      ...(run.shows === undefined
        ? []
        : hanging(`${theme.failed(signs.failed)} `, printable(run.shows), width)),
      ...verdictLines(lab, style, run.breaking !== undefined || run.shows !== undefined),
      ...(run.breaking ? breakingEndLines(run, run.breaking, style) : []),
      ...happenedLines(lab, { theme, width, hasMap: isLab }),
      ...(lab.script.order === undefined || run.breaking || run.shows !== undefined
        ? []
        : wrapped(theme.faint(notHeldWords), width)),
      ...(sitting === undefined || run.breaking
        ? []
        : headedBlock('What you have seen of this lesson', matrixLines(run, sitting.known, style), theme)),
      ...rememberLines(lab, style),
      ...scoreLines(lab, run, style),
      ...toldIn(style),
      ...nextLines(run, sitting, style),
      ...raceHint(run, style),
      ...sourcesHint(lab, style),
    ],
  };
};

const headedBlock = (head: string, lines: readonly string[], theme: Theme): readonly string[] =>
  lines.length === 0 ? [] : ['', theme.strong(head), ...lines];

const rememberLines = ({ script }: LabState, { theme, width }: GuideStyle): readonly string[] =>
  headedBlock(
    'Remember',
    script.remember.flatMap((one) =>
      markdownLines(one, width - 2, theme).map((line, index) => (index === 0 ? '• ' : '  ') + line),
    ),
    theme,
  );

/** What Space does at the end of the page. */
const nextLines = (
  { lesson, breaking }: RunModel,
  sitting: Sitting | undefined,
  { theme, width }: GuideStyle,
): readonly string[] => {
  if (sitting === undefined || breaking?.isSolved === false) return [];
  const { proposal, isUnread } = sitting;
  const whole = isUnread ? '' : 'You have seen every lesson to its end, at one level at least. ';
  const words =
    proposal === undefined
      ? `${whole}Esc shows the map of the course.`
      : `${printable(proposalWords(proposal, lesson))}. At the end of this page Space opens it.`;
  return ['', ...headed('Next', wrapped(words, width - 6), theme)];
};

const sourcesHint = ({ script: { sources } }: LabState, { theme, width }: GuideStyle): readonly string[] =>
  sources.length === 0
    ? []
    : [
        '',
        ...hanging(
          theme.strong('f'.padEnd(6)),
          `${counted(sources.length, 'source')}, to read further`,
          width,
        ),
      ];

/** Two requests by hand show what can happen; many at once, that it does. */
const raceHint = ({ lesson, breaking }: RunModel, { theme, width }: GuideStyle): readonly string[] => {
  const { handler } = lesson;
  if (handler === undefined || breaking?.isSolved === false) return [];
  const words = `sends many requests at once, to the same program as a service (POST ${printable(handler.path)})`;
  return ['', ...hanging(theme.strong('R'.padEnd(6)), words, width)];
};

const scoreLines = (
  lab: LabState,
  { answers }: RunModel,
  { theme, width }: GuideStyle,
): readonly string[] => {
  const score = scoreOf(revealsOf(lab, answers));
  if (score.given === 0) return [];
  return ['', ...headed('You', wrapped(`${scoreWords(score)}.`, width - 6), theme)];
};

const verdictLines = (
  lab: LabState,
  { theme, width, ruled, isLab }: StepStyle,
  isOwnOrder = false,
): readonly Line[] => {
  const { finished, script } = lab;
  const stuck = finished?.end === 'stuck' ? wrapped(theme.failed(stuckWords), width) : [];
  const violations = finished?.violations;
  const promise = promiseOf(violations);
  const unasked = unaskedWords(lab);
  if (unasked !== undefined) {
    return [
      ...stuck,
      ...hanging('? ', printable(`${unasked}${isLab && !isOwnOrder ? ' u goes back.' : ''}`), width),
    ];
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
      `${paint(`${promiseWords[promise]}${isOwnOrder ? '' : printable(withOwnWords(lab))}:`)} ${printable(script.invariant.says)}`,
      width,
    ),
    ...(holds ? [] : tableLines(violations, { theme, width, ruled })),
  ];
};
