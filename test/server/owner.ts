// A program that starts a server and then does nothing: the process that a test kills.
import { embeddedProvider } from '../../src/mysql/server/embedded.ts';

const [, , cacheFolder] = process.argv;
if (cacheFolder === undefined) throw new Error('usage: owner.ts CACHE_FOLDER');
process.on('SIGINT', () => process.stdout.write('heard Ctrl-C\n'));
const server = await embeddedProvider.start(
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
