import type { Script } from '../../lesson/script.ts';

/** The order of the steps, a letter a turn, where it is not the one in which the lesson has them. */
export const orderTold = ({ order, variant }: Pick<Script, 'order' | 'variant'>): string | undefined =>
  order ?? variant?.takes;

/** The same in words: "in the order ABAABB". */
export const orderWords = (script: Pick<Script, 'order' | 'variant'>): string | undefined => {
  const word = orderTold(script);
  return word === undefined ? undefined : `in the order ${word}`;
};

/** Why the steps come without words, where somebody has chosen their order. */
export const withoutProseWords = (order: string): string =>
  `The steps come in the order ${order}. It is not the lesson's own, so what the lesson says of its steps is not said here.`;

/** Why nothing is held against such a run. */
export const notHeldWords =
  "The lesson's expectations are about its own order, and were not held against this one.";
