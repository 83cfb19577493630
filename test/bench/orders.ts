import type { Clock, LabServer } from '../../src/engine/ports.ts';
import { beside } from '../../src/explore/beside.ts';
import { wholeUpTo } from '../../src/explore/bound.ts';
import { explore } from '../../src/explore/explore.ts';
import type { ServerAddress } from '../../src/hosts/provider.ts';
import { interleavingsOf } from '../../src/lesson/interleavings.ts';
import type { Lesson } from '../../src/lesson/lesson.ts';
import { type Script, scriptOf } from '../../src/lesson/script.ts';
import { type Figure, figure } from './figures.ts';
import { bareLoop } from './replays.ts';

/** The script's steps in every order that keeps each session's own. */
const interleavings = ({ steps, sessions }: Script): readonly Script['steps'][] => {
  const lanes = sessions.map(({ name }) => steps.filter(({ session }) => session === name));
  const onward = (taken: readonly number[]): readonly Script['steps'][] => {
    const next = lanes.flatMap((lane, index) => {
      const step = lane[taken[index] ?? 0];
      return step ? [{ index, step }] : [];
    });
    if (next.length === 0) return [[]];
    return next.flatMap(({ index, step }) =>
      onward(taken.with(index, (taken[index] ?? 0) + 1)).map((rest) => [step, ...rest]),
    );
  };
  return onward(lanes.map(() => 0));
};

const rounds = 10;

/**
 * Every order of the flagship at a level at which nobody waits, by the explorer and by a loop over the driver alone, which
 * looks at nothing. Taking turns, so that the machine is as busy for each of them.
 */
export const orderFigures = async (
  { pool, address }: { readonly pool: LabServer; readonly address: ServerAddress },
  lesson: Lesson,
  clock: Clock,
): Promise<readonly Figure[]> => {
  const script = scriptOf(lesson, { level: 'REPEATABLE READ' });
  const orders = interleavings(script);
  const bare = await bareLoop(address, lesson);
  const stop = new AbortController().signal;
  const exploring = (together: boolean, jobs: number) =>
    explore({ script, server: pool, clock, jobs, stop, together });
  const contenders = [
    [
      'the bare loop',
      async () => {
        for (const steps of orders) await bare.round(steps);
        return orders.length;
      },
    ],
    ['isolab explore', async () => (await exploring(true, 2)).runs],
    ['isolab explore, every step for itself', async () => (await exploring(false, 2)).runs],
    ['isolab explore, every step for itself, one at a time', async () => (await exploring(false, 1)).runs],
  ] as const;
  const samples = new Map<string, { readonly ms: number; readonly runs: number }[]>(
    contenders.map(([name]) => [name, []]),
  );
  for (let round = -1; round < rounds; round++) {
    for (const [name, run] of contenders) {
      const begun = clock.now();
      const runs = await run();
      if (round >= 0) samples.get(name)?.push({ ms: clock.now() - begun, runs });
    }
  }
  await bare.close();
  const middle = (numbers: readonly number[]): number =>
    numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
  const wholeOf = (name: string) => middle((samples.get(name) ?? []).map(({ ms }) => ms));
  const eachOf = (name: string) => middle((samples.get(name) ?? []).map(({ ms, runs }) => ms / runs));
  return contenders.flatMap(([name]) => [
    figure(
      `70 orders of duplicate-book, ${name}`,
      (samples.get(name) ?? []).map(({ ms }) => ms),
    ),
    figure('    as a multiple of the bare loop', [wholeOf(name) / wholeOf('the bare loop')], 'times'),
    figure('    an order that was run, as a multiple', [eachOf(name) / eachOf('the bare loop')], 'times'),
  ]);
};

/** How many are explored at a time. */
const casesBeside = 16;

/** All cases of the catalogue with few interleavings, at all levels and in all variants. */
export const catalogueOrders = async (
  pool: LabServer,
  lessons: readonly Lesson[],
  clock: Clock,
): Promise<readonly Figure[]> => {
  const stop = new AbortController().signal;
  const begun = clock.now();
  const cases = lessons.flatMap((lesson) =>
    [undefined, ...lesson.variants.map(({ id }) => id)].flatMap((variant) =>
      lesson.levels
        .map((level) => scriptOf(lesson, { level, ...(variant !== undefined && { variant }) }))
        .filter(({ steps }) => interleavingsOf(steps) <= wholeUpTo),
    ),
  );
  let interleaved = 0n;
  let runs = 0;
  // Some wait for seconds that really pass: others go on meanwhile.
  await beside(cases, { jobs: casesBeside, isOver: () => false }, async (script) => {
    const explored = await explore({ script, server: pool, clock, jobs: 1, stop });
    interleaved += explored.covered.interleavings;
    runs += explored.runs;
  });
  return [
    figure(`every order of every lesson with up to ${wholeUpTo}`, [clock.now() - begun]),
    figure('    interleavings', [Number(interleaved)], 'times'),
    figure('    runs', [runs], 'times'),
  ];
};
