import type { Exploration, JudgedOrder } from '../../explore/exploration.ts';
import { bySwitches } from '../../explore/search.ts';
import type { Level } from '../../lesson/level.ts';
import type { Seen } from './explored.ts';

/** An order that somebody should look at. */
export interface Bad extends Seen {
  readonly order: JudgedOrder;
  readonly kind: 'broken' | 'odd';
}

/** The shortest order that violates the promise; where none does, the shortest that is like no serial one. */
export const shortestBad = (exploration: Exploration): Pick<Bad, 'order' | 'kind'> | undefined => {
  for (const kind of ['broken', 'odd'] as const) {
    const [order] = exploration.outcomes
      .flatMap((outcome) => (outcome.kind === kind ? [outcome.shortest] : []))
      .toSorted(bySwitches);
    if (order !== undefined) return { order, kind };
  }
  return undefined;
};

/** Of all levels: at the one with which the lesson begins if there is one, for there a student meets it first. */
export const worstOf = (seen: readonly Seen[], level: Level): Bad | undefined => {
  const all = seen.flatMap((one): readonly Bad[] => {
    const bad = shortestBad(one.exploration);
    return bad ? [{ ...one, ...bad }] : [];
  });
  const worst = all.filter(({ kind }) => kind === 'broken');
  const among = worst.length > 0 ? worst : all;
  return (
    among.find(({ script }) => script.level === level) ??
    among.toSorted((one, other) => bySwitches(one.order, other.order))[0]
  );
};
