import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of this package: the nearest one above that has a package.json, from sources or bundled. */
export const packageFolder = (from: string): string => {
  const above = dirname(from);
  if (existsSync(join(above, 'package.json')) || above === from) return above;
  return packageFolder(above);
};
