import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { templateOf } from '../../hosts/apt/fetched.ts';
import { loaderIn } from '../../hosts/apt/loader.ts';
import type { Recipe } from '../../hosts/apt/recipe.ts';
import { waysButEmbedded } from '../../hosts/failure.ts';
import { serversFolder } from '../../hosts/paths.ts';
import { makeTemplate } from './template.ts';

/** The embedded MySQL: a mysqld with its libraries, and a data directory to copy runs from. */
export const mysqlRecipe: Recipe = {
  name: 'MySQL',
  id: 'mysql',
  folderIn: serversFolder,
  package: 'mysql-server-core',
  // Ubuntu names it after the release line: mysql-server-core-8.0, mysql-server-core-8.4.
  hostPackages: '^mysql-server-core(-[0-9.]+)?$',
  size: 'about 50 MB',
  notNeeded: /^(perl|perl-base|perl-modules-.*|libperl.*|libgdbm.*|libdb5.*)$/,
  // Client tools (80 MB), manuals, other programs' character sets.
  superfluous: ['usr/bin', 'usr/share/!(mysql)', 'etc', '{usr/,}lib/*/gconv'],
  programIn: async (root, architecture) => {
    const { file, libraries } = await loaderIn(root, architecture);
    const mysqld = join(root, 'usr/sbin/mysqld');
    await access(mysqld);
    const share = join(root, 'usr/share/mysql');
    return {
      file,
      before: ['--library-path', [...libraries, join(root, 'usr/lib/mysql/private')].join(':'), mysqld],
      options: [
        `--lc-messages-dir=${share}`,
        `--character-sets-dir=${join(share, 'charsets')}`,
        `--plugin-dir=${join(root, 'usr/lib/mysql/plugin')}`,
      ],
      // Without the machine's OpenSSL configuration.
      env: { LC_ALL: 'C', TZ: 'UTC', OPENSSL_CONF: '/dev/null' },
    };
  },
  prepare: (folder, program, signal) => makeTemplate(program, templateOf(folder), signal),
  checkPrepared: (folder) => access(join(templateOf(folder), 'mysql.ibd')),
  command: 'isolab server fetch',
  instead: waysButEmbedded,
};
