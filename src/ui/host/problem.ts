import { failureWords } from '../../failure-words.ts';
import type { Problem } from '../model/server.ts';

/** What the screen says about an error: a bug keeps its stack. */
export const problemOf = (error: unknown, title: string): Problem => {
  const words = failureWords(error);
  const ours = 'This is not your fault. If it happens again, please report it with the lines below.';
  return { title, ...words, next: words.stack === undefined ? words.next : [ours, ...words.next] };
};
