import type { Script } from '../../lesson/script.ts';

/** In which order the steps are taken, where it is not the one in which the lesson has them. */
export const orderWords = ({ order, variant }: Pick<Script, 'order' | 'variant'>): string | undefined => {
  const word = order ?? variant?.takes;
  return word === undefined ? undefined : `in the order ${word}`;
};

/** Why the steps come without words. */
export const withoutProseWords =
  "This is not the lesson's own order, so what it says of its steps is not said here.";

/** Why nothing is held against the run. */
export const notHeldWords =
  "The lesson's expectations are about its own order, and were not held against this one.";
