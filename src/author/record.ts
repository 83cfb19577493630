import { judge } from '../engine/judge/judge.ts';
import type { LabState } from '../engine/state.ts';
import type { Lesson } from '../lesson/lesson.ts';
import type { Level } from '../lesson/level.ts';
import { parseLesson } from '../lesson/parse.ts';
import type { ExpectFile } from '../lesson/problem.ts';
import { scriptOf } from '../lesson/script.ts';
import { workOff } from '../verify/work-off.ts';
import type { Observed } from './decide.ts';
import { editLesson, type LessonTexts, lessonData } from './edit-lesson.ts';
import { namesOf } from './names-of.ts';
import { planRecord } from './plan-record.ts';
import type { OpenClaims, RecordOptions } from './record-options.ts';
import { observeOrders, openOrders, writeOrders } from './record-orders.ts';
import { runToEnd } from './run-to-end.ts';
import { RunsOfScript } from './runs-of-script.ts';

export interface Recorded {
  readonly before: string;
  /** The file with what was observed written into it. */
  readonly after: string;
  /** The same of the file with what is expected of it, if there is one. */
  readonly expected?: ExpectFile;
  /** What the file as it is now still claims wrongly, or does not claim, where the lesson ran. */
  readonly open: readonly OpenClaims[];
}

/**
 * Runs a lesson at its levels and in its variants on a real server, and writes what came of it into the
 * text of its file, or of that with what is expected of it; everything else stays as it is, byte for byte.
 *
 * @throws LessonError when the text is no lesson, UserError when a run breaks down, the signal's reason.
 */
export const recordLesson = async (options: RecordOptions): Promise<Recorded> => {
  const { text, file, expected } = options;
  const before: LessonTexts = { text, ...(file !== undefined && { file }), ...(expected && { expected }) };
  const lesson = parseLesson(text, before);
  const seen = await observe(lesson, options);
  const steps = seen.reduce((texts, one) => write(texts, one, seen, options), before);
  const orders = await observeOrders(parseLesson(steps.text, steps), options);
  const after = orders.reduce((texts, one) => writeOrders(texts, one, options), steps);
  const recorded = parseLesson(after.text, after);
  return {
    before: text,
    after: after.text,
    ...(after.expected && { expected: after.expected }),
    open: [...openClaims(recorded, seen), ...openOrders(recorded, orders)],
  };
};

/** What the lesson, or one of its variants, came to. */
interface Seen {
  readonly variant?: string;
  readonly states: ReadonlyMap<Level, readonly LabState[]>;
}

const observe = async (lesson: Lesson, options: RecordOptions): Promise<readonly Seen[]> => {
  const { server, clock, signal, jobs, repeat, onProgress } = options;
  const variants = options.variants ?? [undefined, ...lesson.variants.map(({ id }) => id)];
  const targets = variants.map((variant) => ({ ...(variant !== undefined && { variant }) }));
  const cases = targets.flatMap((target) =>
    (options.levels ?? lesson.levels).map((level) => ({ target, level, states: [] as LabState[] })),
  );
  let done = 0;
  onProgress?.(done, cases.length);
  await workOff(cases, jobs, signal, async ({ target, level, states }) => {
    const script = scriptOf(lesson, { level, ...target });
    const runs = new RunsOfScript(repeat);
    while (!runs.isEnough)
      runs.add(await runToEnd(script, { server, clock, signal, evidence: 'everything' }));
    states.push(...runs.states);
    done += 1;
    onProgress?.(done, cases.length);
  });
  signal.throwIfAborted();
  return targets.map((target) => ({
    ...target,
    states: new Map(cases.filter((one) => one.target === target).map(({ level, states }) => [level, states])),
  }));
};

/** The lesson comes first: what a variant has to say depends on what the lesson says. */
const write = (
  texts: LessonTexts,
  { variant, states }: Seen,
  all: readonly Seen[],
  options: RecordOptions,
): LessonTexts => {
  const lesson = parseLesson(texts.text, texts);
  const plain = all.find((one) => one.variant === undefined);
  const edits = planRecord({
    lesson,
    ...lessonData(texts),
    ...(variant !== undefined && { variant }),
    observed: withNames(lesson, variant, states),
    ...(plain && { plain: withNames(lesson, undefined, plain.states) }),
    update: options.update,
  });
  return editLesson(texts, edits);
};

const withNames = (lesson: Lesson, variant: string | undefined, states: Seen['states']): Observed =>
  new Map(
    [...states].map(([level, runs]) => {
      const script = scriptOf(lesson, { level, ...(variant !== undefined && { variant }) });
      return [level, { states: runs, names: namesOf(script, runs) }];
    }),
  );

/** The same runs again, judged by what the file says now. */
const openClaims = (lesson: Lesson, seen: readonly Seen[]): readonly OpenClaims[] =>
  seen.flatMap(({ variant, states }) =>
    [...states].flatMap(([level, runs]) => {
      const place = { level, ...(variant !== undefined && { variant }) };
      const script = scriptOf(lesson, place);
      const open = runs
        .map((state) => judge({ ...state, script }).filter(({ verdict }) => verdict !== 'holds'))
        .find((findings) => findings.length > 0);
      return open === undefined ? [] : [{ ...place, findings: open }];
    }),
  );
