import { printable } from '../../printable.ts';
import { type BurstFinding, judgeBurst } from '../../race/judge-burst.ts';
import { latencyOf } from '../../race/latency.ts';
import type { AnsweredRequest, RoundResult } from '../../race/round.ts';
import { type RaceState, retriesOf, sum } from '../../race/state.ts';
import { counted } from '../../text/amounts.ts';
import { hanging, padded, paddedLeft, wrapped } from '../../text/fit.ts';
import type { Paint } from '../paint.ts';
import { promiseLines } from '../promise-lines.ts';
import { drawn, held, mostDrawn, painted, paintOf, queued, signsOf } from './picture.ts';
import { rowLines } from './stored-lines.ts';
import { latencyWords, msWords } from './words.ts';

/** Everything about one round. */
export const roundLines = (
  { about: { script, before } }: RaceState,
  result: RoundResult,
  width: number,
  paint: Paint,
): readonly string[] => [
  ...pictureLines(
    result,
    script.handler.steps.map(({ name }) => name),
    width,
    paint,
  ),
  '',
  ...resultLines({ about: { script, before } }, result, width, paint),
];

/** The same without the picture. */
export const resultLines = (
  { about: { script, before } }: { readonly about: Pick<RaceState['about'], 'script' | 'before'> },
  result: RoundResult,
  width: number,
  paint: Paint,
): readonly string[] => [
  paint.strong('Answers'),
  ...answerLines(result, width, paint),
  '',
  paint.strong('Rows'),
  ...rowLines(result, before, width),
  ...promiseLines(script.invariant?.says, result.violations, width, paint),
  '',
  ...countLines(result, width),
  ...(script.expect === undefined ? [] : claimLines(judgeBurst(result, script.expect), width, paint)),
];

/** Each request in time, under each other. */
const pictureLines = (
  { answers, ms }: RoundResult,
  steps: readonly string[],
  width: number,
  paint: Paint,
): readonly string[] => {
  const shown = answers.slice(0, mostDrawn);
  const signs = signsOf(steps);
  const numberWidth = String(shown.length).length;
  const workerWidth = Math.max(1, ...shown.map(({ worker }) => worker.length));
  const lead = numberWidth + workerWidth + 2;
  const room = Math.max(10, width - lead - ' 200'.length);
  const end = msWords(ms);
  const used = new Set(shown.flatMap((one) => one.steps.map(({ step }) => step)));
  const bars = shown.map((one) => drawn(one, signs, { ms, width: room }));
  const inColour = (sign: string) => paintOf(sign, signs, paint)(sign);
  const legend = [
    ...[...signs].flatMap(([step, sign]) => (used.has(step) ? [`${inColour(sign)} ${step}`] : [])),
    ...(bars.some((bar) => bar.includes(queued)) ? [`${inColour(queued)} waits for a worker`] : []),
    ...(bars.some((bar) => bar.includes(held)) ? [`${inColour(held)} waits at the start gate`] : []),
  ];
  return [
    paint.faint(`${' '.repeat(lead)}0${paddedLeft(end, room - 1)}`),
    ...shown.map((one, index) => {
      const status = colouredStatus(one, paint);
      return `${paddedLeft(String(index + 1), numberWidth)} ${padded(one.worker, workerWidth)} ${painted(bars[index] ?? '', signs, paint)} ${status}`;
    }),
    ...(answers.length > shown.length ? [`… and ${answers.length - shown.length} more requests`] : []),
    ...wrapped(legend.map(unbroken).join('   '), width).map((line) => line.replaceAll(hardSpace, ' ')),
  ];
};

/** A sign stays on the line of what it stands for. */
const hardSpace = '\u00A0';
const unbroken = (text: string): string => text.replaceAll(' ', hardSpace);

const colouredStatus = ({ reply: { status } }: AnsweredRequest, paint: Paint): string => {
  if (status >= 500) return paint.bad(String(status));
  return status < 300 ? paint.good(String(status)) : String(status);
};

/** The answers by status and by where in the handler they come from, each with one of its kind. */
const answerLines = (
  { answers, unanswered }: RoundResult,
  width: number,
  paint: Paint,
): readonly string[] => {
  const kinds = Map.groupBy(answers, ({ reply, source }) => `${reply.status} ${source.kind} ${source.step}`);
  const lines = [...kinds.values()]
    .toSorted(([a], [b]) => (a?.reply.status ?? 0) - (b?.reply.status ?? 0))
    .flatMap((list) => {
      const [one] = list;
      if (one === undefined) return [];
      const different = new Set(list.map(({ reply }) => JSON.stringify(reply.json))).size;
      const more = different > 1 ? ` (and ${different - 1} more like it)` : '';
      const lead = `  ${paddedLeft(String(list.length), 2)} × ${colouredStatus(one, paint)} `;
      const text = printable(`${JSON.stringify(one.reply.json)}${more}`);
      return hanging(lead, text, width);
    });
  return [
    ...lines,
    ...(unanswered.length > 0
      ? hanging(`  ${unanswered.length} × `, paint.bad(`no answer: ${printable(unanswered[0] ?? '')}`), width)
      : []),
  ];
};

const countLines = (result: RoundResult, width: number): readonly string[] => {
  const { answers, waits, ms } = result;
  const latency = latencyOf(answers.map(({ latencyMs }) => latencyMs));
  const deadlocks = sum(answers.map((one) => one.deadlocks));
  const waited = waits.count === 0 ? '' : `, ${msWords(waits.ms)} together`;
  return [
    ...hanging(
      'Server   ',
      `${counted(waits.count, 'wait')} for row locks${waited} (as the whole server counts them); ${counted(deadlocks, 'deadlock')}, ${counted(retriesOf(result), 'retry', 'retries')}`,
      width,
    ),
    ...(latency ? hanging('Latency  ', `${latencyWords(latency)}; ${msWords(ms)} in all`, width) : []),
  ];
};

/** What the lesson claims beside what came. */
const claimLines = (findings: readonly BurstFinding[], width: number, paint: Paint): readonly string[] =>
  findings.length === 0
    ? []
    : [
        '',
        paint.strong('The lesson says'),
        ...findings.flatMap((finding) => hanging('  ', claimWords(finding, paint), width)),
      ];

const claimWords = ({ claim, expected, observed, verdict }: BurstFinding, paint: Paint): string => {
  const says = claim === 'invariant' ? `the invariant ${invariantWords(expected)}` : `${claim}: ${expected}`;
  switch (verdict) {
    case 'holds':
      return paint.good(`✓ ${says}`);
    case 'open':
      return `· ${says}, and this time it was not; --repeat shows how often it is`;
    case 'fails':
      return paint.bad(`✗ ${says}; here: ${observed}`);
  }
};

const invariantWords = (expected: string): string =>
  expected === 'violated' ? 'can be violated' : 'is never violated';
