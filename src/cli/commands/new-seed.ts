import { randomInt } from 'node:crypto';

/** For what is drawn by chance: another one each time. */
export const newSeed = (): number => randomInt(2 ** 31);
