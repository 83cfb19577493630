import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/**
 * Writes down who it is and becomes the server: the note is there before the server is, so that whoever
 * is killed when, the next start finds the server. $0 is the run folder; the arguments are the file that takes the server's
 * errors, or nothing, and the command. Its end is seen all the same: its output is the pipe then.
 */
const launcher = `
log=$1; shift
if [ -r /proc/$$/stat ]; then
  read -r stat </proc/$$/stat
  fields=\${stat##*) }
  started=$(set -- $fields; echo "\${20}")
else
  started=$(ps -o lstart= -p $$)
fi
{ read -r owner; read -r boot; read -r namespace; } <"$0/owner" || exit 1
printf '%s\\n' "$$ $started" "$boot" "$namespace" >"$0/server" || exit 1
if [ -n "$log" ]; then exec "$@" >&2 2>>"$log"; fi
exec "$@"
`;

/**
 * Starts the server, then waits for the end of its own input: the other end of that pipe is ours, and the
 * system closes it however we die. Then it ends the server, whose data nobody needs, and removes the run
 * folder. The kill cannot hit a stranger: until `wait`, the server's process id stays taken. The trap comes first:
 * without it a signal would end the keeper alone.
 */
const keeper = `
run=$1; launcher=$2; shift 2
finish() { kill -9 $!; wait $!; cd /; rm -rf "$run"; exit 0; }
trap finish HUP INT TERM
sh -c "$launcher" "$run" "$@" </dev/null &
exec >/dev/null 2>&1
read -r nothing
finish
`;

export interface KeptCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** What it writes to its standard error goes to the end of this file. */
  readonly log?: string;
}

/** A server process together with the shell that ends it when we are gone. */
export interface KeptServer {
  /** What the server prints, line by line; not what goes into its log. */
  onLine(listener: (line: string) => void): void;
  /** Resolves when the server has ended. Never rejects. */
  readonly ended: Promise<void>;
  /** Ends the server at once and removes its run folder; resolves when both are gone. Safe to call twice. */
  stop(): Promise<void>;
  /** From now on it does not keep our process from ending. */
  unref(): void;
}

/**
 * Starts a server in a session of its own (Ctrl-C in our terminal does not reach it) that cannot outlive us.
 * `runFolder` must be an owned folder; it is removed at the end.
 */
export const startKept = async (runFolder: string, command: KeptCommand): Promise<KeptServer> => {
  const { file, args, log = '' } = command;
  const child = spawn('/bin/sh', ['-c', keeper, 'isolab-keeper', runFolder, launcher, log, file, ...args], {
    cwd: '/',
    env: command.env,
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  await once(child, 'spawn');
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const output = child.stderr;
  // The keeper dies of its own accord only by force; a broken pipe then is no news.
  child.stdin.on('error', () => {});
  const lines = createInterface({ input: output });
  return {
    onLine: (listener) => void lines.on('line', listener),
    ended: new Promise((resolve) => lines.once('close', () => resolve())),
    stop: async () => {
      child.ref();
      child.stdin.end();
      await gone;
    },
    unref: () => {
      child.unref();
      for (const pipe of [child.stdin, output]) unrefPipe(pipe);
    },
  };
};

const unrefPipe = (pipe: ChildProcess['stdin'] | Readable): void => {
  if (pipe !== null && 'unref' in pipe && typeof pipe.unref === 'function') pipe.unref();
};
