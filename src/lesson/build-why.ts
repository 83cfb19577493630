import type { z } from 'zod';
import type { BuildContext } from './build-context.ts';
import { buildByLevel, type Declared } from './build-expectation.ts';
import type { ByLevel } from './level.ts';
import type { Why } from './prose.ts';
import type { why } from './schema-handler.ts';
import type { Path } from './yaml-source.ts';

export const buildWhy = (
  data: z.infer<typeof why>,
  path: Path,
  context: BuildContext,
  declared: Declared,
): ByLevel<Why> =>
  buildByLevel<Why, Why>(data, path, context, declared, (one, at) => {
    if (typeof one !== 'string' && Object.keys(one).length === 0)
      context.report(at, 'this says nothing', '`begins`, `ends`, or both');
    return one;
  });
