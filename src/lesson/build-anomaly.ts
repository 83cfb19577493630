import type { z } from 'zod';
import { type AnomalyClaim, anomalyCodes } from './anomaly-claim.ts';
import type { BuildContext } from './build-context.ts';
import { buildByLevel, type Declared } from './build-expectation.ts';
import type { ByLevel } from './level.ts';
import { nearMiss } from './near-miss.ts';
import type { anomaly } from './schema-anomaly.ts';
import type { Path } from './yaml-source.ts';

type AnomalyData = NonNullable<z.infer<typeof anomaly>>;

/** Words that only say how it is called, or a claim. */
export const buildAnomaly = (
  data: AnomalyData | undefined,
  path: Path,
  context: BuildContext,
  declared: Declared,
): { readonly anomaly?: string; readonly happens?: ByLevel<AnomalyClaim> } => {
  if (data === undefined) return {};
  if (typeof data === 'string' && !claims.includes(data)) {
    const near = /\s/.test(data) ? undefined : nearMiss(data, claims);
    if (near !== undefined) {
      const message = `\`${data}\` is no code of an anomaly; did you mean \`${near}\`?`;
      context.report(path, message, 'a code, none, unknown, or a name in words');
    }
    return { anomaly: data };
  }
  const happens = buildByLevel<string | readonly string[], AnomalyClaim>(
    data,
    path,
    context,
    declared,
    (one, at) => ({ ...claimOf(one), line: context.line(at) }),
  );
  return { happens };
};

const claims: readonly string[] = [...anomalyCodes, 'none', 'unknown'];

const claimOf = (data: string | readonly string[]) => {
  if (data === 'none' || data === 'unknown') return { kind: data } as const;
  return { kind: 'named', codes: typeof data === 'string' ? [data] : data } as const;
};
