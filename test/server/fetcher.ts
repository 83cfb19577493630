// A program that fetches the embedded server and tells, as one line of JSON each, what it reports and gets. When it
// has begun to fetch it stands still until its input ends.
import { readSync } from 'node:fs';
import { fetchEmbedded } from '../../src/hosts/apt/fetch.ts';
import { mysqlRecipe } from '../../src/mysql/server/recipe.ts';

const [, , cacheFolder] = process.argv;
if (cacheFolder === undefined) throw new Error('usage: fetcher.ts CACHE_FOLDER');
const tell = (what: object): void => void process.stdout.write(`${JSON.stringify(what)}\n`);
const fetched = await fetchEmbedded(mysqlRecipe, {
  env: process.env,
  platform: process.platform,
  cacheFolder,
  signal: new AbortController().signal,
  onProgress: (progress) => {
    tell({ progress });
    if (progress.phase === 'fetching') readSync(0, Buffer.alloc(1));
  },
});
tell({ fetched });
