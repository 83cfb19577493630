import type { Clock, LabServer } from '../engine/ports.ts';
import type { Bound } from '../explore/bound.ts';
import type { Exploration, JudgedOrder } from '../explore/exploration.ts';
import { explore } from '../explore/explore.ts';
import { burstOf } from '../lesson/burst-script.ts';
import type { FixIt } from '../lesson/exercise.ts';
import type { Lesson } from '../lesson/lesson.ts';
import { type Solved, solutionVariant } from '../lesson/lesson.ts';
import type { Level } from '../lesson/level.ts';
import { type Script, scriptOf } from '../lesson/script.ts';
import type { Values } from '../lesson/step.ts';
import { race } from '../race/race.ts';
import { type Check, type Costs, costsOf, levelCheck, type Ran } from './checks.ts';
import { refusedStatement } from './refused-statement.ts';
import { requested } from './requested.ts';
import { servedAsBefore } from './served.ts';
import type { KeptRuns } from './shown-run.ts';
import { answerOf, isServed } from './told.ts';
import { toldCheck } from './told-check.ts';
import { unanswered } from './unanswered.ts';

export interface JudgeOptions {
  readonly server: LabServer;
  readonly clock: Clock;
  readonly jobs: number;
  readonly stop: AbortSignal;
  readonly onRun?: () => void;
  /** Where what there is to read stays from one save to the next. */
  readonly kept?: KeptRuns;
}

export interface FixVerdict {
  readonly isSolved: boolean;
  readonly checks: readonly Check[];
  /** Of the orders of its two requests or programs; absent where none was run. */
  readonly costs?: Costs;
  readonly exploration?: Exploration;
}

/**
 * Runs a solution in every order, beside what it must keep, and says what became of each. Of one whose level is not allowed,
 * or of whose statements the server refuses one, nothing else is said.
 *
 * @throws UserError when its setup fails; whatever the server fails with.
 */
export const judgeFix = async (
  exercise: Lesson,
  asks: FixIt,
  { lesson, level }: Solved,
  options: JudgeOptions,
): Promise<FixVerdict> => {
  const levels = levelCheck(level, asks.must.levels);
  if (levels.verdict === 'fails') return { isSolved: false, checks: [levels] };
  const now = await ranAt(requested(lesson), level, options);
  const { exploration } = now;
  const refused = refusedStatement(now);
  if (refused) return { isSolved: false, checks: [refused], exploration };
  const before = await exploreWith(scriptOf(requested(exercise)), options, { switches: 0 });
  const served = servedAsBefore(now, before);
  const checks: Check[] = [
    promiseCheck(now),
    served,
    // What is told one after the other is what it is held against.
    ...(served.verdict === 'holds' ? [toldCheck(now)] : []),
    ...(asks.must.noErrors ? [errorsCheck(now)] : []),
    ...(asks.must.noRefusals ? [refusedCheck(now)] : []),
    ...(asks.must.noDeadlocks ? [deadlocksCheck(now)] : []),
  ];
  if (asks.must.apart) checks.push(await apartCheck(lesson, level, asks.must.apart, options));
  if (lesson.handler) checks.push(await burstCheck(lesson, level, options));
  return {
    isSolved: checks.every(({ verdict }) => verdict === 'holds'),
    checks: asks.opens.includes('level') ? [levels, ...checks] : checks,
    costs: costsOf(exploration),
    exploration,
  };
};

const ranAt = async (lesson: Lesson, level: Level, options: JudgeOptions): Promise<Ran> => {
  const script = scriptOf(lesson, { level, variant: solutionVariant });
  return { lesson, exploration: await exploreWith(script, options) };
};

const exploreWith = (
  script: Script,
  { server, clock, jobs, stop, onRun }: JudgeOptions,
  bound?: Bound,
): Promise<Exploration> =>
  explore({
    script,
    server,
    clock,
    jobs,
    stop,
    serial: false,
    ...(onRun && { onRun }),
    ...(bound && { bound }),
  });

const shortest = (
  { orders, varying }: Exploration,
  isSo: (order: JudgedOrder) => boolean,
): JudgedOrder | undefined =>
  [...orders, ...(varying.worst ? [varying.worst] : [])]
    .filter(isSo)
    .toSorted((a, b) => a.switches - b.switches || (a.order < b.order ? -1 : 1))[0];

const ordersCheck = (
  { lesson, exploration }: Ran,
  check: Pick<Check, 'kind' | 'says'>,
  isBad: (order: JudgedOrder) => boolean,
  words: { readonly good: string; readonly bad: (order: JudgedOrder) => string },
): Check => {
  const bad = shortest(exploration, isBad);
  if (bad === undefined) return { ...check, verdict: 'holds', seen: words.good };
  return {
    ...check,
    verdict: 'fails',
    seen: words.bad(bad),
    shows: { lesson, script: exploration.script, order: bad },
  };
};

const promiseCheck = (ran: Ran): Check => {
  const { exploration } = ran;
  const { script } = exploration;
  const count = exploration.orders.reduce(
    (sum, one) => (one.promise === 'broken' ? sum + one.interleavings : sum),
    0n,
  );
  return ordersCheck(
    ran,
    { kind: 'promise', says: `In every order: ${script.invariant?.says ?? ''}` },
    ({ promise }) => promise === 'broken',
    {
      good: `It holds in ${exploration.isWhole ? 'all ' : ''}${ranWords(exploration)}.`,
      bad: ({ order }) => `It is violated in ${count} of ${ranWords(exploration)}, for instance in ${order}.`,
    },
  );
};

const ranWords = ({ of, covered, isWhole }: Exploration): string =>
  isWhole ? `${of} orders` : `the ${covered.interleavings} of ${of} orders that were run`;

const errorsCheck = (ran: Ran): Check =>
  ordersCheck(
    ran,
    { kind: 'errors', says: 'No user gets an error that nobody has answered.' },
    (order) => unanswered(order, ran.exploration.script) !== undefined,
    {
      good: 'Every error is answered.',
      bad: (order) => {
        const { session = '', errno = 0, symbol = '' } = unanswered(order, ran.exploration.script) ?? {};
        return `In ${order.order} ${session} gets error ${errno} (${symbol}), and nothing in the program answers it.`;
      },
    },
  );

const deadlocksCheck = (ran: Ran): Check =>
  ordersCheck(
    ran,
    { kind: 'deadlocks', says: 'There is no deadlock.' },
    ({ victims }) => victims.length > 0,
    {
      good: 'There is none.',
      bad: ({ order, victims }) => `In ${order} the server rolls ${victims.join(' and ')} back.`,
    },
  );

const refusedCheck = (ran: Ran): Check => {
  const { script } = ran.exploration;
  const away = (order: JudgedOrder) => script.sessions.find(({ name }) => !isServed(order, name))?.name;
  return ordersCheck(
    ran,
    { kind: 'refused', says: 'Nobody is turned away.' },
    (order) => away(order) !== undefined,
    {
      good: 'All are served.',
      bad: (order) => {
        const session = away(order) ?? '';
        return `In ${order.order} ${session} is told ${answerOf(order, session)}.`;
      },
    },
  );
};

/** The second request is about something else, so there is nothing to wait for. */
const apartCheck = async (
  lesson: Lesson,
  level: Level,
  request: Values,
  options: JudgeOptions,
): Promise<Check> => {
  const whole = requested(lesson);
  const [first, ...others] = whole.sessions;
  if (first === undefined) throw new Error('There is no request');
  const sessions = [first, ...others.map((one) => ({ ...one, request: { ...one.request, ...request } }))];
  const ran = await ranAt({ ...whole, sessions }, level, options);
  const said = Object.entries(request)
    .map(([name, value]) => `${name} = ${value ?? 'NULL'}`)
    .join(', ');
  return ordersCheck(
    ran,
    { kind: 'apart', says: `With ${said} in the second request, nobody waits.` },
    ({ waits }) => waits > 0,
    {
      good: 'Nobody waits in any order.',
      bad: ({ order }) => `In ${order} one of the two waits for the other.`,
    },
  );
};

const rounds = 3;

const burstCheck = async (lesson: Lesson, level: Level, options: JudgeOptions): Promise<Check> => {
  const { server, clock, stop } = options;
  const state = await race(burstOf(lesson, { level, variant: solutionVariant }), {
    server,
    clock,
    signal: stop,
    gate: true,
    rounds,
    emit: () => {},
    isEnough: ({ totals }) => totals.violated > 0,
  });
  const check = { kind: 'burst', says: 'It holds when many requests come at once.' } as const;
  const { violated, rounds: played } = state.totals;
  return violated > 0
    ? { ...check, verdict: 'fails', seen: 'It is violated.' }
    : {
        ...check,
        verdict: 'holds',
        seen: `It holds in ${played} bursts of ${state.about.script.requests} requests.`,
      };
};
