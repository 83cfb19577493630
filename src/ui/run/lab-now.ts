import type { RunModel } from '../model/run.ts';
import { isRecorded, type ServerModel } from '../model/server.ts';
import { isLive } from './track.ts';

/**
 * The time in the run, in ms, by the clock's time: what waits in it has waited longer since the last event. In a recording,
 * and where the user looks back, no time goes on: what is shown was over soon.
 */
export const labNow = (
  { lab, track, heardAt }: Pick<RunModel, 'lab' | 'track' | 'heardAt'>,
  server: ServerModel,
  now: number,
): number => (lab?.at ?? 0) + (goesOn({ track }, server) ? Math.max(0, now - heardAt) : 0);

export const goesOn = ({ track }: Pick<RunModel, 'track'>, server: ServerModel): boolean =>
  isLive(track) && !isRecorded(server);
