import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { UserError } from '../../errors.ts';
import { packageFolder } from '../../package-folder.ts';
import { told } from '../../printable.ts';

/** Where image versions are pinned, for docker compose, for this program and for the tests. */
const pins = (): string => join(packageFolder(fileURLToPath(import.meta.url)), 'docker/.env');

export type PinnedImage = 'MYSQL_IMAGE' | 'REDIS_IMAGE' | 'NODE_IMAGE';

export const pinnedImage = async (name: PinnedImage): Promise<string> => {
  const image = parseEnv(await readFile(pins(), 'utf8'))[name];
  if (image === undefined) throw new Error(`docker/.env pins no ${name}`);
  return image;
};

/**
 * The image that a person means: nothing is the pinned one, a version is the server's own image (`8.0`, `9`),
 * everything else is a name as Docker has them.
 *
 * @throws UserError when it cannot be one.
 */
export const imageMeant = async (
  word: string | undefined,
  kind: 'mysql' | 'redis' = 'mysql',
): Promise<string> => {
  if (word === undefined || word === '') {
    return await pinnedImage(kind === 'mysql' ? 'MYSQL_IMAGE' : 'REDIS_IMAGE');
  }
  if (/^\d+(\.\d+)*$/.test(word)) return `${kind}:${word}`;
  if (/^\w[\w.\-/:@]*$/.test(word)) return word;
  throw new UserError(told`${word} is no name of an image.`, {
    next: [
      kind === 'mysql'
        ? 'Write it like --server docker:mysql:8.4, or just docker:8.4.'
        : 'Write it like --redis docker:redis:8.2, or just docker:8.2.',
    ],
  });
};
