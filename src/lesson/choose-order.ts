import { UserError } from '../errors.ts';
import { told } from '../printable.ts';
import { misfitOf, orderOf, readOrder } from './order.ts';
import type { Step } from './step.ts';

/** Can these steps be taken in an order that was chosen for others? */
export const fitsOrder = (steps: readonly Step[], order: string): boolean =>
  misfitOf(order, steps) === undefined;

/**
 * The order that was asked for, as a word; undefined when it is the one in which the steps stand. It may have a step
 * before the one on which it depends: that step is left out then.
 *
 * @throws UserError when it is no order of these steps.
 */
export const chosenOrder = (
  typed: string,
  steps: readonly Step[],
  { lesson, variant }: { readonly lesson: string; readonly variant: string | undefined },
): string | undefined => {
  const order = readOrder(typed);
  const own = orderOf(steps);
  if (order === own) return undefined;
  const where = variant === undefined ? lesson : `${lesson} in ${variant}`;
  const misfit = misfitOf(order, steps);
  if (misfit !== undefined) {
    throw new UserError(told`${typed.trim() === '' ? "''" : typed} is no order of ${where}: ${misfit}.`, {
      next: [
        `Its own order is ${own}, a letter a turn.`,
        'Another one has the same letters, each as often: the second A is the second step of A.',
      ],
    });
  }
  return order;
};
