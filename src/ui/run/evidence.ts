import { explain } from '../../engine/explain.ts';
import type { LabState } from '../../engine/state.ts';
import type { RunModel } from '../model/run.ts';
import { goesAtItsOwnPace } from './in-hand.ts';

/** States never change: what was derived from one is derived once. */
const known = new WeakMap<LabState, readonly string[]>();

/** What the lab itself can say about the newest statement on the screen, once the server has answered. */
export const evidenceOf = ({ lab, track }: RunModel): readonly string[] => {
  if (lab === undefined || !(lab.settled || goesAtItsOwnPace(lab))) return [];
  const said = known.get(lab) ?? explain([...track.states.slice(0, track.at), lab]);
  known.set(lab, said);
  return said;
};
