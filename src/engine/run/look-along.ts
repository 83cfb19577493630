import { UserError } from '../../errors.ts';
import type { Sights } from '../sight.ts';
import type { LabState } from '../state.ts';
import type { RunAction } from './retrace.ts';
import type { LessonRun } from './run.ts';
import { type SightOptions, sightsOf } from './sees.ts';

/**
 * Takes every step that is left of a run that has just begun, and has the sessions asked at each settled moment what they
 * would read. Where they cannot be asked, the run goes on without.
 */
export const finishLooking = async (
  run: LessonRun,
  options: Omit<SightOptions, 'actions' | 'first'>,
): Promise<LabState> => {
  const actions: RunAction[] = [];
  for (;;) {
    const first = run.state;
    const sights = await sightsUnlessRefused({ ...options, actions, first });
    if (sights === undefined) return run.finish();
    await run.lookedAside(first, sights);
    if (first.finished) return run.state;
    await run.next();
    actions.push({ kind: 'next' });
  }
};

const sightsUnlessRefused = async (options: SightOptions): Promise<Sights | undefined> => {
  try {
    return await sightsOf(options);
  } catch (error) {
    if (!(error instanceof UserError) || options.signal.aborted) throw error;
    return undefined;
  }
};
