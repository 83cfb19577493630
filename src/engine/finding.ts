import type { Bindings } from './match-rows.ts';

/**
 * One claim of a lesson beside what was observed. holds: it is so. fails: it is not. unproven: the lesson
 * claims nothing about this place. The texts are for people.
 */
export interface Finding {
  readonly verdict: 'holds' | 'fails' | 'unproven';
  /** An index into the script's steps, or the end of the run. */
  readonly place: number | 'end';
  /** What is compared, for instance "rows" or "wait". */
  readonly what: string;
  readonly expected: string;
  readonly observed: string;
}

/** A claim that was looked at, before it is known where it belongs. */
export interface Check extends Pick<Finding, 'what' | 'expected' | 'observed'> {
  readonly ok: boolean;
}

/** What came of comparing one expectation; the bindings are those after it. */
export interface Checked {
  readonly checks: readonly Check[];
  readonly bindings: Bindings;
}

/**
 * Where the server may choose, exactly one of several expectations is met: the first that fits, since later
 * steps and the end go on from there.
 */
export const checkEither = <T>(
  alternatives: readonly T[],
  bindings: Bindings,
  parts: {
    readonly check: (one: T, bindings: Bindings) => Checked;
    readonly words: (one: T, bindings: Bindings) => string;
    readonly observed: string;
  },
): Checked => {
  const fitting = alternatives
    .map((one) => parts.check(one, bindings))
    .find(({ checks }) => checks.every((check) => check.ok));
  const check: Check = {
    ok: fitting !== undefined,
    what: 'one of several outcomes',
    expected: alternatives.map((one) => parts.words(one, bindings)).join('; or '),
    observed: parts.observed,
  };
  return { checks: [check], bindings: fitting?.bindings ?? bindings };
};
