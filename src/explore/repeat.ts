import type { RunOrder } from './order.ts';
import { type Part, textWithout } from './outcome.ts';
import { type RunResult, runAgain, type Surroundings } from './run-orders.ts';
import type { ExploredScript } from './script.ts';
import { unsteadyParts } from './unsteady.ts';

/**
 * Runs an order again as often as is asked for. Where all came to the same it is as it was; otherwise the server has
 * chosen, and of what it came to the worst is told, for who asks whether a promise is kept is to know that it can be
 * broken.
 *
 * @throws as `runAgain`
 */
export const repeated = async (
  explored: ExploredScript,
  { order, repetitions }: Pick<RunResult, 'order' | 'repetitions'>,
  surroundings: Surroundings,
): Promise<{ readonly order: RunOrder; readonly varies: boolean }> => {
  if (repetitions === 0) return { order, varies: false };
  const unsteady = await explored.unsteady.of(() => unsteadyParts(explored, surroundings));
  const others: RunOrder[] = [];
  for (let again = 0; again < repetitions; again++)
    others.push(await runAgain(explored, order, surroundings));
  if (others.every((other) => isSame(other, order, unsteady))) return { order, varies: false };
  const { interleavings, feasible } = order;
  const worst = [order, ...others].find(({ promise }) => promise === 'broken') ?? order;
  return { order: { ...worst, interleavings, feasible }, varies: true };
};

const isSame = (one: RunOrder, other: RunOrder, unsteady: readonly Part[]): boolean =>
  one.way.join() === other.way.join() &&
  textWithout(one.cameTo, unsteady) === textWithout(other.cameTo, unsteady);
