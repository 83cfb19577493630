/** The same as `engines` in package.json. */
const needed = '22.22.0';

/** Why this Node.js will not do, in one line; undefined when it will. */
export const nodeRefusal = (version: string): string | undefined =>
  version.localeCompare(needed, 'en', { numeric: true }) < 0
    ? `isolab needs Node.js ${needed} or later; this is ${version}. Install a newer one: https://nodejs.org`
    : undefined;
