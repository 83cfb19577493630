import { z } from 'zod';
import { anomaly } from './schema-anomaly.ts';
import { everyOrder } from './schema-every-order.ts';
import { end, stepExpect } from './schema-expect.ts';
import { burstExpect } from './schema-handler.ts';
import { format, id, stepName } from './schema-words.ts';

const claims = {
  anomaly,
  burst: burstExpect,
  steps: z
    .record(stepName, stepExpect)
    .exactOptional()
    .describe('What steps come to, by their names; those without `as` are called as isolab calls them.'),
  end,
  every_order: everyOrder,
};

/** The shape of a file with what is expected of the lesson beside it. */
export const expectFileSchema = z
  .strictObject({
    format: format.exactOptional(),
    ...claims,
    variants: z
      .record(id, z.strictObject(claims).meta({ title: 'what is expected of a variant' }))
      .exactOptional()
      .describe('The same of its variants, by name; for steps that are added there, too.'),
  })
  .meta({ title: 'what is expected of a lesson' });

export type ExpectFileData = z.infer<typeof expectFileSchema>;
export type ClaimsData = Omit<ExpectFileData, 'format' | 'variants'>;
