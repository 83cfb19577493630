import type { TableView } from '../../../src/engine/events.ts';
import {
  type Exploration,
  type JudgedOrder,
  kindOf,
  type OrdersOutcome,
} from '../../../src/explore/exploration.ts';
import type { OrderEnd } from '../../../src/explore/order.ts';
import type { Level } from '../../../src/lesson/level.ts';
import type { Script } from '../../../src/lesson/script.ts';
import type { ExploredCase, ExploredLesson } from '../../../src/report/explore/explored.ts';

/** Explorations as they might come, made by hand. */

export const server = { version: '9.7.4', provider: 'embedded', place: '/run/mysql.sock' } as const;

export const scriptAt = (
  level: Level,
  { variant, promise = true }: { readonly variant?: string; readonly promise?: boolean } = {},
): Script => ({
  lesson: 'two-seats',
  title: 'One seat, two guests',
  about: '',
  remember: [],
  sources: [],
  level,
  ...(variant !== undefined && { variant: { id: variant, title: `Fix: ${variant}`, about: '' } }),
  setup: [],
  watch: ['seats'],
  sessions: ['A', 'B'].map((name) => ({ name, role: 'a guest', level })),
  steps: ['A', 'A', 'A', 'B', 'B', 'B'].map((session) => ({
    session,
    sql: 'DO 1',
    rejectIf: [],
  })) as unknown as Script['steps'],
  ...(promise && { invariant: { says: 'A seat has one guest.', violations: 'SELECT 1' } }),
});

export const seats = (...rows: readonly (readonly string[])[]): TableView => ({
  name: 'seats',
  columns: ['seat', 'guest'],
  rows,
});

/** What is told of an order; the rest is as in an order in which nothing happens. */
export interface Told extends Partial<Omit<JudgedOrder, 'end' | 'order' | 'interleavings'>> {
  readonly end?: Partial<OrderEnd>;
}

export const orderOf = (order: string, interleavings: bigint, told: Told = {}): JudgedOrder => ({
  order,
  switches: 0,
  endsUnseen: false,
  isSerial: false,
  way: Array.from(order),
  interleavings,
  feasible: interleavings,
  waits: 0,
  victims: [],
  triedAgain: [],
  isStuck: false,
  cut: [],
  mayVary: false,
  leftOut: [],
  likeSerial: 'yes',
  cameTo: {
    steps: new Map([['A1', order]]),
    answers: new Map(),
    attempts: new Map(),
    variables: new Map(),
    rows: '',
  },
  ...told,
  end: { tables: [seats(['1', 'nobody'])], answers: [], errors: [], ...told.end },
});

export const outcomeOf = (shortest: JudgedOrder, waited = 0n): OrdersOutcome => ({
  kind: kindOf(shortest),
  ...(shortest.promise && { promise: shortest.promise }),
  likeSerial: shortest.likeSerial,
  victims: shortest.victims,
  triedAgain: shortest.triedAgain,
  interleavings: shortest.interleavings,
  feasible: shortest.feasible,
  waited,
  shortest,
  runs: 1,
});

export const explorationOf = (
  script: Script,
  outcomes: readonly OrdersOutcome[],
  more: Partial<Exploration> = {},
): Exploration => {
  const interleavings = outcomes.reduce((sum, one) => sum + one.interleavings, 0n);
  return {
    script,
    server,
    of: interleavings,
    covered: { interleavings, feasible: interleavings },
    runs: outcomes.length,
    isWhole: true,
    completeSwitches: 3,
    outcomes,
    orders: outcomes.map(({ shortest }) => shortest),
    varying: { interleavings: 0n, feasible: 0n, broken: 0n },
    open: { interleavings: 0n, feasible: 0n, broken: 0n },
    cut: [],
    unsteady: [],
    ms: 100,
    ...more,
  };
};

export const exploredOf = (
  cases: readonly ExploredCase[],
  more: Partial<ExploredLesson> = {},
): ExploredLesson => ({
  lesson: { id: 'two-seats', title: 'One seat, two guests', level: 'REPEATABLE READ' },
  called: 'two-seats',
  server,
  jobs: 8,
  isSparing: false,
  cases,
  isStopped: false,
  ...more,
});

/** A case that came to its exploration. */
export const caseOf = (
  script: Script,
  outcomes: readonly OrdersOutcome[],
  more: Partial<Exploration> = {},
): ExploredCase => ({ script, result: explorationOf(script, outcomes, more) });

const answers = (a: string, b: string): OrderEnd['answers'] => [
  { session: 'A', answer: a, rejected: false },
  { session: 'B', answer: b, rejected: b !== 'yours' },
];

export const broken = (count: bigint): OrdersOutcome =>
  outcomeOf(
    orderOf('AABBBA', count, {
      switches: 1,
      promise: 'broken',
      likeSerial: 'no',
      waits: 1,
      end: { tables: [seats(['1', 'A'], ['1', 'B'])], answers: answers('yours', 'yours') },
    }),
    2n,
  );

export const kept = (count: bigint): OrdersOutcome =>
  outcomeOf(
    orderOf('AAABBB', count, {
      promise: 'kept',
      end: { tables: [seats(['1', 'A'])], answers: answers('yours', 'taken') },
    }),
  );

export const deadlock = (count: bigint): OrdersOutcome =>
  outcomeOf(
    orderOf('ABABAB', count, {
      switches: 2,
      promise: 'kept',
      victims: ['B'],
      waits: 1,
      end: {
        tables: [seats(['1', 'A'])],
        answers: answers('yours', 'try again'),
        errors: [
          { session: 'B', place: 4, errno: 1213, symbol: 'ER_LOCK_DEADLOCK', message: 'Deadlock found' },
        ],
      },
    }),
    count,
  );
