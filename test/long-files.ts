/**
 * Files that take long, the longest first: `npm test` leaves them out, `npm run test:all` and CI have them. Begun last, they
 * would be waited for alone.
 */
export const longFiles = [
  'lessons/lessons',
  'real/author/record',
  'e2e/monkey',
  'cli/verify',
  'mysql/set-otherwise',
  'cli/commands',
  'mysql/endless',
  'verify/lesson-tests-end',
  'cli/explore',
  'explore/brute-force',
  'mysql/history/campaign',
  'mysql/reading-limit',
  'e2e/server-deaths',
  'e2e/kills',
  'e2e/signals',
  'e2e/silence',
  'redis/endless-script',
  'lessons/compared',
  'lessons/replayed',
  'server/cold-fetch',
  'server/warm',
  'cli/server-start',
  'mysql/own-names',
  'e2e/present',
].map((name) => `test/${name}.test.ts`);
