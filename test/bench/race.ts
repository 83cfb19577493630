import type { Clock, LabServer } from '../../src/engine/ports.ts';
import { burstOf } from '../../src/lesson/burst-script.ts';
import type { Lesson } from '../../src/lesson/lesson.ts';
import { shareOf } from '../../src/race/interval.ts';
import { race } from '../../src/race/race.ts';
import type { RaceState } from '../../src/race/state.ts';

/** What a burst came to, over many rounds at the lesson's own level. */
export interface RaceFigure {
  readonly lesson: string;
  readonly variant: string;
  /** What the lesson claims of the invariant. */
  readonly claims: 'violated' | 'holds' | 'rarely' | 'nothing';
  readonly rounds: number;
  readonly violated: number;
  /** The same without the start gate; only for what is claimed to go wrong. */
  readonly withoutGate?: { readonly rounds: number; readonly violated: number };
  readonly deadlocks: number;
  readonly retries: number;
  /** A round with fresh tables, in ms, on average. */
  readonly roundMs: number;
}

const bugRounds = 100;

/**
 * Every lesson with a burst, as it is and in every variant: 100 rounds of what is claimed to go wrong, with the
 * start gate and without, and `rounds` of everything else.
 */
export const raceFigures = async (
  lessons: readonly Lesson[],
  server: LabServer,
  clock: Clock,
  rounds: number,
): Promise<readonly RaceFigure[]> => {
  const figures: RaceFigure[] = [];
  const { signal } = new AbortController();
  for (const lesson of lessons.filter(({ burst }) => burst !== undefined)) {
    for (const variant of [undefined, ...lesson.variants.map(({ id }) => id)]) {
      const script = burstOf(lesson, variant === undefined ? {} : { variant });
      const claims = script.expect?.invariant ?? 'nothing';
      const run = (count: number, gate: boolean): Promise<RaceState> =>
        race(script, { server, clock, signal, gate, rounds: count, emit: () => {} });
      const begunAt = clock.now();
      const { totals } = await run(claims === 'holds' ? rounds : bugRounds, true);
      const roundMs = (clock.now() - begunAt) / totals.rounds;
      const without = claims === 'violated' ? (await run(bugRounds, false)).totals : undefined;
      figures.push({
        lesson: lesson.id,
        variant: variant ?? '-',
        claims,
        rounds: totals.rounds,
        violated: totals.violated,
        ...(without && { withoutGate: { rounds: without.rounds, violated: without.violated } }),
        deadlocks: totals.deadlocks,
        retries: totals.retries,
        roundMs,
      });
    }
  }
  return figures;
};

const columns = [
  'lesson',
  'variant',
  'claims',
  'violated',
  '95 % interval',
  'without gate',
  'deadlocks',
  'ms a round',
] as const;

export const raceTable = (figures: readonly RaceFigure[]): string => {
  const percent = (share: number): string => (share * 100).toFixed(1);
  const rows = figures.map((one) => {
    const { from, to } = shareOf(one.violated, one.rounds);
    return [
      one.lesson,
      one.variant,
      one.claims,
      `${one.violated}/${one.rounds}`,
      `${percent(from)}-${percent(to)}`,
      one.withoutGate ? `${one.withoutGate.violated}/${one.withoutGate.rounds}` : '',
      String(one.deadlocks),
      one.roundMs.toFixed(1),
    ];
  });
  const widths = columns.map((title, index) =>
    Math.max(title.length, ...rows.map((row) => row[index]?.length ?? 0)),
  );
  return [columns, ...rows]
    .map((row) =>
      row
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};

/** What is not as the lessons claim: bugs that hide, fixes that do not hold. */
export const raceSurprises = (figures: readonly RaceFigure[]): readonly string[] =>
  figures.flatMap(({ lesson, variant, claims, rounds, violated }) => {
    const isSo = claims === 'violated' ? violated >= rounds * 0.99 : claims !== 'holds' || violated === 0;
    return isSo
      ? []
      : [`${lesson} ${variant}: violated in ${violated} of ${rounds} rounds, claimed: ${claims}`];
  });
