import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { architectures } from './architecture.ts';
import type { ServerProgram } from './program.ts';

/** What the folder of a fetched server says about itself; written last, before the folder gets its name. */
const aboutSchema = z.strictObject({
  /** Changes when this program expects something else in the folder. */
  layout: z.literal(1),
  package: z.string(),
  /** The package's, for instance "9.7.4-2". */
  version: z.string(),
  architecture: z.string(),
  /** Where it came from, for people. */
  source: z.string(),
  fetchedAt: z.iso.datetime(),
  /** Of the whole folder. */
  bytes: z.int(),
  /** What a person should know about how it was fetched. */
  notes: z.array(z.string()),
});

export type FetchedAbout = Readonly<z.infer<typeof aboutSchema>>;

/** A server in the cache, complete and ready to start. */
export interface FetchedServer extends FetchedAbout {
  readonly folder: string;
}

export const aboutFile = 'about.json';
export const rootOf = (folder: string): string => join(folder, 'root');
export const templateOf = (folder: string): string => join(folder, 'template');

/** The complete servers in the cache that run on this machine, the one fetched last first. */
export const listFetched = async (servers: string): Promise<FetchedServer[]> => {
  const names = await readdir(servers).catch(() => []);
  const found = await Promise.all(
    names.filter((name) => !name.startsWith('.')).map((name) => readFetched(join(servers, name))),
  );
  return found
    .filter((server) => server !== undefined)
    .toSorted((one, other) => other.fetchedAt.localeCompare(one.fetchedAt));
};

/** Undefined when the folder is not a complete server for this machine. */
export const readFetched = async (folder: string): Promise<FetchedServer | undefined> => {
  try {
    const about = aboutSchema.parse(JSON.parse(await readFile(join(folder, aboutFile), 'utf8')));
    if (architectures.find((one) => one.debian === about.architecture)?.node !== process.arch)
      return undefined;
    await programIn(rootOf(folder), about.architecture);
    await access(join(templateOf(folder), 'mysql.ibd'));
    return { ...about, folder };
  } catch {
    return undefined;
  }
};

/** Everything in /usr since Debian 12 and Ubuntu 24.04, some of it in /lib before. */
const prefixes = ['usr/lib', 'lib'];

/**
 * How to run the mysqld unpacked in `root`: through its own loader, since its C library is newer than the
 * machine's, and without the machine's OpenSSL configuration.
 *
 * @throws when there is none.
 */
export const programIn = async (root: string, debian: string): Promise<ServerProgram> => {
  const architecture = architectures.find((one) => one.debian === debian);
  if (architecture === undefined) throw new Error(`no loader is known for ${debian}`);
  const folders = prefixes.map((prefix) => join(root, prefix, architecture.triplet));
  const mysqld = join(root, 'usr/sbin/mysqld');
  await access(mysqld);
  const share = join(root, 'usr/share/mysql');
  return {
    file: await firstThatExists(folders.map((folder) => join(folder, architecture.loader))),
    before: ['--library-path', [...folders, join(root, 'usr/lib/mysql/private')].join(':'), mysqld],
    options: [
      `--lc-messages-dir=${share}`,
      `--character-sets-dir=${join(share, 'charsets')}`,
      `--plugin-dir=${join(root, 'usr/lib/mysql/plugin')}`,
    ],
    env: { LC_ALL: 'C', TZ: 'UTC', OPENSSL_CONF: '/dev/null' },
  };
};

const firstThatExists = async (paths: readonly string[]): Promise<string> => {
  for (const path of paths) {
    const exists = await access(path).then(
      () => true,
      () => false,
    );
    if (exists) return path;
  }
  throw new Error(`none of ${paths.join(', ')} exists`);
};
