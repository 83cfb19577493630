import type { z } from 'zod';
import type { BuildContext } from './build-context.ts';
import { buildByLevel, type Declared } from './build-expectation.ts';
import type { EveryOrder } from './every-order.ts';
import { interleavingsOf } from './interleavings.ts';
import type { ByLevel } from './level.ts';
import type { everyOrder } from './schema-every-order.ts';
import type { Path } from './yaml-source.ts';

export type EveryOrderData = z.infer<typeof everyOrder>;

/** What is said of all orders of these steps. */
export const buildEveryOrder = (
  data: NonNullable<EveryOrderData>,
  path: Path,
  context: BuildContext,
  declared: Declared & {
    readonly steps: readonly { readonly session: string }[];
    readonly hasInvariant: boolean;
  },
): ByLevel<EveryOrder> => {
  if (!declared.hasInvariant)
    context.reportKey(path, '`every_order` is about an invariant, and the lesson has none');
  const orders = interleavingsOf(declared.steps);
  return buildByLevel(data, path, context, declared, (one, at): EveryOrder => {
    const { broken, of } = one;
    const line = context.line(at);
    const lengths = [...Map.groupBy(declared.steps, ({ session }) => session)].map(
      ([session, own]) => `${own.length} of ${session}`,
    );
    const said = `there are ${orders} orders of these steps (${lengths.join(', ')})`;
    if (typeof broken === 'string') {
      if (of !== undefined) context.reportKey([...at, 'of'], '`of` stands beside a number only');
      return { kind: broken, line };
    }
    if (orders > BigInt(Number.MAX_SAFE_INTEGER))
      context.report([...at, 'broken'], `no number can be proved: ${said}`, 'none, some or all');
    else if (of === undefined)
      context.report([...at, 'broken'], 'a number needs `of` beside it', `of: ${orders}; ${said}`);
    else if (BigInt(of) !== orders) context.report([...at, 'of'], said, `of: ${orders}`);
    else if (broken > of) context.report([...at, 'broken'], `it is more than there are: ${said}`);
    return { kind: 'count', broken, of: of ?? Number(orders), line };
  });
};
