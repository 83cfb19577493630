import { statements } from '../../engine/statements.ts';
import { type Move, switchesIn } from '../../explore/switches.ts';
import type { RunModel } from '../model/run.ts';

/** Who went, one after the other, up to what is shown, and how many switches that has. */
export interface Moves {
  readonly sessions: readonly string[];
  readonly switches: number;
}

export const movesIn = ({ track }: Pick<RunModel, 'track'>): Moves => {
  const moves = track.states.slice(0, track.at).flatMap((before, place): readonly Move[] => {
    const after = track.states[place + 1];
    const sent = after && statements(after).slice(statements(before).length);
    const step = sent?.find(({ by }) => by === 'script');
    return step === undefined ? [] : [{ session: step.session, before }];
  });
  return { sessions: moves.map(({ session }) => session), switches: switchesIn(moves) };
};
