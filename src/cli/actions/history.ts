import { recordLesson } from '../../author/record.ts';
import { jsonText } from '../../engine/json-text.ts';
import type { LabServer } from '../../engine/ports.ts';
import { exitCodes, UserError } from '../../errors.ts';
import { createFile } from '../../files/write-file.ts';
import type { ServerWish } from '../../hosts/provider.ts';
import { levels } from '../../lesson/level.ts';
import { paintFor } from '../../report/paint.ts';
import { historyReport } from '../../report/textbook/json.ts';
import type { RanHistory } from '../../report/textbook/ran-history.ts';
import { historyLines } from '../../report/textbook/text.ts';
import { shellPath } from '../../shell-word.ts';
import { historyLesson } from '../../textbook/history-lesson.ts';
import { example, type HistoryText } from '../../textbook/mistake.ts';
import { scheduleOf } from '../../textbook/schedule.ts';
import { systemClock } from '../clock.ts';
import { type Edge, isInteractive, wantsColor, widthOf } from '../edge.ts';
import { looksOf } from '../looks.ts';
import { ProgressLine } from '../progress.ts';
import { readStdin } from '../read-stdin.ts';
import { writeText } from '../text-output.ts';
import { withLab } from '../with-lab.ts';
import { parseLevel } from '../words.ts';
import { openOnTerminal } from './open-lesson.ts';
import { jobsOn, runHistory } from './run-history.ts';
import { mayBeSaved, newLessonText, savedLines } from './save-lesson.ts';

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
  const [level] = asked;
  const at = level === undefined ? {} : { level };
  const chosen = asked.length === 0 ? levels : levels.filter((one) => asked.includes(one));
  if (!opens || save !== undefined) {
    const { ran, text } = await withLab(edge, wanted.wish, async (server) => ({
      ran: opens
        ? undefined
        : await runHistory(edge, server, { schedule, lesson: made.lesson, levels: chosen }),
      text:
        save === undefined
          ? ''
          : await recorded(edge, server, newLessonText(save, { data: made.data, ...at })),
    }));
    if (ran) write(edge, wanted.format, ran);
    if (save !== undefined) {
      await createFile(save, text);
      const lines = savedLines(save, level, `isolab verify ${shellPath(save)}   prove what it claims`);
      writeText(edge, edge.stderr, `${opens ? '' : '\n'}${lines.join('\n')}\n`);
    }
  }
  if (!opens) return exitCodes.ok;
  const start = { lesson: made.lesson, choice: at, goesOn: false };
  return await openOnTerminal(edge, start, { wish: wanted.wish, looks, questions: false });
};

/** As `isolab record` has it. */
const repeat = 10;

/** With what happens at all levels as what it claims. */
const recorded = async ({ signal, stderr }: Edge, server: LabServer, text: string): Promise<string> => {
  const progress = new ProgressLine(stderr);
  const message = 'Writing what happens into the lesson';
  try {
    const { after } = await recordLesson({
      text,
      server,
      clock: systemClock,
      signal,
      update: false,
      jobs: jobsOn(server),
      repeat,
      onProgress: (done, total) => {
        if (stderr.isTTY) progress.show({ phase: 'waiting', message, done: done / total });
      },
    });
    return after;
  } finally {
    progress.clear();
  }
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

const write = ({ stdout, env }: Edge, format: ShowHistory['format'], ran: RanHistory): void => {
  if (format === 'json') {
    stdout.write(`${jsonText(historyReport(ran), 2)}\n`);
    return;
  }
  const width = Math.min(120, widthOf(stdout));
  const lines = historyLines(ran, width, paintFor(wantsColor(stdout, env)));
  writeText({ env }, stdout, `${lines.join('\n')}\n`);
};
