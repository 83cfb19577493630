import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { RedisAddress } from '../../src/redis/address.ts';
import { filledCache, type Places } from '../server/places.ts';

/** A Redis that another process has started. */
export const redisOfAnother = async (
  places: Places,
): Promise<{
  readonly owner: ChildProcess;
  readonly address: RedisAddress;
  /** The shell between the owner and a process. */
  readonly keeper: (server: number) => Promise<number>;
}> => {
  const program = fileURLToPath(new URL('owner.ts', import.meta.url));
  const owner = spawn(process.execPath, ['--no-warnings', program, filledCache], {
    env: places.env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface({ input: owner.stdout }), 'line');
  return { owner, address: JSON.parse(String(line)), keeper: parentOf };
};

const parentOf = async (pid: number): Promise<number> => {
  const ps = spawn('ps', ['-o', 'ppid=', '-p', String(pid)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface({ input: ps.stdout }), 'line');
  return Number(line);
};
