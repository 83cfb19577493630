import type { Exercise } from '../lesson/exercise.ts';

/** What there is to do. */
export const kindWords = {
  break: 'break it',
  fix: 'fix it',
  read: 'read it',
} as const satisfies Record<Exercise['asks']['kind'], string>;
