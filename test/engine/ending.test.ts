import { describe, expect, it } from 'vitest';
import { endAfter, endAll, endOnFailure, onAbort, undoOnFailure, unlessAborted } from '../../src/ending.ts';
import { unwrap } from '../../src/errors.ts';

const reason = new Error('Ctrl-C');
const stays = new Error('it could not be removed');
const oops = new Error('oops');

/** Something whose work goes on until it is disposed of. */
class Thing implements AsyncDisposable {
  disposals = 0;
  readonly #failure: Error | undefined;
  readonly #ended = Promise.withResolvers<never>();

  constructor(failure?: Error) {
    this.#failure = failure;
  }

  work(): Promise<never> {
    return this.#ended.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.disposals++;
    this.#ended.reject(new Error('The thing is gone.'));
    this.#ended.promise.catch(() => {});
    if (this.#failure) throw this.#failure;
  }
}

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => unwrap(error),
  );

const stopped = () => {
  const stop = new AbortController();
  stop.abort(reason);
  return stop.signal;
};

describe.each([
  ['endAfter', endAfter],
  ['endOnFailure', endOnFailure],
])('%s', (_, end) => {
  it('throws why the work failed, when it is over also what failed at the end', async () => {
    const thing = new Thing(stays);
    const failure = await failureOf(end(thing, undefined, () => Promise.reject(oops)));
    expect(failure).toEqual({ error: oops, cleaningUp: [stays] });
    expect(thing.disposals).toBe(1);
  });

  it('ends the thing at once when it is stopped, once, and throws the reason', async () => {
    const stop = new AbortController();
    const thing = new Thing();
    const work = failureOf(end(thing, stop.signal, (one) => one.work()));
    stop.abort(reason);
    expect(thing.disposals).toBe(1);
    expect(await work).toEqual({ error: reason, cleaningUp: [] });
    expect(thing.disposals).toBe(1);
  });

  it('throws the reason also when the work came to its end all the same', async () => {
    const stop = new AbortController();
    const failure = await failureOf(end(new Thing(), stop.signal, async () => stop.abort(reason)));
    expect(failure).toEqual({ error: reason, cleaningUp: [] });
  });

  it('does not begin when it is stopped before', async () => {
    const thing = new Thing();
    const failure = await failureOf(end(thing, stopped(), () => Promise.reject(new Error('begun'))));
    expect(failure).toEqual({ error: reason, cleaningUp: [] });
    expect(thing.disposals).toBe(1);
  });

  it('has both in its message', async () => {
    const failing = end(new Thing(stays), undefined, () => Promise.reject(oops));
    await expect(failing).rejects.toThrow('oops\nCleaning up failed as well: it could not be removed');
  });

  it('keeps what failed at every end, also inside of the work', async () => {
    const stop = new AbortController();
    const inner = new Error('neither could this');
    const failure = await failureOf(
      end(new Thing(stays), stop.signal, () =>
        end(new Thing(inner), stop.signal, (one) => {
          stop.abort(reason);
          return one.work();
        }),
      ),
    );
    expect(failure).toEqual({ error: reason, cleaningUp: [inner, stays] });
  });
});

describe('a thing that is used', () => {
  it('is ended after the work, which is waited for', async () => {
    const thing = new Thing();
    expect(await endAfter(thing, undefined, async () => 'done')).toBe('done');
    expect(thing.disposals).toBe(1);
  });

  it('tells what failed at its end when there is nothing else', async () => {
    await expect(endAfter(new Thing(stays), undefined, async () => 'done')).rejects.toBe(stays);
  });
});

describe('a thing that goes on', () => {
  it("is the caller's when the work has succeeded, and no stop ends it any more", async () => {
    const stop = new AbortController();
    const thing = new Thing();
    expect(await endOnFailure(thing, stop.signal, async () => 'begun')).toBe('begun');
    stop.abort(reason);
    expect(thing.disposals).toBe(0);
  });
});

describe('what is undone', () => {
  it('is undone only when the work fails', async () => {
    let undone = 0;
    const undo = async () => {
      undone++;
      throw stays;
    };
    expect(await undoOnFailure(async () => 'done', undo)).toBe('done');
    expect(undone).toBe(0);
    const failure = await failureOf(undoOnFailure(() => Promise.reject(oops), undo));
    expect(failure).toEqual({ error: oops, cleaningUp: [stays] });
  });
});

describe('waiting unless stopped', () => {
  it('comes to what the promise comes to, or to the reason', async () => {
    const stop = new AbortController();
    expect(await unlessAborted(Promise.resolve(1), stop.signal)).toBe(1);
    const waiting = unlessAborted(new Promise(() => {}), stop.signal);
    stop.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    await expect(unlessAborted(new Promise(() => {}), stop.signal)).rejects.toBe(reason);
  });
});

describe('listening to a stop', () => {
  it('hears it once, also when it came before, and not after it was ended', () => {
    let heard = 0;
    const hear = () => heard++;
    onAbort(stopped(), hear);
    expect(heard).toBe(1);
    const stop = new AbortController();
    onAbort(stop.signal, hear);
    onAbort(stop.signal, () => heard++)[Symbol.dispose]();
    stop.abort(reason);
    expect(heard).toBe(2);
  });
});

describe('ending several', () => {
  it('waits for all of them, and throws the first failure with the others around it', async () => {
    const last = new Thing();
    const ends = [Promise.reject(stays), Promise.reject(oops), last[Symbol.asyncDispose]()];
    expect(await failureOf(endAll(ends))).toEqual({ error: stays, cleaningUp: [oops] });
    await expect(endAll([Promise.resolve()])).resolves.toBeUndefined();
  });
});
