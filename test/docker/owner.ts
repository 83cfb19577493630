// A program that starts a container and then does nothing: the process that a test kills.
import { dockerProvider } from '../../src/mysql/server/docker.ts';

const [, , image, cacheFolder] = process.argv;
if (image === undefined || cacheFolder === undefined) throw new Error('usage: owner.ts IMAGE CACHE_FOLDER');
await dockerProvider.start(
  { image },
  {
    env: process.env,
    platform: process.platform,
    cacheFolder,
    signal: new AbortController().signal,
    onProgress: () => {},
  },
);
process.stdout.write('started\n');
setInterval(() => {}, 1e6);
