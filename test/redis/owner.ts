// A program that starts a Redis and then does nothing: the process that a test kills.
import { embeddedRedis } from '../../src/redis/server/embedded.ts';

const [, , cacheFolder] = process.argv;
if (cacheFolder === undefined) throw new Error('usage: owner.ts CACHE_FOLDER');
const server = await embeddedRedis.start(
  {},
  {
    env: process.env,
    platform: process.platform,
    cacheFolder,
    signal: new AbortController().signal,
    onProgress: () => {},
  },
);
process.stdout.write(`${JSON.stringify(server.address)}\n`);
setInterval(() => {}, 1e6);
