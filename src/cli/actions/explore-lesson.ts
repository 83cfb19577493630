import type { LabEvent } from '../../engine/events.ts';
import { jsonText } from '../../engine/json-text.ts';
import type { LabServer } from '../../engine/ports.ts';
import { exitCodes } from '../../errors.ts';
import type { Bound } from '../../explore/bound.ts';
import type { ServerWish } from '../../hosts/provider.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import { withRequests } from '../../lesson/requests.ts';
import { type Script, scriptOf } from '../../lesson/script.ts';
import { exploreLine } from '../../report/explore/event-line.ts';
import type { ExploreEventBody } from '../../report/explore/events.ts';
import { type ExploredLesson, isBroken, mainAndBeside, seenIn } from '../../report/explore/explored.ts';
import { exploreReport } from '../../report/explore/json.ts';
import { ExploreProgress } from '../../report/explore/progress.ts';
import { exploreText } from '../../report/explore/text.ts';
import { worstOf } from '../../report/explore/worst.ts';
import { systemClock } from '../clock.ts';
import { type Edge, wantsColor, widthOf } from '../edge.ts';
import { isOfOthers, sparingJobs, usualJobs } from '../jobs.ts';
import { ProgressLine } from '../progress.ts';
import { writeText } from '../text-output.ts';
import { withLab } from '../with-lab.ts';
import { type CaseWords, chooseCases } from './choose-cases.ts';
import { exploreCases } from './explore-cases.ts';
import { explainOwn, type OwnSql, withItsTables } from './own-sql.ts';
import { openRecordingFile, type RecordingFile } from './recording-file.ts';
import { saveLesson } from './save-lesson.ts';
import { tellStory } from './tell-story.ts';

export interface ExploreLesson extends CaseWords {
  readonly lesson: Lesson;
  /** As somebody has called it, or the file that it will be; what is to be nowhere is called by nobody. */
  readonly called?: string;
  readonly own?: OwnSql;
  /** A file for what is somebody's own. */
  readonly save?: string;
  readonly seed?: number;
  /** A file for the events of all runs. */
  readonly record?: string;
  /** Whole requests of its handler, where it has one. */
  readonly requests?: number;
  readonly bound: Bound;
  readonly jobs?: number;
  readonly format: 'text' | 'json' | 'ndjson';
  readonly wish: ServerWish;
}

/**
 * Runs a lesson in every order, at its levels and in its variants, and writes what they come to; what is known is written
 * when it is ended early, too.
 */
export const exploreLesson = async (edge: Edge, asked: ExploreLesson): Promise<number> => {
  const named = inRequests(asked);
  // What is not there is told before a server is started.
  scriptsOf(named);
  using recording = asked.record === undefined ? undefined : openRecordingFile(asked.record);
  for (const note of asked.own?.notes ?? []) writeText(edge, edge.stderr, `${note}\n`);
  const { explored, wanted } = await withLab(edge, asked.wish, async (server) => {
    const own = asked.own && (await withItsTables(asked.own, server));
    const it = own ? { ...named, own, lesson: own.lesson } : named;
    return { explored: await exploreOn(edge, it, scriptsOf(it), server, recording), wanted: it };
  });
  const seen = seenIn(explored.cases);
  if (seen.length > 0 || explored.isStopped) write(edge, wanted, explored);
  await save(edge, wanted, explored);
  // The reason knows which signal it was.
  edge.signal.throwIfAborted();
  if (explored.cases.some(({ result }) => result && 'failed' in result)) return exitCodes.usage;
  return seen.some(({ exploration }) => isBroken(exploration)) ? exitCodes.unproven : exitCodes.ok;
};

/** The steps of a lesson with a handler are the way of one order, so its requests are taken whole. @throws UserError */
const inRequests = (wanted: ExploreLesson): ExploreLesson => {
  const { lesson, requests = lesson.handler && usualRequests } = wanted;
  return requests === undefined ? wanted : { ...wanted, requests, lesson: withRequests(lesson, requests) };
};

const usualRequests = 2;

/** The lesson as it is at its levels, then each variant. @throws UserError */
const scriptsOf = (wanted: ExploreLesson): readonly Script[] => {
  const { lesson } = wanted;
  const { levels = lesson.levels, variants = [undefined, ...lesson.variants.map(({ id }) => id)] } =
    chooseCases(lesson, wanted);
  return variants.flatMap((variant) =>
    levels.map((level) => scriptOf(lesson, { level, ...(variant !== undefined && { variant }) })),
  );
};

const exploreOn = async (
  edge: Edge,
  wanted: ExploreLesson,
  scripts: readonly Script[],
  server: LabServer,
  recording: RecordingFile | undefined,
): Promise<ExploredLesson> => {
  const { lesson, called, requests, bound, seed, format } = wanted;
  const { signal } = edge;
  const isSparing = wanted.jobs === undefined && isOfOthers(server);
  const jobs = wanted.jobs ?? (isSparing ? sparingJobs : usualJobs());
  using follow = followerOf(edge, format);
  const record = (events: readonly LabEvent[]): void => {
    for (const event of events) recording?.add(event);
  };
  const cases = await exploreCases({
    lesson,
    scripts,
    server,
    jobs,
    bound,
    ...(seed !== undefined && { seed }),
    ...(recording && { record }),
    ...(wanted.own && { explain: explainOwn(wanted.own) }),
    stop: signal,
    emit: follow.emit,
  });
  const explored = {
    lesson,
    ...(called !== undefined && { called }),
    ...(wanted.own && { isOwn: true }),
    ...(requests !== undefined && { requests }),
    server: server.about,
    jobs,
    isSparing,
    cases,
  };
  const bad = worstOf(seenIn(mainAndBeside(cases).main), lesson.level);
  if (format !== 'text' || bad === undefined || signal.aborted)
    return { ...explored, isStopped: signal.aborted };
  try {
    return { ...explored, isStopped: false, story: await tellStory(server, lesson, bad, signal) };
  } catch (error) {
    // The rest is known, and only its story is not told.
    if (signal.aborted) return { ...explored, isStopped: false };
    throw error;
  }
};

/** Tells on a terminal how far it is, and as events a line what happens. */
const followerOf = ({ stdout, stderr }: Edge, format: ExploreLesson['format']) => {
  const begunAt = systemClock.now();
  const progress = new ExploreProgress();
  const line = new ProgressLine(stderr);
  return {
    emit: (body: ExploreEventBody): void => {
      const event = { at: systemClock.now() - begunAt, ...body };
      progress.follow(event);
      if (format === 'ndjson') stdout.write(exploreLine(event));
      if (stderr.isTTY && event.type === 'order')
        line.show({ phase: 'starting', message: progress.line, done: progress.done });
    },
    [Symbol.dispose]: () => line.clear(),
  };
};

const save = async (
  edge: Edge,
  { own, save: file }: ExploreLesson,
  { cases }: ExploredLesson,
): Promise<void> => {
  if (own === undefined || file === undefined) return;
  const bad = worstOf(seenIn(cases), own.lesson.level);
  writeText(edge, edge.stderr, `\n${(await saveLesson(file, own, bad)).join('\n')}\n`);
};

const write = ({ stdout, env }: Edge, { format }: ExploreLesson, explored: ExploredLesson): void => {
  if (format === 'json') stdout.write(`${jsonText(exploreReport(explored), 2)}\n`);
  if (format !== 'text') return;
  const looks = { width: Math.min(160, widthOf(stdout)), color: wantsColor(stdout, env) };
  writeText({ env }, stdout, `${exploreText(explored, looks).join('\n')}\n`);
};
