import type { LabServer } from '../../engine/ports.ts';
import { explore } from '../../explore/explore.ts';
import type { BurstScript } from '../../lesson/burst-script.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import { withRequests } from '../../lesson/requests.ts';
import { scriptOf } from '../../lesson/script.ts';
import type { NamedOrder } from '../../report/race/named-lines.ts';
import { systemClock } from '../clock.ts';

/** More of them cannot be followed by eye, and take long. */
const requests = 2;

/**
 * The shortest order of two of the requests that violates the promise, and what that is by name: which request came when in a
 * race nobody has seen. Undefined where one switch between them does not break it.
 */
export const nameRace = async (
  server: LabServer,
  { lesson, called }: { readonly lesson: Lesson; readonly called: string },
  { level, variant }: Pick<BurstScript, 'level' | 'variant'>,
  stop: AbortSignal,
): Promise<NamedOrder | undefined> => {
  const script = scriptOf(withRequests(lesson, requests), { level, ...(variant && { variant: variant.id }) });
  const { outcomes } = await explore({
    script,
    server,
    clock: systemClock,
    jobs: 1,
    bound: { switches: 1 },
    serial: false,
    names: true,
    stop,
  });
  const broken = outcomes.find(({ kind, happened }) => kind === 'broken' && happened);
  return broken?.happened && { order: broken.shortest.order, requests, called, happened: broken.happened };
};
