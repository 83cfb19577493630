import { suppressing, unwrap } from './errors.ts';

type Ends = AsyncDisposable | Disposable;

/**
 * Works with a thing and disposes of it, once: when the work is over, or as soon as the signal is aborted, which ends
 * what the work waits for. Disposing is waited for in any case.
 *
 * @throws the signal's reason once it is aborted, else what the work threw. What disposing throws comes around
 * that, as a SuppressedError (see `unwrap`), and alone only when there is nothing else.
 */
export const endAfter = async <R extends Ends, T>(
  thing: R,
  signal: AbortSignal | undefined,
  work: (thing: R) => Promise<T>,
): Promise<T> => {
  const ending = endingOf(thing, signal);
  const result = await ending.unlessFailed(() => work(thing));
  await ending.end();
  return result;
};

/** The same for a thing that goes on when the work succeeds: from then on it is the caller's. @throws as `endAfter` */
export const endOnFailure = async <R extends Ends, T>(
  thing: R,
  signal: AbortSignal | undefined,
  work: (thing: R) => Promise<T>,
): Promise<T> => {
  const ending = endingOf(thing, signal);
  const result = await ending.unlessFailed(() => work(thing));
  ending.letGo();
  return result;
};

/** Does the work, and when that fails undoes it. @throws as `endAfter` */
export const undoOnFailure = <T>(work: () => Promise<T>, undo: () => Promise<unknown>): Promise<T> =>
  endOnFailure(atEnd(undo), undefined, work);

/**
 * What a promise comes to, or the signal's reason as soon as it is aborted: then nobody waits for the promise any
 * more.
 */
export const unlessAborted = async <T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> => {
  const aborted = Promise.withResolvers<never>();
  using _ = onAbort(signal, () => aborted.reject(signal?.reason));
  return await Promise.race([promise, aborted.promise]);
};

/** Calls `stop` when the signal is aborted, and now if it is. Disposing of what it returns ends that. */
export const onAbort = (signal: AbortSignal | undefined, stop: () => void): Disposable => {
  if (signal?.aborted) stop();
  else signal?.addEventListener('abort', stop, { once: true });
  return { [Symbol.dispose]: () => signal?.removeEventListener('abort', stop) };
};

/** Why work failed: once the signal is aborted that is its reason, with what could not be cleaned up around it. */
export const unlessCalledOff = (error: unknown, signal: AbortSignal | undefined): unknown =>
  signal?.aborted ? suppressing(signal.reason, unwrap(error).cleaningUp) : error;

/** For `await using`: does this at the end of the scope. */
export const atEnd = (end: () => Promise<unknown>): AsyncDisposable => ({
  [Symbol.asyncDispose]: async () => {
    await end();
  },
});

/** Waits for all of them, whatever fails. @throws the first failure in order, with the others around it */
export const endAll = async (ends: readonly PromiseLike<unknown>[]): Promise<void> => {
  const settled = await Promise.allSettled(ends);
  const failures = settled.filter((end) => end.status === 'rejected').map((end): unknown => end.reason);
  if (failures.length > 0) throw suppressing(failures[0], failures.slice(1));
};

const endingOf = (thing: Ends, signal: AbortSignal | undefined) => {
  let ended: Promise<void> | undefined;
  const dispose = () => {
    ended ??= disposed(thing);
    return ended;
  };
  // It is waited for, and tells if it fails, where the work ends.
  const listening = onAbort(signal, () => void dispose().catch(() => {}));
  const letGo = () => listening[Symbol.dispose]();
  const end = () => {
    letGo();
    return dispose();
  };
  const unlessFailed = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await worked(signal, work);
    } catch (error) {
      const [ending] = await Promise.allSettled([end()]);
      throw suppressing(error, ending.status === 'rejected' ? [ending.reason] : []);
    }
  };
  return { end, letGo, unlessFailed };
};

const disposed = async (thing: Ends): Promise<void> => {
  await using _ = thing;
};

/** While something is torn down its work fails somehow; the signal knows why. */
const worked = async <T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> => {
  try {
    signal?.throwIfAborted();
    const result = await work();
    signal?.throwIfAborted();
    return result;
  } catch (error) {
    throw unlessCalledOff(error, signal);
  }
};
