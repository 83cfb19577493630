import { exitCodes } from '../errors.ts';
import type { CaseStatus } from './case-result.ts';
import type { PairResult } from './judge-pair.ts';

/** How a verification ended. */
export interface Summary {
  /**
   * complete: everything was run. bailed: the first failure ended it, as asked for. interrupted: somebody
   * stopped it. server-lost: the server went away.
   */
  readonly end: 'complete' | 'bailed' | 'interrupted' | 'server-lost';
  /** The reason that the server's connection gave. */
  readonly lost?: string;
  /** How many of the cases that were asked for came to what. */
  readonly cases: Readonly<Record<CaseStatus | 'notRun', number>>;
  /** How many cases ran only as the other half of a pair. */
  readonly extra: number;
  /** How many cases were explored in every order, how many in as many as the bound allows, and that bound. */
  readonly orders: { readonly whole: number; readonly bounded: number; readonly bound: number };
  readonly pairs: Readonly<Record<PairResult['status'] | 'notRun', number>>;
  readonly ms: number;
  /** Everything was proved. */
  readonly ok: boolean;
}

export const exitCodeOf = ({ end, ok }: Summary): (typeof exitCodes)[keyof typeof exitCodes] => {
  switch (end) {
    case 'interrupted':
      return exitCodes.interrupted;
    case 'server-lost':
      return exitCodes.noServer;
    case 'complete':
    case 'bailed':
      return ok ? exitCodes.ok : exitCodes.unproven;
  }
};
