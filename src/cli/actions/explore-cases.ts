import type { LabEvent } from '../../engine/events.ts';
import type { LabServer } from '../../engine/ports.ts';
import { exitCodes, UserError, unwrap } from '../../errors.ts';
import type { Bound } from '../../explore/bound.ts';
import { explore } from '../../explore/explore.ts';
import { failureWords } from '../../failure-words.ts';
import { interleavingsOf } from '../../lesson/interleavings.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import type { Script } from '../../lesson/script.ts';
import type { ExploreEventBody } from '../../report/explore/events.ts';
import { type ExploredCase, isBroken, seenIn } from '../../report/explore/explored.ts';
import { systemClock } from '../clock.ts';

export interface ExploreCases {
  readonly lesson: Pick<Lesson, 'id' | 'title'>;
  readonly scripts: readonly Script[];
  readonly server: LabServer;
  readonly jobs: number;
  readonly bound: Bound;
  readonly seed?: number;
  readonly record?: (events: readonly LabEvent[]) => void;
  /** What is said of an error in the words of whoever has asked. */
  readonly explain?: (error: unknown) => unknown;
  readonly stop: AbortSignal;
  readonly emit: (event: ExploreEventBody) => void;
}

/**
 * One case after the other, each in as many sandboxes as there are jobs. Once it is to stop, what is known by then is the
 * result. What is wrong with one of them is told beside the others.
 *
 * @throws what is wrong with all of them, or with the server, or a bug
 */
export const exploreCases = async (wanted: ExploreCases): Promise<readonly ExploredCase[]> => {
  const { lesson, scripts, server, jobs, bound, stop, emit } = wanted;
  const { id, title } = lesson;
  emit({ type: 'explore-started', lesson: { id, title }, server: server.about, scripts, jobs, bound });
  const cases: ExploredCase[] = [];
  const errors: unknown[] = [];
  for (const script of scripts) {
    if (stop.aborted) cases.push({ script });
    else cases.push({ script, result: await resultOf(script, wanted, errors) });
  }
  if (errors.length === scripts.length) throw errors[0];
  const broken = seenIn(cases).some(({ exploration }) => isBroken(exploration));
  emit({ type: 'explore-finished', isStopped: stop.aborted, isBroken: broken });
  return cases;
};

const resultOf = async (
  script: Script,
  { server, jobs, bound, seed, record, explain = (error) => error, stop, emit }: ExploreCases,
  errors: unknown[],
): Promise<NonNullable<ExploredCase['result']>> => {
  emit({ type: 'case-started', script, of: interleavingsOf(script.steps) });
  try {
    const tell: Parameters<typeof explore>[0]['tell'] = (order, of) =>
      emit({ type: 'order', script, order, of });
    const more = { ...(seed !== undefined && { seed }), ...(record && { record }) };
    const result = await explore({
      script,
      server,
      clock: systemClock,
      jobs,
      bound,
      ...more,
      names: true,
      stop,
      tell,
    });
    emit({ type: 'case-finished', script, result });
    return result;
  } catch (thrown) {
    const error = explain(thrown);
    const { error: first } = unwrap(error);
    if (!(first instanceof UserError && first.exitCode === exitCodes.usage)) throw error;
    errors.push(error);
    const result = { failed: failureWords(error).message };
    emit({ type: 'case-finished', script, result });
    return result;
  }
};
