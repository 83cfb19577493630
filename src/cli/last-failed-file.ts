import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import { intrusionInto } from '../files/intrusion.ts';
import { takeLock } from '../files/lock.ts';
import { makeOwnFolder } from '../files/own-folder.ts';
import { readTextWithin, UnreadableFile } from '../files/read-file.ts';
import { writeWhole } from '../files/write-file.ts';
import { reasonOf, told } from '../printable.ts';
import { stateFolderOf } from '../progress/progress-file.ts';
import type { LastFailed } from '../verify/last-failed.ts';
import type { Edge } from './edge.ts';

/** In bytes: ten thousand failures have a tenth of it. */
const mostBytes = 10_000_000;

/** How long other isolabs may have the lock before this one writes without it, in ms. */
const lockPatienceMs = 2000;

const kept = z.object({ format: z.literal(1), failed: z.record(z.string(), z.array(z.string())) });

/** What `isolab verify` remembers for --last-failed. It is never worth a failure of its own. */
export class LastFailedFile {
  readonly path: string;

  constructor({ env, homeFolder }: Pick<Edge, 'env' | 'homeFolder'>) {
    this.path = join(stateFolderOf(env, homeFolder), 'last-failed.json');
  }

  /** What is kept; `notice` says why there is nothing where something cannot be used. */
  async read(): Promise<{ readonly last: LastFailed; readonly notice?: string }> {
    const unusable = (why: string) => ({ last: {}, notice: told`${this.path} is not used: ${why}.` });
    try {
      const intrusion = intrusionInto(dirname(this.path));
      if (intrusion !== undefined) return unusable(`${intrusion.path} ${intrusion.says}`);
      const { data } = kept.safeParse(JSON.parse(await readTextWithin(this.path, mostBytes)));
      return data === undefined ? unusable('it is not as isolab writes it') : { last: data.failed };
    } catch (error) {
      if (error instanceof UnreadableFile)
        return error.why === 'missing' ? { last: {} } : unusable(`it ${error.says}`);
      return unusable(reasonOf(error));
    }
  }

  /** Writes what changes, and nothing where nothing does. Returns why it cannot, if it cannot. */
  async change(change: (last: LastFailed) => LastFailed): Promise<string | undefined> {
    try {
      if (isSame(await this.#changed(change))) return undefined;
      const intrusion = makeOwnFolder(dirname(this.path));
      if (intrusion !== undefined) return told`${intrusion.path} ${intrusion.says}`;
      const patience = AbortSignal.timeout(lockPatienceMs);
      await using _ = await takeLock(`${this.path}.lock`, patience, () => {}).catch(() => undefined);
      const { after } = await this.#changed(change);
      // Lessons that are gone fail no more.
      const failed = Object.fromEntries(Object.entries(after).filter(([file]) => existsSync(file)));
      await writeWhole(this.path, `${JSON.stringify({ format: 1, failed }, null, 2)}\n`);
      return undefined;
    } catch (error) {
      return error instanceof UserError ? error.message : reasonOf(error);
    }
  }

  async #changed(change: (last: LastFailed) => LastFailed) {
    const { last } = await this.read();
    return { before: last, after: change(last) };
  }
}

const isSame = ({ before, after }: { readonly before: LastFailed; readonly after: LastFailed }): boolean =>
  JSON.stringify(before) === JSON.stringify(after);
