import { jsonText } from '../../engine/json-text.ts';
import type { LabServer } from '../../engine/ports.ts';
import { reduce } from '../../engine/reduce.ts';
import type { LabState } from '../../engine/state.ts';
import { exitCodes, UserError } from '../../errors.ts';
import { runOneOrder } from '../../explore/one-order.ts';
import type { ServerWish } from '../../hosts/provider.ts';
import { type Level, levels } from '../../lesson/level.ts';
import { scriptOf } from '../../lesson/script.ts';
import { paintFor } from '../../report/paint.ts';
import { historyReport } from '../../report/textbook/json.ts';
import type { RanHistory, RanLevel } from '../../report/textbook/ran-history.ts';
import { historyLines } from '../../report/textbook/text.ts';
import { type HistoryLesson, historyLesson } from '../../textbook/history-lesson.ts';
import { example, type HistoryText } from '../../textbook/mistake.ts';
import { paperOf } from '../../textbook/precedence.ts';
import { type Schedule, scheduleOf } from '../../textbook/schedule.ts';
import { systemClock } from '../clock.ts';
import { type Edge, isInteractive, wantsColor, widthOf } from '../edge.ts';
import { isOfOthers, sparingJobs, usualJobs } from '../jobs.ts';
import { looksOf } from '../looks.ts';
import { ProgressLine } from '../progress.ts';
import { readStdin } from '../read-stdin.ts';
import { writeText } from '../text-output.ts';
import { withLab } from '../with-lab.ts';
import { parseLevel } from '../words.ts';
import { openOnTerminal } from './open-lesson.ts';
import { mayBeSaved, saveNewLesson } from './save-lesson.ts';

export interface ShowHistory {
  readonly words: readonly string[];
  /** All four without one. */
  readonly level: readonly string[];
  readonly format: 'text' | 'json';
  /** A file for it as a lesson. */
  readonly save?: string;
  /** In the lab, instead of running it here. */
  readonly opens: boolean;
  readonly theme: string;
  readonly wish: ServerWish;
}

/** Runs a history at its levels and writes what came of it, or opens it in the lab. */
export const showHistory = async (edge: Edge, wanted: ShowHistory): Promise<number> => {
  const { save, opens } = wanted;
  const looks = looksOf(edge, wanted.theme);
  const asked = wanted.level.map(parseLevel);
  const schedule = scheduleOf(await textOf(edge, wanted.words));
  const made = historyLesson(schedule);
  if (opens) checkTerminal(edge, wanted);
  if (save !== undefined) await mayBeSaved(save);
  if (!opens) {
    const chosen = asked.length === 0 ? levels : levels.filter((one) => asked.includes(one));
    const ran = await withLab(edge, wanted.wish, (server) => runAll(edge, server, schedule, made, chosen));
    write(edge, wanted.format, ran);
  }
  const [level] = asked;
  if (save !== undefined) {
    const lines = await saveNewLesson(save, { data: made.data, ...(level && { level }) });
    writeText(edge, edge.stderr, `${opens ? '' : '\n'}${lines.join('\n')}\n`);
  }
  if (!opens) return exitCodes.ok;
  const start = { lesson: made.lesson, choice: level === undefined ? {} : { level }, goesOn: false };
  return await openOnTerminal(edge, start, { wish: wanted.wish, looks, questions: false });
};

/** In bytes: far more than a lesson has room for. */
const mostBytes = 1_000_000;

const textOf = async (edge: Edge, words: readonly string[]): Promise<HistoryText> => {
  if (words.length === 0) throw new UserError('There is no history.', { next: [`Write one: ${example}`] });
  const text = words.join(' ');
  return text === '-' ? { text: await readStdin(edge, 'The history', mostBytes), file: 'stdin' } : { text };
};

const checkTerminal = (edge: Edge, { format }: ShowHistory): void => {
  if (format !== 'text')
    throw new UserError(`--open shows the history in the lab, and --format ${format} prints it.`, {
      next: ['Choose one of them.'],
    });
  if (!isInteractive(edge))
    throw new UserError('--open needs a terminal, and this is none.', {
      next: ['Without --open the history is run and printed.'],
    });
};

const runAll = async (
  edge: Edge,
  server: LabServer,
  schedule: Schedule,
  made: HistoryLesson,
  chosen: readonly Level[],
): Promise<RanHistory> => {
  const progress = new ProgressLine(edge.stderr);
  const ran: RanLevel[] = [];
  for (const level of chosen) {
    if (edge.stderr.isTTY)
      progress.show({ phase: 'starting', message: `At ${level}`, done: ran.length / chosen.length });
    ran.push(await runHistory(made, schedule, level, server, edge.signal));
  }
  progress.clear();
  return { schedule, paper: paperOf(schedule.operations), server: server.about, levels: ran };
};

/** One level. @throws as a run does */
export const runHistory = async (
  { lesson }: Pick<HistoryLesson, 'lesson'>,
  { transactions }: Schedule,
  level: Level,
  server: LabServer,
  signal: AbortSignal,
): Promise<RanLevel> => {
  const { order, like, events, varies } = await runOneOrder({
    script: scriptOf(lesson, { level }),
    server,
    clock: systemClock,
    jobs: isOfOthers(server) ? sparingJobs : usualJobs(),
    takenBack: new Set(transactions.filter(({ ends }) => ends === 'abort').map(({ session }) => session)),
    signal,
  });
  let state: LabState | undefined;
  for (const event of events) state = reduce(state, event);
  if (state === undefined) throw new Error('A run without events');
  return {
    level,
    state,
    victims: order.victims,
    likeSerial: order.likeSerial,
    like: like.map((one) => [...new Set(one.order)]),
    mayVary: varies || order.mayVary,
  };
};

const write = ({ stdout, env }: Edge, format: ShowHistory['format'], ran: RanHistory): void => {
  if (format === 'json') {
    stdout.write(`${jsonText(historyReport(ran), 2)}\n`);
    return;
  }
  const width = Math.min(120, widthOf(stdout));
  const lines = historyLines(ran, width, paintFor(wantsColor(stdout, env)));
  writeText({ env }, stdout, `${lines.join('\n')}\n`);
};
