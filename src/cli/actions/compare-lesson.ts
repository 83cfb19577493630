import { type ComparedBy, type CompareResult, runsToCompare } from '../../engine/compare/compared-run.ts';
import { jsonText } from '../../engine/json-text.ts';
import type { LabServer } from '../../engine/ports.ts';
import { runBeside } from '../../engine/run/run-beside.ts';
import { exitCodes, UserError, unwrap } from '../../errors.ts';
import { failureWords } from '../../failure-words.ts';
import type { ServerWish } from '../../hosts/provider.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import type { Script } from '../../lesson/script.ts';
import { told } from '../../printable.ts';
import type { ComparedLesson } from '../../report/compare/about.ts';
import { compareReport } from '../../report/compare/json.ts';
import { compareMarkdown } from '../../report/compare/markdown.ts';
import { compareText } from '../../report/compare/text.ts';
import { paintFor } from '../../report/paint.ts';
import { counted } from '../../text/amounts.ts';
import { systemClock } from '../clock.ts';
import { type Edge, wantsColor, widthOf } from '../edge.ts';
import { ProgressLine } from '../progress.ts';
import { writeText } from '../text-output.ts';
import { withLab } from '../with-lab.ts';
import { type ChoiceWords, chooseScript } from './choose-script.ts';

export interface CompareLesson extends ChoiceWords {
  readonly lesson: Lesson;
  readonly by: ComparedBy;
  readonly format: 'text' | 'json' | 'markdown';
  readonly wish: ServerWish;
}

/** Runs a lesson at all its levels or in all its variants and writes what is otherwise; that is no failure. */
export const compareLesson = async (edge: Edge, wanted: CompareLesson): Promise<number> => {
  const { lesson, by, format, wish } = wanted;
  const runs = runsToCompare(lesson, chooseScript(lesson, wanted), by);
  if (runs.length < 2) throw nothingToCompare(lesson, by);
  const scripts = runs.map(({ script }) => script);
  const { server, results } = await withLab(edge, wish, async (lab) => ({
    server: lab.about,
    results: await runAll(edge, lab, scripts),
  }));
  const redis = results.flatMap((one) => ('lab' in one && one.lab.redis ? [one.lab.redis] : []))[0];
  const compared: ComparedLesson = {
    by,
    runs: runs.map((run, index) => {
      const result = results[index];
      return result ? { ...run, result } : run;
    }),
    server,
    redis,
  };
  if (format === 'json') edge.stdout.write(`${jsonText(compareReport(compared), 2)}\n`);
  else writeText(edge, edge.stdout, `${linesOf(edge, compared, format).join('\n')}\n`);
  return results.some((one) => 'failed' in one) ? exitCodes.usage : exitCodes.ok;
};

const nothingToCompare = ({ id, levels }: Lesson, by: ComparedBy): UserError =>
  by === 'level'
    ? new UserError(told`Lesson ${id} runs at ${levels.join(', ')} alone: there is nothing to compare.`, {
        next: ['isolab compare LESSON --variants compares its variants.'],
      })
    : new UserError(told`Lesson ${id} has no variants: there is nothing to compare.`, {
        next: ['Without --variants its levels are compared.'],
      });

/** What is wrong with one of them is said beside the others; what is wrong with all of them, or a bug, is thrown. */
const runAll = async (
  { signal, stderr }: Edge,
  server: LabServer,
  scripts: readonly Script[],
): Promise<readonly CompareResult[]> => {
  const progress = new ProgressLine(stderr);
  const results: CompareResult[] = [];
  const errors: unknown[] = [];
  let over = 0;
  const show = () => {
    if (!stderr.isTTY) return;
    const message = `${over} of ${counted(scripts.length, 'run')} over`;
    progress.show({ phase: 'starting', message, done: over / scripts.length });
  };
  show();
  await runBeside(scripts, { server, clock: systemClock, signal }, (index, result) => {
    over++;
    show();
    if ('error' in result) errors.push(result.error);
    results[index] = 'lab' in result ? result : { failed: failureWords(result.error).message };
  });
  progress.clear();
  const isOfOne = !signal.aborted && errors.length < scripts.length;
  const serious = errors.find((error) => !isOfOne || !(unwrap(error).error instanceof UserError));
  if (serious !== undefined) throw serious;
  return results;
};

const linesOf = (
  { stdout, env }: Edge,
  compared: ComparedLesson,
  format: 'text' | 'markdown',
): readonly string[] =>
  format === 'markdown'
    ? compareMarkdown(compared)
    : compareText(compared, Math.min(160, widthOf(stdout)), paintFor(wantsColor(stdout, env)));
