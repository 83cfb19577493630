import { counted } from '../text/amounts.ts';
import type { Step } from './step.ts';

/**
 * An order is a word with a letter a turn, for instance ABAABB: the i-th A is A's i-th step. So each session keeps
 * its own order, whatever the word is.
 */

type Turn = Pick<Step, 'session'>;

/** The order in which these steps stand. */
export const orderOf = (steps: readonly Turn[]): string => steps.map(({ session }) => session).join('');

/** The word as it is typed, where blanks, commas and small letters are as good. */
export const readOrder = (typed: string): string => typed.replaceAll(/[\s,]/g, '').toUpperCase();

/** What keeps a word from being an order of these steps, as the end of a sentence; undefined when it is one. */
export const misfitOf = (order: string, steps: readonly Turn[]): string | undefined => {
  const wanted = countsOf(orderOf(steps));
  const given = countsOf(order);
  const strangers = [...given.keys()].filter((letter) => !wanted.has(letter));
  if (strangers.length > 0) {
    const whose = strangers.map((letter) => `${letter}'s`).join(' or ');
    return `no step is ${whose}; there are steps of ${[...wanted.keys()].join(', ')}`;
  }
  const wrong = [...wanted].filter(([session, count]) => given.get(session) !== count);
  if (wrong.length === 0) return undefined;
  return wrong
    .map(([session, count]) => {
      const turns = given.get(session) ?? 0;
      return `${session} has ${counted(count, 'step')} and gets ${turns === 0 ? 'no turn' : counted(turns, 'turn')}`;
    })
    .join(', ');
};

/** The steps in another order, which must be one of theirs. */
export const inOrder = <T extends Turn>(steps: readonly T[], order: string): readonly T[] => {
  const lanes = Map.groupBy(steps, ({ session }) => session);
  const taken = new Map<string, number>();
  return Array.from(order, (session) => {
    const turn = taken.get(session) ?? 0;
    taken.set(session, turn + 1);
    const step = lanes.get(session)?.[turn];
    if (step === undefined) throw new Error(`${session} has no step ${turn + 1} for its turn in ${order}`);
    return step;
  });
};

const countsOf = (word: string): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const letter of word) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  return counts;
};
