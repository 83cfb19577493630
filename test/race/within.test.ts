import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/engine/outcome.ts';
import type { Clock, Session } from '../../src/engine/ports.ts';
import { within } from '../../src/race/within.ts';

/** A limit that is reached at once, if nothing is over before it. */
const noTime: Clock = { now: () => 0, delay: () => Promise.resolve() };

const done: Outcome = { kind: 'ok', affected: 0, warnings: 0, info: '' };

/** A connection whose statement ends when it is cut; tells how often that was. */
const connection = () => {
  const answer = Promise.withResolvers<Outcome>();
  let cuts = 0;
  const session: Session = {
    name: 'w1',
    lost: new Promise(() => {}),
    execute: () => answer.promise,
    executeWith: () => answer.promise,
    close: () => {},
    cut: async () => {
      cuts++;
      answer.resolve({ kind: 'lost', message: 'The lab closed the connection.' });
    },
    cancel: () => Promise.reject(new Error('The server went away.')),
  };
  return { session, answer: answer.resolve, cuts: () => cuts };
};

describe('a statement whose limit is over', () => {
  it('is lost when it cannot be ended, and nothing is left that fails unheard', async () => {
    const { session, cuts } = connection();
    const errand = { run: () => session.execute('SELECT 1'), cancel: () => session.cancel() };
    expect(await within(1, errand, { clock: noTime, session })).toEqual({
      kind: 'lost',
      message: 'It took too long and could not be ended: The server went away.',
    });
    expect(cuts()).toBe(1);
  });

  it('keeps its connection when the answer comes before it turns out that it cannot be ended', async () => {
    const { session, answer, cuts } = connection();
    const ending = Promise.withResolvers<void>();
    const over = Promise.withResolvers<void>();
    const errand = {
      run: () => session.execute('SELECT 1'),
      cancel: () => {
        answer(done);
        return ending.promise;
      },
    };
    const clock: Clock = {
      now: () => 0,
      delay: (_, signal) => {
        signal?.addEventListener('abort', () => over.resolve());
        return Promise.resolve();
      },
    };
    const outcome = within(1, errand, { clock, session });
    await over.promise;
    ending.reject(new Error('The server went away.'));
    expect(await outcome).toEqual(done);
    expect(cuts()).toBe(0);
  });
});
