import { z } from 'zod';
import { anomalyCodes } from './anomaly-claim.ts';
import { levelMap, text } from './schema-words.ts';

const codes = z
  .array(z.enum(anomalyCodes))
  .min(1)
  .describe('The codes of all anomalies that happen, and of no others.');

const oneClaim = z.union([z.enum([...anomalyCodes, 'none', 'unknown']), codes]);

export const anomaly = z
  .union([text('One code, none, unknown, or the usual name in words.'), codes, levelMap(oneClaim)])
  .meta({ id: 'anomaly' })
  .exactOptional()
  .describe(
    'Which anomalies happen: a code such as P4, a list of codes, none, or unknown where it cannot be told; verify proves it. Other text is only shown and claims nothing.',
  );
