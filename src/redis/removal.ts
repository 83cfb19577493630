import { setTimeout as delay } from 'node:timers/promises';
import type { Account } from './account.ts';
import { type RedisClient, RedisGone, RedisRefusal, RedisSilent } from './client.ts';
import { keysWith, type Send } from './stored.ts';

/** How often a server that is busy with somebody else's script is looked at, and how long after each other, in ms. */
const looks = 50;
const lookAgainMs = 100;

/**
 * Removes an account and its keys; false when the connection died before it was done. The account goes first: then
 * nobody makes more keys. `makeWay` is called when the server is busy with a script, and may be so again and again.
 */
export const isRemoved = async (
  client: RedisClient,
  { name, prefix }: Account,
  makeWay: () => Promise<void>,
): Promise<boolean> => {
  const send: Send = async (words) => {
    for (;;) {
      try {
        return await client.ask(words);
      } catch (error) {
        if (!isBusy(error)) throw error;
        await makeWay();
      }
    }
  };
  try {
    await send(['ACL', 'DELUSER', name]);
    const keys = await keysWith(send, prefix);
    if (keys.length > 0) await send(['UNLINK', ...keys]);
    return true;
  } catch (error) {
    if (error instanceof RedisSilent || !(error instanceof RedisGone)) throw error;
    return false;
  }
};

/** Whether the server is at work on a script so long that it answers to nobody. */
export const answersBusy = async (client: RedisClient): Promise<boolean> => {
  try {
    await client.ask(['PING']);
    return false;
  } catch (error) {
    if (isBusy(error)) return true;
    throw error;
  }
};

/** @throws RedisRefusal when the server is still busy with a script after some time. */
export const untilIdle = async (client: RedisClient): Promise<void> => {
  for (let look = 1; ; look++) {
    try {
      await client.ask(['PING']);
      return;
    } catch (error) {
      if (!isBusy(error) || look === looks) throw error;
      await delay(lookAgainMs);
    }
  }
};

/** https://redis.io/docs/latest/develop/programmability/#maximum-execution-time */
const isBusy = (error: unknown): boolean => error instanceof RedisRefusal && error.symbol === 'BUSY';
