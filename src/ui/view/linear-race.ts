import type { Lesson } from '../../lesson/lesson.ts';
import { printable } from '../../printable.ts';
import type { AnsweredRequest } from '../../race/round.ts';
import { headLines } from '../../report/race/head-lines.ts';
import { resultLines } from '../../report/race/round-lines.ts';
import { summaryLines } from '../../report/race/summary-lines.ts';
import { msWords } from '../../report/race/words.ts';
import type { RunRace } from '../model/run.ts';
import type { Theme } from '../theme.ts';
import { paintOf, progressLines, variantLines } from './race-lines.ts';

/** So many requests are told one by one; more are only counted, below. */
const mostRequests = 12;

/** What a burst of requests came to, for somebody who hears it: the requests in turn, instead of a picture. */
export const linearRace = (
  race: RunRace,
  lesson: Pick<Lesson, 'variants'>,
  { theme, width }: { readonly theme: Theme; readonly width: number },
): readonly string[] => {
  const { state, failed, rounds } = race;
  const paint = paintOf(theme);
  const last = state?.last;
  return [
    ...(state ? headLines(state, width, paint) : ['Starting the application.']),
    ...(state ? progressLines(state, theme) : []),
    ...(failed === undefined ? [] : [printable(failed)]),
    ...variantLines(race, lesson, { theme, width }),
    ...(state && rounds > 1 && state.totals.rounds > 0 ? summaryLines(state, width, paint) : []),
    ...(rounds > 1 && last ? ['The last of them:'] : []),
    ...(last?.answers.slice(0, mostRequests).map(requestWords) ?? []),
    ...(state && last ? resultLines(state, last, width, paint) : []),
  ].flatMap(withoutFrame);
};

const requestWords = ({ number, worker, latencyMs, reply }: AnsweredRequest): string =>
  `Request ${number}, worker ${printable(worker)}: ${reply.status} after ${msWords(latencyMs)}.`;

/** Tables of the report have frames. */
const withoutFrame = (line: string): readonly string[] => {
  if (/^[\s+-]+$/.test(line)) return [];
  return [line.replace(/^\s*\|\s*|\s*\|\s*$/g, '').replaceAll(/\s*\|\s*/g, ', ')];
};
