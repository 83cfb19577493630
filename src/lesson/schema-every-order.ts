import { z } from 'zod';
import { byLevel } from './schema-words.ts';

const oneEveryOrder = z
  .strictObject({
    broken: z
      .union([z.int().min(0), z.enum(['none', 'some', 'all'])])
      .describe(
        'In how many orders the invariant is violated: a number, or none, some (one at least) or all.',
      ),
    of: z
      .int()
      .min(1)
      .exactOptional()
      .describe("Beside a number: how many orders of the sessions' steps there are."),
  })
  .meta({ id: 'every-order', title: 'what is so of all orders' });

export const everyOrder = byLevel(oneEveryOrder, 'every-order-by-level')
  .exactOptional()
  .describe(
    'In how many orders of the steps the invariant is violated, for instance { broken: 60, of: 70 }: verify runs them all.',
  );
