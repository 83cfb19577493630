import { onEveryText, type Watched } from '../../author/watch-file.ts';
import type { LabServer } from '../../engine/ports.ts';
import { exitCodes, UserError } from '../../errors.ts';
import type { OpenedExercise } from '../../exercise/answer-file.ts';
import { answerPlace, beginAnswer } from '../../exercise/answer-place.ts';
import { breakTexts, orderTexts } from '../../exercise/break-file.ts';
import type { Verdict } from '../../exercise/judge.ts';
import { type JudgedText, judgeText } from '../../exercise/judge-text.ts';
import { openExercise } from '../../exercise/open-exercise.ts';
import type { KeptRuns } from '../../exercise/shown-run.ts';
import type { ServerWish } from '../../hosts/provider.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import { readTextFile } from '../../lesson/load.ts';
import { printable, told } from '../../printable.ts';
import { ProgressFile, progressFileOf } from '../../progress/progress-file.ts';
import { exhibitLines } from '../../report/exercise/exhibit-lines.ts';
import { faultLines } from '../../report/exercise/fault-lines.ts';
import { verdictLines } from '../../report/exercise/verdict-lines.ts';
import { storyLines } from '../../report/explore/story-lines.ts';
import { paintFor } from '../../report/paint.ts';
import { shellPath } from '../../shell-word.ts';
import { hanging, wrapped } from '../../text/fit.ts';
import { systemClock } from '../clock.ts';
import { type Edge, wantsColor, widthOf } from '../edge.ts';
import { usualJobs } from '../jobs.ts';
import { exerciseFile } from '../lesson-files.ts';
import { writeText } from '../text-output.ts';
import { withLab } from '../with-lab.ts';
import { tellStory } from './tell-story.ts';

export interface DoExercise {
  /** An exercise by its id, or its file. */
  readonly word: string;
  /** Where the answer stands; ./ID.yaml. */
  readonly out?: string;
  /** Judge it once, and end. */
  readonly once: boolean;
  readonly wish: ServerWish;
}

const clearScreen = '\u001B[2J\u001B[3J\u001B[H';
const widest = 120;
const otherNumbers = 'Another start of isolab makes another report, with other numbers in it.';

/** Writes the file of the answer, where there is none yet, and judges it: once, or now and after every save. */
export const doExercise = async (edge: Edge, asked: DoExercise): Promise<number> => {
  const opened = await openExercise(await exerciseFile(asked.word));
  const file = await answerPlace(opened.lesson, asked.out);
  const isNew = await beginAnswer(file, opened);
  if (isNew) writeText(edge, edge.stdout, told`Wrote ${file}: change it in your editor, and save it.\n`);
  if (isNew && asked.once) {
    writeText(edge, edge.stdout, 'It is not judged yet: nothing in it is yours.\n');
    return exitCodes.unproven;
  }
  // What is no file is told before a server is started.
  const before = await readTextFile(file, 'answer');
  return withLab(edge, asked.wish, async (server) => {
    if (asked.once) {
      const { lines, isSolved, isReadable } = await look(before, opened, {
        edge,
        server,
        signal: edge.signal,
        kept: {},
      });
      if (isSolved) await keepSolved(edge, opened.lesson);
      writeText(edge, edge.stdout, `${lines.join('\n')}\n`);
      if (!isReadable) return exitCodes.usage;
      return isSolved ? exitCodes.ok : exitCodes.unproven;
    }
    const kept: KeptRuns = {};
    await onEveryText(file, edge.signal, async (watched, signal) => {
      const { stdout } = edge;
      if (stdout.isTTY) stdout.write(`${clearScreen}${printable(file)} is judged …\n`);
      const { lines, isSolved } = await look(watched, opened, { edge, server, signal, kept });
      if (isSolved) await keepSolved(edge, opened.lesson);
      if (!signal.aborted) show(edge, { file, exercise: asked.word, lines, isSolved });
    });
    throw new Error('Watching ends only with a reason');
  });
};

/** The star in the list of the lab. It is there to be seen later: that it cannot be kept stops nobody. */
const keepSolved = async (edge: Edge, { id, level }: Lesson): Promise<void> => {
  const progress = new ProgressFile(progressFileOf(edge.env, edge.homeFolder));
  try {
    await progress.save(id, { level, steps: 0, seen: [], answers: {}, solved: true });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    writeText(edge, edge.stderr, told`It is not kept that this is solved: ${error.message}\n`);
  }
};

interface Around {
  readonly edge: Edge;
  readonly server: LabServer;
  readonly signal: AbortSignal;
  readonly kept: KeptRuns;
}

interface Look {
  readonly lines: readonly string[];
  readonly isSolved: boolean;
  /** The file holds an answer, be it right or wrong. */
  readonly isReadable: boolean;
}

const look = async (watched: Watched, opened: OpenedExercise, around: Around): Promise<Look> => {
  const { server, signal, kept } = around;
  const judged = await judgeText(watched, opened, {
    server,
    clock: systemClock,
    jobs: usualJobs(),
    stop: signal,
    kept,
  });
  if (judged.kind === 'unreadable') return unreadable(judged, widthFor(around.edge.stdout));
  const { verdict } = judged;
  const lines = [...(await linesOf(verdict, around)), ...beginningLines(opened, verdict, around.edge)];
  return { lines, isSolved: verdict.isSolved, isReadable: true };
};

/** Who has no order yet has to see what there is to put in order; the file may be older than these words in it. */
const beginningLines = (opened: OpenedExercise, verdict: Verdict, { stdout }: Edge): readonly string[] => {
  const { asks } = opened.exercise;
  if (verdict.kind !== 'break' || verdict.order !== undefined || asks.kind !== 'break') return [];
  const width = Math.min(widest, widthOf(stdout));
  const { order, never } = orderTexts(opened, asks);
  return [
    '',
    ...breakTexts(opened, width).map(printable),
    '',
    ...hanging('order: ', order, width),
    ...(never === undefined ? [] : hanging('never: ', never, width)),
  ];
};

const linesOf = async (verdict: Verdict, { edge, server, signal }: Around): Promise<readonly string[]> => {
  const { stdout, env } = edge;
  const color = wantsColor(stdout, env);
  const width = Math.min(widest, widthOf(stdout));
  const paint = paintFor(color);
  const lines = verdictLines(verdict, { width, paint });
  if (verdict.kind === 'read') {
    const isReport = verdict.exhibit.kind === 'deadlock';
    return [
      ...exhibitLines(verdict.exhibit, { width, color, paint }),
      ...(isReport ? ['', ...wrapped(otherNumbers, width).map(paint.faint)] : []),
      ...lines,
    ];
  }
  const shown = verdict.kind === 'fix' ? verdict.checks.find(({ shows }) => shows)?.shows : undefined;
  if (shown === undefined) return lines;
  const story = await tellStory(server, shown.lesson, { script: shown.script, order: shown.order }, signal);
  // The last screen of a terminal is what is read.
  return [...storyLines(story, { width, color }), '', ...lines];
};

const unreadable = ({ message, next }: Extract<JudgedText, { kind: 'unreadable' }>, width: number): Look => ({
  lines: [
    ...faultLines(message, '', width),
    ...next.flatMap((one) => hanging('  → ', printable(one), width)),
  ],
  isSolved: false,
  isReadable: false,
});

/** Nothing is broken for who reads it from a file, and looks for words. */
const widthFor = (stdout: Edge['stdout']): number =>
  stdout.isTTY ? Math.min(widest, widthOf(stdout)) : Number.POSITIVE_INFINITY;

/** A terminal shows the last look alone; elsewhere one follows the other. */
const show = (
  edge: Edge,
  {
    file,
    exercise,
    lines,
    isSolved,
  }: Pick<Look, 'lines' | 'isSolved'> & { readonly file: string; readonly exercise: string },
): void => {
  const { stdout, env } = edge;
  const helps = isSolved ? '' : ` isolab exercise ${shellPath(exercise)} --hint helps.`;
  const waiting = wrapped(
    `Waiting for the next save; Ctrl-C ends.${helps}`,
    Math.min(widest, widthOf(stdout)),
  );
  const paint = paintFor(wantsColor(stdout, env));
  const head = `${stdout.isTTY ? clearScreen : ''}${paint.strong(printable(file))}\n`;
  writeText(edge, stdout, `${head}${lines.join('\n')}\n\n${waiting.map(paint.faint).join('\n')}\n`);
};
