import { execFileSync } from 'node:child_process';

/**
 * Tests that choose at random take a tenth of their size in `npm test`, with other choices at every commit, and
 * the whole size in `npm run soak`. What they know by name (a moment, a screen) comes in both.
 */
export const isSoak = process.env['ISOLAB_SOAK'] === '1';

export const sized = (whole: number): number => (isSoak ? whole : Math.ceil(whole / 10));

let ofCommit: number | undefined;

/** ISOLAB_SEED repeats the choices of a run that failed; else they follow from the commit. */
export const seedOf = (env: NodeJS.ProcessEnv): number => {
  const given = env['ISOLAB_SEED'];
  if (given !== undefined) return Number(given);
  ofCommit ??= commitSeed();
  return ofCommit;
};

/** Where there is no commit, all runs are the same. */
const commitSeed = (): number => {
  try {
    const head = execFileSync('git', ['rev-parse', 'HEAD'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return Number.parseInt(head.slice(0, 4), 16);
  } catch {
    return 1;
  }
};
