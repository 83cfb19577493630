import type { Problem } from '../lesson/problem.ts';
import type { Path, YamlSource } from '../lesson/yaml-source.ts';

/** Something that is wrong with an answer: at the value of the path, or at its key. */
export const problemAt = (
  yaml: YamlSource,
  path: Path,
  message: string,
  { expected, atKey = false }: { readonly expected?: string; readonly atKey?: boolean } = {},
): Problem => ({
  severity: 'error',
  message,
  ...(expected !== undefined && { expected }),
  ...yaml.place(atKey ? yaml.keySpan(path) : yaml.valueSpan(path)),
});
