import type { z } from 'zod';
import { pathWords } from './path-words.ts';
import type { Problem } from './problem.ts';
import { shapeProblems } from './schema-problems.ts';
import type { YamlSource } from './yaml-source.ts';

/** Everything that is wrong with the shape of what a file says, each where it stands. */
export const placedProblems = (
  schema: z.ZodType,
  yaml: YamlSource,
  data: unknown = yaml.data,
): readonly Problem[] =>
  shapeProblems(schema, data).map(({ path, message, expected, atKey }) => ({
    severity: 'error',
    message: pathWords(path, yaml.data) + message,
    ...(expected !== undefined && { expected }),
    ...yaml.place(atKey ? yaml.keySpan(path) : yaml.valueSpan(path)),
  }));
