import { fileURLToPath } from 'node:url';

const file = (name: string): string => fileURLToPath(new URL(`samples/${name}`, import.meta.url));

/** Exercises for tests, small enough to be judged at once, and files that answer one. */
export const samples = {
  tally: file('tally-break.yaml'),
  likes: file('likes-fix.yaml'),
  shelf: file('shelf-read.yaml'),
  answers: {
    right: file('answers/likes-right.yaml'),
    share: file('answers/likes-share.yaml'),
    misspelt: file('answers/likes-misspelt.yaml'),
  },
} as const;
