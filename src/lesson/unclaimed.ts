import type { BurstScript } from './burst-script.ts';
import type { EndExpectation, StepExpectation } from './expectation.ts';
import { provesItself, type Script } from './script.ts';

/** A place of a lesson, at one level and in one variant, about which too little is claimed to prove anything. */
export interface Unclaimed {
  /** An index into the script's steps, the end of the run, or the whole of a burst. */
  readonly place: number | 'end' | 'burst';
  /** What nothing is said of, as the end of a sentence: "nothing says …". */
  readonly what: string;
  /** The keys that would say it. */
  readonly expected: string;
}

/**
 * What steps and end do not claim. This is what `check`, `verify` and `record` mean by proved: a step says what it
 * comes to, also after a wait and in each of its alternatives; the end says something of the tables, and what becomes
 * of the invariant.
 */
export const unclaimedIn = (
  script: Pick<Script, 'steps' | 'end' | 'watch' | 'invariant'>,
): readonly Unclaimed[] => [
  ...script.steps.flatMap((step, place) => {
    const missing = provesItself(step) ? undefined : missingInStep(step.expect);
    return missing === undefined ? [] : [{ place, ...missing }];
  }),
  ...missingInEnd(script.end, script).map((one) => ({ place: 'end' as const, ...one })),
];

/** Does it say what the step comes to? Alternatives say it when each of them does. */
export const provesStep = ({
  rows,
  columns,
  affected,
  error,
  answer,
  skipped,
  either,
}: StepExpectation): boolean =>
  skipped === true ||
  [rows, columns, affected, error, answer].some((one) => one !== undefined) ||
  (either?.every(provesStep) ?? false);

/** Does it say everything about the end that a lesson with these tables and this invariant must say? */
export const provesEnd = (end: EndExpectation, about: AboutEnd): boolean =>
  missingInEnd(end, about).length === 0;

/** A burst that claims nothing proves nothing. */
export const unclaimedInBurst = ({ expect = {} }: Pick<BurstScript, 'expect'>): readonly Unclaimed[] =>
  Object.keys(expect).length > 0
    ? []
    : [{ place: 'burst', what: 'what the burst comes to', expected: '`expect`' }];

type Missing = Pick<Unclaimed, 'what' | 'expected'>;

const missingInStep = (expected: StepExpectation | undefined): Missing | undefined => {
  if (expected === undefined) return { what: 'what the step comes to', expected: '`expect`' };
  if (provesStep(expected)) return undefined;
  const waits = [expected, ...(expected.either ?? [])].some(({ waitsFor }) => isWait(waitsFor));
  return waits
    ? { what: 'what the statement comes to after the wait', expected: '`then` beside `waits_for`' }
    : { what: 'what the statement comes to', expected: '`rows`, `affected` or `error`' };
};

const isWait = (waitsFor: StepExpectation['waitsFor']): boolean =>
  waitsFor !== undefined && waitsFor.length > 0;

type AboutEnd = Pick<Script, 'watch' | 'invariant'>;

const missingInEnd = (
  end: EndExpectation | undefined,
  { watch, invariant }: AboutEnd,
): readonly Missing[] => {
  const needed = [
    ...(invariant === undefined ? [] : (['invariant'] as const)),
    ...(watch.length === 0 ? [] : (['tables'] as const)),
  ];
  if (end === undefined) return needed.length === 0 ? [] : [{ what: 'how the run ends', expected: '`end`' }];
  return needed.filter((part) => !says(end, part)).map((part) => missingParts[part]);
};

const missingParts = {
  invariant: {
    what: 'what becomes of the invariant',
    expected: '`invariant: holds` or `invariant: violated` in `end`',
  },
  tables: { what: 'which rows are committed in the end', expected: '`tables` in `end`' },
} as const satisfies Record<string, Missing>;

const says = (end: EndExpectation, part: keyof typeof missingParts): boolean =>
  end[part] !== undefined || (end.either?.every((one) => says(one, part)) ?? false);
