import { systemClock } from '../cli/clock.ts';
import type { LabServer } from '../engine/ports.ts';
import { addRun, type CaseResult } from '../verify/case-result.ts';
import type { CaseFilter } from '../verify/filter.ts';
import { judgePair } from '../verify/judge-pair.ts';
import { usualOrders } from '../verify/orders-bound.ts';
import { casesOfPair, type Pair } from '../verify/pairs.ts';
import { type PlannedCase, planVerify } from '../verify/plan.ts';
import { runPlanned } from '../verify/run-planned.ts';
import { aboutCase } from '../verify/verify.ts';
import { LazyServer } from './lazy-server.ts';
import { type LessonSource, lessonsIn } from './lesson-source.ts';
import { caseError, pairError } from './lesson-test-error.ts';

export interface LessonTestOptions {
  /**
   * What is tested: as on the command line a lesson file, a folder of them, a pattern such as `lessons/lost-*.yaml`,
   * the id of a lesson that comes with isolab, or several of these. Paths are relative to the working directory.
   * Or lessons that are read already.
   */
  readonly lessons: LessonSource;
  /**
   * Gives the lab on a server, when the first test needs it; `close` disposes of it. Without it a server is
   * taken as the command line does: `ISOLAB_URL`, a `mysqld` on PATH, the embedded one, or Docker.
   */
  readonly server?: () => Promise<LabServer & AsyncDisposable>;
  /** Which levels and variants; all of them without it. */
  readonly filter?: CaseFilter;
  /** How long one run may take, in ms; 60 s without it. */
  readonly limitMs?: number;
  /** Where not all orders of a lesson's steps can be run: so many, those with the fewest switches. */
  readonly orders?: number;
}

/** One lesson at one level in one variant, or one claim of a variant to prevent something. */
export interface LessonTest {
  /** For instance `duplicate-book @ REPEATABLE READ + unique-index`. */
  readonly name: string;
  /** The id of the lesson. */
  readonly lesson: string;
  /** How long it may take at most, in ms, for the test framework. */
  readonly timeoutMs: number;
  /** @throws LessonTestError that tells where, with a diff and what happened. */
  readonly run: () => Promise<void>;
}

export interface LessonTests extends Iterable<LessonTest>, AsyncDisposable {
  /**
   * Gives the server back, if there was a test that needed one. Without it that is done when nothing else is left to do
   * for the process, as with node:test; and a server of our own ends however the process does.
   */
  readonly close: () => Promise<void>;
}

/**
 * Turns lessons into tests, for vitest, node:test or any other framework:
 *
 * ```ts
 * import { lessonTests } from 'isolab';
 * import { it } from 'node:test';
 *
 * for (const test of await lessonTests({ lessons: 'my-lessons' })) it(test.name, () => test.run());
 * ```
 *
 * A framework that ends its processes itself, such as vitest, has to be told to give the server back:
 *
 * ```ts
 * const lessons = await lessonTests({ lessons: ['my-lessons', 'drafts/*.yaml'] });
 * afterAll(() => lessons.close());
 * for (const test of lessons) it(test.name, () => test.run(), test.timeoutMs);
 * ```
 *
 * Collecting the tests reads the files and needs no server. Every run has a sandbox of its own, so the tests
 * may run in any order, alone, or at the same time.
 *
 * @throws UserError when a lesson cannot be read, or the filter leaves nothing.
 */
export const lessonTests = async (options: LessonTestOptions): Promise<LessonTests> => {
  const { filter, limitMs = 60_000, orders = usualOrders } = options;
  const plan = planVerify(await lessonsIn(options.lessons), filter);
  const server = new LazyServer(options.server);
  const results = new Map<string, Promise<CaseResult>>();
  /** Once for all tests that need it: a pair is judged by the same runs as its cases. */
  const resultOf = (one: PlannedCase): Promise<CaseResult> => {
    const known = results.get(one.id);
    if (known !== undefined) return known;
    const result = server
      .get()
      .then((lab) =>
        runPlanned(one.proves, {
          server: lab,
          clock: systemClock,
          limitMs,
          evidence: 'outcomes',
          orders,
          sandboxes,
        }),
      )
      .then((run) => addRun(undefined, run).result);
    results.set(one.id, result);
    return result;
  };
  const tests = [
    ...plan.cases.filter(({ requested }) => requested).map((one) => caseTest(one, resultOf, limitMs)),
    ...plan.pairs.map((pair) => pairTest(pair, plan.cases, resultOf, limitMs)),
  ];
  const close = () => server.close();
  return { [Symbol.iterator]: () => tests.values(), close, [Symbol.asyncDispose]: close };
};

type ResultOf = (one: PlannedCase) => Promise<CaseResult>;

const caseTest = (one: PlannedCase, resultOf: ResultOf, limitMs: number): LessonTest => ({
  name: one.id,
  lesson: one.lesson.id,
  timeoutMs: mostMs(one, limitMs) + startMs,
  run: async () => {
    const result = await resultOf(one);
    if (result.status !== 'passed') throw caseError(aboutCase(one), result);
  },
});

const pairTest = (
  pair: Pair,
  cases: readonly PlannedCase[],
  resultOf: ResultOf,
  limitMs: number,
): LessonTest => ({
  name: pair.id,
  lesson: pair.lesson,
  timeoutMs: casesOf(pair, cases).reduce((sum, one) => sum + mostMs(one, limitMs), startMs),
  run: async () => {
    const results = new Map<string, CaseResult>();
    for (const one of casesOf(pair, cases)) results.set(one.id, await resultOf(one));
    const result = judgePair(pair, (id) => results.get(id));
    if (result === undefined) throw new Error(`No cases for ${pair.id}`);
    if (result.status === 'failed') throw pairError(pair, result);
  },
});

const casesOf = (pair: Pair, cases: readonly PlannedCase[]): readonly PlannedCase[] =>
  cases.filter(({ id }) => casesOfPair(pair).includes(id));

/** Of an exploration the limit is that of each order. */
const mostMs = ({ proves }: PlannedCase, limitMs: number): number =>
  proves.kind === 'orders' ? 10 * limitMs : limitMs;

/** How many orders of an exploration run at a time; test frameworks run many files beside each other. */
const sandboxes = 4;

/** The first test may have to fetch and start a server. */
const startMs = 60_000;
