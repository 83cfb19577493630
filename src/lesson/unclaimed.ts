import type { BurstScript } from './burst-script.ts';
import type { EndExpectation, StepExpectation } from './expectation.ts';
import type { Fact, Meaning, Prediction } from './prediction.ts';
import { provesItself, type Script, type ScriptStep } from './script.ts';
import { controlsTransaction } from './statement-kind.ts';

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
 * comes to, also after a wait and in each of its alternatives, and whatever its question asks for; a choice, what it
 * speaks of; the end says something of the tables, and what becomes
 * of the invariant.
 */
export const unclaimedIn = (
  script: Pick<Script, 'steps' | 'end' | 'watch' | 'watchesAll' | 'invariant'>,
): readonly Unclaimed[] => [
  ...script.steps.flatMap((step, place) => {
    const missing = isSilent(step) ? undefined : missingInStep(step.expect);
    return [...(missing ? [missing] : []), ...missingInQuestion(step, script)].map((one) => ({
      place,
      ...one,
    }));
  }),
  ...missingInEnd(script.end, script).map((one) => ({ place: 'end' as const, ...one })),
];

/** It need not say what it comes to; what a statement claims all the same, it claims whole. */
const isSilent = (step: ScriptStep): boolean =>
  provesItself(step) && (step.expect === undefined || step.does !== undefined);

/** Does it say what the step comes to? Alternatives say it when each of them does. */
export const provesStep = ({
  ok,
  rows,
  columns,
  affected,
  error,
  answer,
  skipped,
  either,
}: StepExpectation): boolean =>
  skipped === true ||
  [ok, rows, columns, affected, error, answer].some((one) => one !== undefined) ||
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
    : { what: 'what the statement comes to', expected: '`ok`, or `rows`, `affected` or `error`' };
};

/**
 * A choice that is right says what is so: of what it speaks of, and not of something that is always so. What the student
 * is to type is claimed by the step: otherwise the words beside it would be about nothing that is proved.
 */
const missingInQuestion = (
  { sql, session, predict, expect }: ScriptStep,
  script: Pick<Script, 'steps'>,
): readonly Missing[] => {
  switch (predict?.kind) {
    case undefined:
    case 'rows':
      return [];
    case 'fact':
      return expect === undefined || provesAnswer(predict, expect) ? [] : [missingFacts[predict.fact]];
    case 'choices':
      return predict.choices
        .filter(
          ({ says, means }) =>
            (controlsTransaction(sql) && isAlwaysSo(means)) ||
            subjectsOf(says).some((one) => one !== session && !speaksOf(one, means, script)),
        )
        .map(({ says }) => ({
          what: `whether the choice "${says}" is so`,
          expected:
            '`means` about those steps by their names, or about the end (tables, invariant, rolled_back)',
        }));
  }
};

/** Does an expectation say what a question asks for? Alternatives say it when each of them does. */
export const provesAnswer = (predict: Prediction | undefined, expected: StepExpectation): boolean =>
  predict?.kind !== 'fact' || expected.skipped === true || saysFact(predict.fact, expected);

const saysFact = (fact: Fact, expected: StepExpectation): boolean => {
  const { ok, rows, columns, affected, matched, error, either } = expected;
  const own = {
    affected: affected !== undefined,
    matched: matched !== undefined,
    rows: rows !== undefined && rows.kind !== 'include',
    value: rows !== undefined && rows.kind !== 'count',
    // What claims a result claims that there is no error.
    error: [ok, error, rows, columns, affected, matched].some((one) => one !== undefined),
  } as const satisfies Record<Fact, boolean>;
  return own[fact] || (either?.every((one) => saysFact(fact, one)) ?? false);
};

const missingFacts = {
  affected: { what: 'how many rows it affects, which its question asks', expected: '`affected` in `expect`' },
  matched: { what: 'how many rows it finds, which its question asks', expected: '`matched` in `expect`' },
  rows: { what: 'how many rows it gives, which its question asks', expected: '`rows` in `expect`' },
  value: { what: 'which value it gives, which its question asks', expected: '`rows` in `expect`' },
  error: {
    what: 'whether it fails, which its question asks',
    expected: '`error`, or else `rows` or `affected`, in `expect`',
  },
} as const satisfies Record<Fact, Missing>;

/** COMMIT, ROLLBACK and the like change no row and, but for a table's lock, never wait. */
const isAlwaysSo = ({ affected = 0, waitsFor = [], ...more }: Meaning): boolean =>
  affected === 0 && waitsFor.length === 0 && Object.keys(more).length === 0;

/** The sessions that a choice is about: "B goes on, and C waits for B.", and not "Yes, A is dead."; "for A does" gives a reason. */
const subjectsOf = (says: string): readonly string[] => {
  const doing = /(?<!\bfor )\b([A-Z]) (?!is\b|has\b|was\b)[a-z]+s\b/g;
  return says.search(doing) === 0 ? [...says.matchAll(doing)].flatMap(([, session = '']) => session) : [];
};

const speaksOf = (session: string, means: Meaning, script: Pick<Script, 'steps'>): boolean => {
  const { steps = {}, end, either = [], waitsFor = [] } = means;
  const of = Object.keys(steps).map((name) => script.steps.find((step) => step.name === name)?.session);
  return (
    end !== undefined ||
    waitsFor.includes(session) ||
    of.includes(session) ||
    either.some((one) => speaksOf(session, one, script))
  );
};

const isWait = (waitsFor: StepExpectation['waitsFor']): boolean =>
  waitsFor !== undefined && waitsFor.length > 0;

type AboutEnd = Pick<Script, 'watch' | 'watchesAll' | 'invariant'>;

const missingInEnd = (
  end: EndExpectation | undefined,
  { watch, watchesAll, invariant }: AboutEnd,
): readonly Missing[] => {
  const needed = [
    ...(invariant === undefined ? [] : (['invariant'] as const)),
    // Tables that nobody has named are shown, and need no claim.
    ...(watch.length === 0 || watchesAll ? [] : (['tables'] as const)),
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
