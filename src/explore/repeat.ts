import type { RunOrder } from './order.ts';
import { wholeText } from './outcome.ts';
import { type RunResult, runAgain, type Surroundings } from './run-orders.ts';
import type { ExploredScript } from './script.ts';

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
  const others: RunOrder[] = [];
  for (let again = 0; again < repetitions; again++)
    others.push(await runAgain(explored, order, surroundings));
  if (others.every((other) => isSame(other, order))) return { order, varies: false };
  const { interleavings, feasible } = order;
  const worst = [order, ...others].find(({ promise }) => promise === 'broken') ?? order;
  return { order: { ...worst, interleavings, feasible }, varies: true };
};

const isSame = (one: RunOrder, other: RunOrder): boolean =>
  one.way.join() === other.way.join() && wholeText(one.cameTo) === wholeText(other.cameTo);
