import { printable, printableLines } from '../../printable.ts';
import { listed } from '../../text/amounts.ts';
import { hanging } from '../../text/fit.ts';
import type { CaseResult } from '../../verify/case-result.ts';
import type { CaseAbout } from '../../verify/events.ts';
import type { PairResult } from '../../verify/judge-pair.ts';
import { casesOfPair, type Pair } from '../../verify/pairs.ts';
import { type Paint, paintFor } from '../paint.ts';
import { type Failure, failuresOf, fileLine, findingDiff, marks } from './failure.ts';
import { orderCommand, replayCommand } from './replay-command.ts';
import { transcriptLines } from './transcript.ts';

export interface FailureOptions {
  /** In columns. */
  readonly width: number;
  readonly color: boolean;
}

/** Text for where there is no terminal: a file, an error message. */
export const plain: FailureOptions = { width: 100, color: false };

/**
 * Everything about a case that did not pass: each place with expected against observed, what happened up to
 * the first of them, and the command that runs just this case.
 */
export const failureLines = (
  about: CaseAbout,
  result: CaseResult,
  options: FailureOptions = plain,
): readonly string[] => {
  const paint = paintFor(options.color);
  const failures = failuresOf(result);
  const first = failures.find(({ findings }) => findings.length > 0);
  const failed = new Set(
    failures.flatMap(({ place, findings }) =>
      typeof place === 'number' && findings.length > 0 ? [place] : [],
    ),
  );
  const inner = { ...options, width: options.width - 2, ...(failed.size > 0 && { failed }) };
  const transcript =
    first === undefined && result.error === undefined
      ? []
      : transcriptLines(result.recording, first?.place ?? 'end', inner);
  return [
    ...errorLines(result, options),
    ...differenceLines(result, options),
    ...failures.flatMap((failure) => placeLines(failure, about, options)),
    ...(transcript.length > 0
      ? [
          paint.faint(
            first === undefined || typeof first.place !== 'number'
              ? 'what happened:'
              : 'what happened up to there:',
          ),
        ]
      : []),
    ...transcript.map((line) => `  ${line}`),
    ...orderLines(about, result, paint),
    ...(failures.length > 0 || result.recording.length > 0 || result.error
      ? [`again: ${paint.code(replayCommand(about))}`]
      : []),
  ];
};

/** Everything about a pair that did not pass. */
export const pairLines = (
  pair: Pair,
  result: PairResult,
  { width, color }: FailureOptions = plain,
): readonly string[] => {
  const { reasons } = result;
  const at = fileLine(pair, pair.line);
  return [
    ...reasons,
    ...(at === undefined ? [] : [`It is claimed at ${at}.`]),
    `It was judged by ${listed(casesOfPair(pair))}.`,
  ]
    .flatMap((one) => hanging('', printable(one), width))
    .concat(orderLines(pair, result, paintFor(color)));
};

/** How to see the shortest order in which the promise is violated. */
const orderLines = (
  place: CaseAbout | Pair,
  { orders }: Pick<CaseResult, 'orders'>,
  paint: Paint,
): readonly string[] =>
  orders?.shortest ? [`see it: ${paint.code(orderCommand(place, orders.shortest))}`] : [];

const errorLines = ({ error }: CaseResult, { width, color }: FailureOptions): readonly string[] => {
  if (error === undefined) return [];
  const paint = paintFor(color);
  const text = error.stack ?? error.message;
  return [
    ...printableLines(text).flatMap((line) => hanging('', line, width).map(paint.bad)),
    ...error.next.flatMap((one) => hanging('→ ', printable(one), width)),
  ];
};

const differenceLines = ({ difference }: CaseResult, { width, color }: FailureOptions): readonly string[] => {
  if (difference === undefined) return [];
  const paint = paintFor(color);
  return [
    ...hanging(
      '',
      `the first difference between the first repetition (-) and repetition ${difference.repetition} (+):`,
      width,
    ),
    ...hanging('  - ', printable(difference.first), width).map(paint.good),
    ...hanging('  + ', printable(difference.other), width).map(paint.bad),
  ];
};

const placeLines = (
  failure: Failure,
  about: CaseAbout,
  { width, color }: FailureOptions,
): readonly string[] => {
  const paint = paintFor(color);
  const at = fileLine(about, failure.line);
  const head = `${failure.where}${at === undefined ? '' : ` (${at})`}`;
  return [
    ...hanging('', paint.strong(printable(head)), width),
    ...failure.unproven.flatMap((what) =>
      hanging('  ', paint.waiting(`nothing says ${what}; isolab record writes it`), width),
    ),
    ...failure.findings.flatMap((finding) => [
      `  ${printable(finding.what)}`,
      ...findingDiff(finding).flatMap(({ kind, text }) => {
        const tint = { same: paint.faint, expected: paint.good, observed: paint.bad }[kind];
        return hanging(`    ${marks[kind]} `, printable(text), width).map(tint);
      }),
    ]),
  ];
};
