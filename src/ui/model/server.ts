import type { ServerAbout } from '../../engine/events.ts';
import { failureWords } from '../../failure-words.ts';

export interface Progress {
  readonly message: string;
  /** A share from 0 to 1. */
  readonly done?: number;
}

/** recorded: nobody is there; this is the server that a recording was made on. */
export type ServerModel =
  | { readonly status: 'coming'; readonly progress: Progress }
  | { readonly status: 'ready'; readonly about: ServerAbout; readonly recorded?: true }
  | { readonly status: 'absent'; readonly problem: Problem };

/** Something that went wrong, and what the user can do about it. */
export interface Problem {
  readonly title: string;
  readonly message: string;
  readonly next: readonly string[];
  /** Only for bugs. */
  readonly stack?: string;
}

/** What the screen says about an error: a bug keeps its stack. */
export const problemOf = (error: unknown, title: string): Problem => {
  const words = failureWords(error);
  const ours = 'This is not your fault. If it happens again, please report it with the lines below.';
  return { title, ...words, next: words.stack === undefined ? words.next : [ours, ...words.next] };
};

/** Is what is shown a recording, so that there is nothing else to choose? */
export const isRecorded = (server: ServerModel): boolean =>
  server.status === 'ready' && server.recorded === true;
