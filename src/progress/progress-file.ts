import { mkdir, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UserError } from '../errors.ts';
import { takeLock } from '../files/lock.ts';
import { writeWhole } from '../files/write-file.ts';
import {
  type LessonProgress,
  mergeLesson,
  noProgress,
  parseProgress,
  progressText,
  type StudentProgress,
} from './progress.ts';

/**
 * The file of a user's progress, by the XDG rules: a relative XDG_STATE_HOME is ignored.
 * https://specifications.freedesktop.org/basedir-spec/latest/
 */
export const progressFileOf = (
  env: Readonly<Record<string, string | undefined>>,
  homeFolder: string,
): string => {
  const stateHome = env['XDG_STATE_HOME'];
  const base = stateHome?.startsWith('/') ? stateHome : join(env['HOME'] || homeFolder, '.local', 'state');
  return join(base, 'isolab', 'progress.json');
};

export interface ProgressFileOptions {
  /** How long other isolabs may have the lock before we write without it, in ms; 2000 by default. */
  readonly lockPatienceMs?: number;
}

/** Progress in a file that several isolabs may use at once: each writes only the lessons that it has news of. */
export class ProgressFile {
  readonly #file: string;
  readonly #lockPatienceMs: number;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(file: string, { lockPatienceMs = 2000 }: ProgressFileOptions = {}) {
    this.#file = file;
    this.#lockPatienceMs = lockPatienceMs;
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
    return this.#change((kept) => ({ ...kept, [lesson]: mergeLesson(kept[lesson], news) }));
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

  async #load() {
    const text = await read(this.#file);
    if (text === undefined) return { progress: noProgress };
    const progress = parseProgress(text);
    if (progress !== undefined) return { progress };
    const aside = `${this.#file}.broken`;
    await rename(this.#file, aside).catch(() => {});
    return {
      progress: noProgress,
      notice: `Your progress could not be read and begins anew; the old file is ${aside}.`,
    };
  }

  #change(change: (kept: StudentProgress) => StudentProgress): Promise<void> {
    return this.#enqueue(async () => {
      await makeFolder(dirname(this.#file));
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

const read = async (file: string): Promise<string | undefined> => {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw unusable(file, error);
  }
};

const makeFolder = async (folder: string): Promise<void> => {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw unusable(folder, error);
  }
};

const unusable = (place: string, cause: unknown): UserError =>
  new UserError(`${place} cannot be used: ${cause instanceof Error ? cause.message : String(cause)}`, {
    next: ['XDG_STATE_HOME says where progress is kept.'],
    cause,
  });
