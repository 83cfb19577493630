import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { loaderIn } from '../../hosts/apt/loader.ts';
import type { Recipe } from '../../hosts/apt/recipe.ts';
import { runCommand } from '../../hosts/command.ts';
import { lastLines, noServer, quoting } from '../../hosts/failure.ts';
import { redisWays, redisWaysOn } from './ways.ts';

/** The embedded Redis: a redis-server with its libraries. */
export const redisRecipe: Recipe = {
  name: 'Redis',
  id: 'redis',
  folderIn: (cacheFolder) => join(cacheFolder, 'redis'),
  package: 'redis-server',
  hostPackages: '^redis-server$',
  size: 'about 10 MB',
  // They make the account and the folders of a Redis that the machine starts.
  notNeeded:
    /^(adduser|base-passwd|passwd|login\.defs|debconf|libdebconfclient0|libpam.*|libsemanage.*|libsepol.*|libaudit.*|perl.*|libperl.*|libdb5.*|openssl-provider-legacy)$/,
  superfluous: [
    'usr/bin/!(redis-server|redis-check-rdb)',
    'usr/{sbin,share,include}',
    'etc',
    '{usr/,}lib/*/gconv',
  ],
  programIn: async (root, architecture) => {
    const { file, libraries } = await loaderIn(root, architecture);
    const server = join(root, 'usr/bin/redis-server');
    await access(server);
    return {
      file,
      before: ['--library-path', libraries.join(':'), server],
      options: [],
      env: { LC_ALL: 'C', TZ: 'UTC', OPENSSL_CONF: '/dev/null' },
    };
  },
  // It needs no data: only whether it runs is to be seen.
  prepare: async (_folder, { file, before, env }, signal) => {
    const { exitCode, stderr } = await runCommand({ file, args: [...before, '--version'], env, signal });
    if (exitCode === 0) return;
    throw noServer(quoting('The Redis that was fetched does not run. It says:', lastLines(stderr, 5)), [
      'See whether its disk is mounted noexec; XDG_CACHE_HOME can name a folder on another one.',
      redisWays.url,
    ]);
  },
  checkPrepared: () => Promise.resolve(),
  command: 'isolab server fetch --with-redis',
  instead: (platform) =>
    redisWaysOn(platform).filter((way) => way !== redisWays.embedded && way !== redisWays.docker),
};
