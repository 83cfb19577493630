import type { Exploration } from '../../explore/exploration.ts';

/** Which of its session's steps it is, from 1. */
export const stepOf = ({ script: { steps } }: Pick<Exploration, 'script'>, place: number): number =>
  steps.slice(0, place + 1).filter(({ session }) => session === steps[place]?.session).length;
