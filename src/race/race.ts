import type { BurstScript } from '../lesson/burst-script.ts';
import type { RaceEvent, RaceEventBody } from './events.ts';
import { Application, type RoundOptions } from './round.ts';
import { type RaceState, reduceRace } from './state.ts';

export interface RaceOptions extends RoundOptions {
  readonly rounds: number;
  /** Asked after every round: true ends the race, for instance since what was looked for has been seen. */
  readonly isEnough?: (state: RaceState) => boolean;
  /** Called for every event, in order. */
  readonly emit: (event: RaceEvent, state: RaceState) => void;
}

/**
 * Rounds one after the other, each in tables as the setup has left them, and what all of them came to. When it
 * returns or throws, nothing is left on the server.
 *
 * @throws UserError when the setup fails, or the signal's reason.
 */
export const race = async (script: BurstScript, options: RaceOptions): Promise<RaceState> => {
  const { clock, rounds, gate, server, emit, isEnough = () => false } = options;
  const begunAt = clock.now();
  let state: RaceState | undefined;
  const tell = (body: RaceEventBody): RaceState => {
    const event: RaceEvent = { at: clock.now() - begunAt, ...body };
    state = reduceRace(state, event);
    emit(event, state);
    return state;
  };
  const play = async (application: Application, round: number): Promise<boolean> => {
    tell({ type: 'round-started', round });
    const result = await application.round((request) => tell({ type: 'request-answered', round, request }));
    return isEnough(tell({ type: 'round-finished', round, result }));
  };
  await withApplication(script, options, async (application) => {
    const { about } = server;
    const { redis } = application;
    const before = await application.stored();
    tell({ type: 'race-started', script, server: about, ...(redis && { redis }), rounds, gate, before });
    let isOver = await play(application, 1);
    for (let round = 2; round <= rounds && !isOver; round++) {
      if (application.canBeRenewed) {
        await application.renew();
        isOver = await play(application, round);
      } else {
        isOver = await withApplication(script, options, (another) => play(another, round));
      }
    }
  });
  return tell({ type: 'race-finished' });
};

const withApplication = async <T>(
  script: BurstScript,
  options: RoundOptions,
  use: (application: Application) => Promise<T>,
): Promise<T> => {
  await using application = await Application.start(script, options);
  try {
    return await use(application);
  } catch (error) {
    // What is torn down fails somehow; the reason knows why.
    options.signal.throwIfAborted();
    throw error;
  }
};
