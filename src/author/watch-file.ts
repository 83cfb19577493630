import { watch } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { onAbort } from '../ending.ts';
import { UserError } from '../errors.ts';
import { expectFileOf } from '../lesson/lesson-file-name.ts';
import { type LessonFiles, readLessonFiles } from '../lesson/load.ts';
import { told } from '../printable.ts';

/** What a watched file and the one beside it hold, or why they cannot be read now. */
export type Watched = LessonFiles | UserError;

/**
 * Does the work for what a file holds now, and again whenever it holds something else, until the signal
 * ends it. New text ends the work on the old one first, so nothing ever waits for a quiet moment.
 *
 * The folder is watched and not the file: many editors save by moving a new file into the place of the old
 * one. An empty file is told as what it is: should an editor be just writing it, the rest of it brings another event.
 *
 * @throws what the work throws, unless new text has ended it; the signal's reason; UserError when the file or
 * its folder cannot be watched.
 */
export const onEveryText = async (
  file: string,
  signal: AbortSignal,
  work: (watched: Watched, signal: AbortSignal) => Promise<void>,
): Promise<void> => {
  const target = await explain(file, () => realpath(file));
  const names = [target, expectFileOf(file)].map((one) => basename(one));
  const news = new News();
  const watcher = await explain(file, async () => watch(dirname(target)));
  watcher.on('change', (_event, name) => {
    if (name === null || names.includes(String(name))) news.come();
  });
  watcher.on('error', (error) => news.fail(error));
  using _ = onAbort(signal, () => news.fail(signal.reason));
  let current: { readonly controller: AbortController; readonly done: Promise<void> } | undefined;
  const end = async () => {
    current?.controller.abort();
    await current?.done;
  };
  let last: string | undefined;
  try {
    signal.throwIfAborted();
    for (;;) {
      const watched = await read(file);
      const holds = watched instanceof UserError ? watched.message : JSON.stringify(watched);
      if (holds !== last) {
        last = holds;
        await end();
        const controller = new AbortController();
        const done = work(watched, AbortSignal.any([signal, controller.signal])).catch((error: unknown) => {
          if (!controller.signal.aborted) news.fail(error);
        });
        current = { controller, done };
      }
      await news.next();
    }
  } finally {
    watcher.close();
    await end();
  }
};

/** Whether something has come since it was asked for last. */
class News {
  #hasCome = false;
  #failure: { readonly error: unknown } | undefined;
  #wake: () => void = () => {};

  come(): void {
    this.#hasCome = true;
    this.#wake();
  }

  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#wake();
  }

  async next(): Promise<void> {
    if (!this.#hasCome && this.#failure === undefined) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#hasCome = false;
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}

const read = async (file: string): Promise<Watched> => {
  try {
    return await readLessonFiles(file);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
};

const explain = async <T>(file: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new UserError(told`${file} cannot be watched: ${why}`, { cause });
  }
};
