import { type ChildProcess, spawn } from 'node:child_process';
import { access, constants, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { onAbort } from '../ending.ts';

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly signal: AbortSignal;
  /** Gets the lines that the program writes to its file descriptor 3. */
  readonly onStatus?: (line: string) => void;
}

export interface CommandResult {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program to its end and hands back what it said, whatever its exit code.
 *
 * It gets a process group of its own: Ctrl-C is for us to hear, and an abort ends it together with the
 * helpers it started (apt's methods, dpkg-deb's tar). It resolves or rejects only once all of them are gone.
 *
 * @throws the signal's reason when aborted, or the system's error when the program cannot be run (ENOENT).
 */
export const runCommand = async (command: Command): Promise<CommandResult> => {
  command.signal.throwIfAborted();
  const child = spawn(command.file, command.args, {
    env: command.env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', command.onStatus ? 'pipe' : 'ignore'],
    ...(command.cwd !== undefined && { cwd: command.cwd }),
  });
  using _ = onAbort(command.signal, () => killGroup(child));
  const statusPipe = child.stdio[3];
  if (command.onStatus && statusPipe instanceof Readable) {
    createInterface({ input: statusPipe }).on('line', command.onStatus);
  }
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  const exitCode = await closed(child);
  command.signal.throwIfAborted();
  return { exitCode, stdout: stdout(), stderr: stderr() };
};

const killGroup = (child: ChildProcess): void => {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  process.kill(-child.pid, 'SIGKILL');
};

const collect = (stream: Readable | null): (() => string) => {
  const chunks: Buffer[] = [];
  stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString('utf8');
};

/** Every pipe at its end means that the helpers are gone too. */
const closed = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });

/** The environment of the programs we start: nothing but what they need, and messages in English. */
export const plainEnv = (
  env: Readonly<Record<string, string | undefined>>,
  extra: Readonly<Record<string, string>> = {},
): Record<string, string> => {
  const kept = ['PATH', 'HOME', 'http_proxy', 'https_proxy', 'no_proxy'];
  const plain: Record<string, string> = { LC_ALL: 'C', TZ: 'UTC' };
  for (const name of kept) {
    const value = env[name];
    if (value !== undefined) plain[name] = value;
  }
  return { ...plain, ...extra };
};

/** The program that a shell would find under this name, or one in these folders. Relative ones on PATH do not count. */
export const findOnPath = async (
  name: string,
  env: Readonly<Record<string, string | undefined>>,
  beyond: readonly string[] = [],
): Promise<string | undefined> => {
  for (const folder of [...(env['PATH'] ?? '').split(delimiter), ...beyond]) {
    const path = join(folder, name);
    if (folder.startsWith('/') && (await isProgram(path))) return path;
  }
  return undefined;
};

const isProgram = async (path: string): Promise<boolean> => {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
};
