import { dirname, join } from 'node:path';
import { UserError } from '../errors.ts';
import { hasCode } from '../files/error-code.ts';
import { type Intrusion, intrusionInto } from '../files/intrusion.ts';
import { takeLock } from '../files/lock.ts';
import { makeOwnFolder } from '../files/own-folder.ts';
import { readTextWithin, UnreadableFile } from '../files/read-file.ts';
import { writeWhole } from '../files/write-file.ts';
import { printable, reasonOf } from '../printable.ts';
import { mergeCards, type Reviewed } from './cards.ts';
import {
  type LessonProgress,
  mergeLesson,
  noProgress,
  parseProgress,
  placeKey,
  progressText,
  type StudentProgress,
} from './progress.ts';
import { setAside } from './set-aside.ts';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Where is kept what a user has done, by the XDG rules: a relative XDG_STATE_HOME is ignored.
 * https://specifications.freedesktop.org/basedir-spec/latest/
 */
export const stateFolderOf = (env: Env, homeFolder: string): string => {
  const stateHome = env['XDG_STATE_HOME'];
  const base = stateHome?.startsWith('/') ? stateHome : join(env['HOME'] || homeFolder, '.local', 'state');
  return join(base, 'isolab');
};

/** The file of a user's progress. */
export const progressFileOf = (env: Env, homeFolder: string): string =>
  join(stateFolderOf(env, homeFolder), 'progress.json');

export interface ProgressFileOptions {
  /** How long other isolabs may have the lock before we write without it, in ms; 2000 by default. */
  readonly lockPatienceMs?: number;
  /** Where it is told, what is seen to its end is kept with a date. */
  readonly now?: () => Date;
}

/** Progress in a file that several isolabs may use at once: each writes only the lessons that it has news of. */
export class ProgressFile {
  readonly #file: string;
  readonly #lockPatienceMs: number;
  readonly #now: (() => Date) | undefined;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(file: string, { lockPatienceMs = 2000, now }: ProgressFileOptions = {}) {
    this.#file = file;
    this.#lockPatienceMs = lockPatienceMs;
    this.#now = now;
  }

  get path(): string {
    return this.#file;
  }

  /**
   * What is kept. A file that cannot be understood is set aside and kept; `notice` then says where.
   *
   * @throws UserError when the file is there and cannot be read.
   */
  load(): Promise<{ readonly progress: StudentProgress; readonly notice?: string }> {
    return this.#enqueue(() => this.#load());
  }

  /** Adds news of one lesson to whatever is kept by then. @throws UserError when that cannot be written. */
  save(lesson: string, news: LessonProgress): Promise<void> {
    const dated = this.#dated(news);
    return this.#change((kept) => ({ ...kept, [lesson]: mergeLesson(kept[lesson], dated) }));
  }

  /**
   * Adds the answer to a question of a review.
   *
   * @param atFirst what is known of a lesson of which nothing is kept; without it nothing is, for it was forgotten meanwhile.
   * @throws as `save`
   */
  saveAnswer(lesson: string, key: string, answer: Reviewed, atFirst?: LessonProgress): Promise<void> {
    return this.#change((kept) => {
      const known = kept[lesson] ?? atFirst;
      if (known === undefined) return kept;
      return { ...kept, [lesson]: { ...known, cards: mergeCards(known.cards, { [key]: [answer] }) } };
    });
  }

  /** Forgets one lesson, or everything. @throws UserError when that cannot be written. */
  reset(lesson?: string): Promise<void> {
    return this.#change((kept) => {
      if (lesson === undefined) return noProgress;
      const { [lesson]: _, ...others } = kept;
      return others;
    });
  }

  /** Resolves when everything that was to be written is written, or has failed. */
  async settled(): Promise<void> {
    await this.#queue;
  }

  /** Who stands before the first step and has seen it to the end has just done so. */
  #dated(news: LessonProgress): LessonProgress {
    const key = placeKey(news.level, news.variant);
    if (this.#now === undefined || news.steps > 0 || !news.seen.includes(key)) return news;
    return { ...news, seenAt: { ...news.seenAt, [key]: this.#now().toISOString() } };
  }

  async #load() {
    const text = await read(this.#file);
    if (text === undefined) return { progress: noProgress };
    const progress = parseProgress(text);
    if (progress !== undefined) return { progress };
    const aside = await setAside(this.#file).catch((error: unknown) => {
      // Another isolab was faster.
      if (hasCode(error, 'ENOENT')) return undefined;
      throw unusable(this.#file, reasonOf(error), error);
    });
    if (aside === undefined) return { progress: noProgress };
    return {
      progress: noProgress,
      notice: `Your progress could not be read and begins anew; the old file is ${printable(aside)}.`,
    };
  }

  #change(change: (kept: StudentProgress) => StudentProgress): Promise<void> {
    return this.#enqueue(async () => {
      makeFolder(dirname(this.#file));
      const patience = AbortSignal.timeout(this.#lockPatienceMs);
      await using _ = await takeLock(`${this.#file}.lock`, patience, () => {}).catch(() => undefined);
      const { progress } = await this.#load();
      await writeWhole(this.#file, progressText(change(progress)));
    });
  }

  #enqueue<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(task);
    this.#queue = result.catch(() => {});
    return result;
  }
}

/** In bytes: a thousand lessons have a tenth of it. */
const mostProgress = 10_000_000;

const read = async (file: string): Promise<string | undefined> => {
  checkFolder(dirname(file));
  try {
    return await readTextWithin(file, mostProgress);
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    if (error.why === 'missing') return undefined;
    throw unusable(file, `it ${error.says}`, error);
  }
};

/** Whoever can change the folder could have us write over another file of ours, through a link. */
const checkFolder = (folder: string): void => {
  const intrusion = explained(folder, () => intrusionInto(folder));
  if (intrusion !== undefined) throw notOurs(folder, intrusion);
};

const makeFolder = (folder: string): void => {
  const intrusion = explained(folder, () => makeOwnFolder(folder));
  if (intrusion !== undefined) throw notOurs(folder, intrusion);
};

const explained = <T>(folder: string, work: () => T): T => {
  try {
    return work();
  } catch (error) {
    throw unusable(folder, reasonOf(error), error);
  }
};

const notOurs = (folder: string, { path, says, next }: Intrusion): UserError =>
  new UserError(`${printable(folder)} is not used for your progress: ${printable(path)} ${says}.`, {
    next: [next, where],
  });

const unusable = (place: string, why: string, cause: unknown): UserError =>
  new UserError(`${printable(place)} cannot be used: ${why}.`, { next: [where], cause });

const where = 'XDG_STATE_HOME says where progress is kept.';
