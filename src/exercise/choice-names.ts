import type { ReadIt } from '../lesson/exercise.ts';

/** InnoDB's report has a (1) and a (2) of its own, and sessions are called A and B everywhere else. */
const namesOf: Readonly<Record<ReadIt['shows'], string>> = {
  deadlock: 'abcdef',
  transcript: '123456',
  locks: '123456',
};

/** What a choice is called by its index, so that nobody takes it for something that is shown. */
export const choiceName = ({ shows }: Pick<ReadIt, 'shows'>, index: number): string =>
  namesOf[shows].charAt(index);

/** The first and the last one, in words. */
export const choiceRange = (asks: Pick<ReadIt, 'shows'>, count: number): string =>
  `${choiceName(asks, 0)} to ${choiceName(asks, count - 1)}`;

/** The index of a choice as somebody writes it: 2, "2", b, B or "b)"; undefined where there is none of this name. */
export const choiceMeant = (
  asks: Pick<ReadIt, 'shows'>,
  count: number,
  written: string | number,
): number | undefined => {
  const name = String(written)
    .trim()
    .replace(/^\((.*)\)$/, '$1')
    .replace(/[.)]$/, '')
    .toLowerCase();
  const index = name.length === 1 ? namesOf[asks.shows].indexOf(name) : -1;
  return index >= 0 && index < count ? index : undefined;
};
