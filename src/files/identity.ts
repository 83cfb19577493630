import { execFile } from 'node:child_process';
import { readFile, readlink } from 'node:fs/promises';
import { promisify } from 'node:util';

/**
 * A process that cannot be mistaken for another: process ids are used again, but not with the same start
 * time in the same boot. All parts are compared as text.
 */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks since boot from /proc, elsewhere the date that ps prints. */
  readonly started: string;
  /** Of the machine's boot; empty where the system tells none. */
  readonly boot: string;
  /** Containers number their processes on their own, and may share a folder with us. */
  readonly namespace: string;
}

/** `unknown`: it belongs to another container, whose processes we cannot see. */
export type Life = 'alive' | 'gone' | 'unknown';

/** When a process started, or undefined when there is no such process (a zombie is none). */
export const startTimeOf = async (pid: number): Promise<string | undefined> => {
  if (process.platform !== 'linux') return startTimeFromPs(pid);
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  return stat === undefined ? undefined : startTimeFromStat(stat);
};

/** Field 22 of /proc/PID/stat. The name in field 2 may hold spaces and brackets. proc_pid_stat(5) */
export const startTimeFromStat = (stat: string): string | undefined => {
  const [state, ...fields] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .trim()
    .split(' ');
  return state === 'Z' || state === 'X' ? undefined : fields[18];
};

const startTimeFromPs = async (pid: number): Promise<string | undefined> => {
  const answer = await promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)]).catch(() => undefined);
  return answer?.stdout.trim() || undefined;
};

const surroundings = async (): Promise<Pick<ProcessIdentity, 'boot' | 'namespace'>> => {
  const [boot, namespace] = await Promise.all([
    readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => ''),
    readlink('/proc/self/ns/pid').catch(() => ''),
  ]);
  return { boot: boot.trim(), namespace };
};

export const ownIdentity = async (): Promise<ProcessIdentity> => {
  const [started, around] = await Promise.all([startTimeOf(process.pid), surroundings()]);
  return { pid: process.pid, started: started ?? '', ...around };
};

export const lifeOf = async (identity: ProcessIdentity): Promise<Life> => {
  const here = await surroundings();
  if (identity.boot !== here.boot) return 'gone';
  if (identity.namespace !== here.namespace) return 'unknown';
  return (await startTimeOf(identity.pid)) === identity.started ? 'alive' : 'gone';
};

/** In bytes; it has three short lines. */
export const mostIdentity = 4096;

/** Three lines of text, which a shell script can write as well. */
export const formatIdentity = ({ pid, started, boot, namespace }: ProcessIdentity): string =>
  `${pid} ${started}\n${boot}\n${namespace}\n`;

export const parseIdentity = (text: string): ProcessIdentity | undefined => {
  const match = /^([1-9]\d*) (.+)\n(.*)\n(.*)\n$/.exec(text);
  if (match === null) return undefined;
  const [, pid = '', started = '', boot = '', namespace = ''] = match;
  return { pid: Number(pid), started, boot, namespace };
};
