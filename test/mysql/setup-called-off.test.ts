import { afterAll, beforeAll, expect, it } from 'vitest';
import { SandboxPool } from '../../src/engine/run/sandbox-pool.ts';
import type { MysqlLab } from '../../src/mysql/lab-server.ts';
import { openLab } from './real-lab.ts';

let lab: MysqlLab;
let pool: SandboxPool;
beforeAll(async () => {
  lab = await openLab();
  pool = new SandboxPool(lab);
});
afterAll(async () => {
  await pool[Symbol.asyncDispose]();
  await lab[Symbol.asyncDispose]();
});

const setup = ['CREATE TABLE parcels (id INT PRIMARY KEY)', 'INSERT INTO parcels VALUES (1)'];
const other = ['CREATE TABLE trips (id INT PRIMARY KEY)'];

/** Fast keys call off a run while it is being set up, and open the next one at once. */
it.each([
  ['as it was', setup, setup],
  ['for something else', other, setup],
  ['for something else, and so is the next one', setup, other],
])('who calls a setup off leaves the next run nothing: set up %s', async (_, first, second) => {
  for (let again = 0; again < 5; again++) {
    // One that is ready to be used again.
    const used = await pool.createSandbox();
    await used.setUp(setup);
    await used[Symbol.asyncDispose]();
    const calledOff = await pool.createSandbox({ setup: first });
    const under = calledOff.setUp(first).catch(() => {});
    await calledOff[Symbol.asyncDispose]();
    const next = await pool.createSandbox({ setup: second });
    await expect(next.setUp(second)).resolves.toBeUndefined();
    await under;
    await next[Symbol.asyncDispose]();
  }
});
