import type { Place } from '../claim.ts';

/** Where something was done. */
export const placeWords = ({ step }: Place): string =>
  step === undefined ? 'with a statement of your own' : `in step ${step + 1}`;
