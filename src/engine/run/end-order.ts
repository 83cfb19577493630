import type { Wait } from '../events.ts';
import type { Flight } from './flights.ts';

/**
 * In which order stuck statements are ended, so that the end of one sets no other free, which would then be
 * killed or come to its end by chance: whoever waits for another goes before it.
 *
 * A waiter is in the way of those behind it: a SELECT waits for nobody but the ALTER TABLE that waits, and a
 * shared lock behind an exclusive one that is asked for. A statement outside a transaction that ends by KILL
 * gives its locks back. Mostly the newer one waits, but not always: one that was let through may wait again,
 * for somebody newer. Where they wait in a circle, the newest goes first.
 *
 * @param stuck as they were sent.
 */
export const endOrder = <T extends Pick<Flight, 'session'>>(
  stuck: readonly T[],
  waits: ReadonlyMap<string, readonly Wait[]>,
): readonly T[] => {
  const left = stuck.toReversed();
  const isWaitedFor = ({ session }: T): boolean =>
    left.some((other) => waits.get(other.session)?.some((wait) => isFor(wait, session)));
  const order: T[] = [];
  while (left.length > 0) {
    const free = left.findIndex((one) => !isWaitedFor(one));
    order.push(...left.splice(Math.max(free, 0), 1));
  }
  return order;
};

const isFor = (wait: Wait, session: string): boolean => 'session' in wait.for && wait.for.session === session;
