import { homedir } from 'node:os';
import { cacheFolderOf } from './paths.ts';
import type { ServerContext } from './provider.ts';

/** What `obtainServer` needs to know of the outside: this process, unless you say otherwise. */
export const serverContext = (own: Partial<ServerContext> = {}): ServerContext => {
  const env = own.env ?? process.env;
  return {
    env,
    platform: process.platform,
    cacheFolder: cacheFolderOf(env, homedir()),
    onProgress: () => {},
    signal: new AbortController().signal,
    ...own,
  };
};
