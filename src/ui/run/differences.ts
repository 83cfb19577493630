import { differingSteps } from '../../engine/compare/differences.ts';
import type { Beside } from '../model/run.ts';
import type { Track } from './track.ts';

/** The places of the track at which a step has come to something else than in the run before. */
export const differencesIn = ({ lab }: Beside, { states }: Track): readonly number[] =>
  [...states.keys()].filter((place) => differencesAt(lab, states, place).length > 0);

/** The steps that are known there, and not one place before, to have come to something else. */
export const differencesAt = (
  before: Beside['lab'],
  states: Track['states'],
  place: number,
): readonly number[] => {
  const [past, state] = [states[place - 1], states[place]];
  if (past === undefined || state === undefined) return [];
  const known = differingSteps(before, past);
  return differingSteps(before, state).filter((step) => !known.includes(step));
};
