import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { ownIdentity, type ProcessIdentity, startTimeOf } from '../../src/files/identity.ts';

/** A process that does nothing until it is killed. */
export const idleProcess = async (): Promise<{ child: ChildProcess; identity: ProcessIdentity }> => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'ignore' });
  await once(child, 'spawn');
  return { child, identity: await identityOf(child.pid ?? 0) };
};

/** Who somebody was who is not any more. */
export const deadProcess = async (): Promise<ProcessIdentity> => {
  const { child, identity } = await idleProcess();
  child.kill('SIGKILL');
  await once(child, 'exit');
  return identity;
};

export const identityOf = async (pid: number): Promise<ProcessIdentity> => ({
  ...(await ownIdentity()),
  pid,
  started: (await startTimeOf(pid)) ?? 'never',
});

export const isAlive = async (pid: number): Promise<boolean> => (await startTimeOf(pid)) !== undefined;
