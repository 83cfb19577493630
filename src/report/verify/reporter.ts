import type { VerifyEvent } from '../../verify/events.ts';

/** Writes what is told to a sink of its own, in its own format. */
export interface VerifyReporter {
  readonly tell: (event: VerifyEvent) => void;
}

/** Gets text as it is to be written; whole lines, except for the pretty reporter on a terminal. */
export type Sink = (text: string) => void;
