import { promiseWords } from '../../engine/words/promise-words.ts';
import { printable } from '../../printable.ts';
import { shareOf } from '../../race/interval.ts';
import { latencyOf } from '../../race/latency.ts';
import { latencyOfAll, type RaceState } from '../../race/state.ts';
import { counted } from '../../text/amounts.ts';
import { hanging, paddedLeft, wrapped } from '../../text/fit.ts';
import type { Paint } from '../paint.ts';
import { latencyWords, msWords, shareWords } from './words.ts';

/** What many rounds came to. */
export const summaryLines = (
  { about: { script }, totals }: RaceState,
  width: number,
  paint: Paint,
): readonly string[] => {
  const { rounds, violated, patterns, requests, unanswered } = totals;
  const latency = latencyOfAll(totals);
  const round = latencyOf(totals.ms);
  const byOften = Object.entries(patterns).toSorted(([, a], [, b]) => b - a);
  const countWidth = String(rounds).length;
  return [
    ...(script.invariant ? invariantLines(script.invariant.says, violated, rounds, width, paint) : []),
    '',
    paint.strong('Answers'),
    ...byOften.map(
      ([pattern, count]) => `  ${paddedLeft(String(count), countWidth)} of ${rounds}: ${pattern}`,
    ),
    '',
    ...hanging('Requests ', `${requests} sent, ${requests - unanswered} answered`, width),
    ...hanging(
      'Server   ',
      `${counted(totals.waits, 'wait')} for row locks, ${msWords(totals.waitedMs)} together (as the whole server counts them); ${counted(totals.deadlocks, 'deadlock')}, ${counted(totals.retries, 'retry', 'retries')}`,
      width,
    ),
    ...(latency ? hanging('Latency  ', latencyWords(latency), width) : []),
    ...(round ? hanging('A round  ', `p50 ${msWords(round.p50)}, max ${msWords(round.max)}`, width) : []),
  ];
};

const invariantLines = (
  says: string,
  violated: number,
  rounds: number,
  width: number,
  paint: Paint,
): readonly string[] => {
  const promise = printable(says.replace(/\.$/, ''));
  const share = shareWords(shareOf(violated, rounds));
  const { holds, violated: broken } = promiseWords;
  return violated === 0
    ? wrapped(
        paint.good(
          `✓ ${holds} ${rounds === 1 ? 'in one round' : `in all ${rounds} rounds`}: ${promise}. Violated: ${share}.`,
        ),
        width,
      )
    : wrapped(paint.bad(`✗ ${broken} in ${violated} of ${rounds} rounds: ${promise}. ${share}.`), width);
};
