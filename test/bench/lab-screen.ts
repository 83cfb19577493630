import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type IPty, spawn } from '@lydell/node-pty';
import type { ServerAddress } from '../../src/hosts/provider.ts';
import { urlOf } from '../e2e/server-url.ts';

const program = fileURLToPath(new URL('../../dist/isolab.js', import.meta.url));

/** As fast as a held key comes, in ms. */
const betweenKeysMs = 33;

/** The end of a frame, as Ink tells terminals. */
const frameEnd = '\u001B[?2026l';

/** The built program with a lesson open in a pty of 120×36. */
export class LabScreen implements AsyncDisposable {
  readonly #pty: IPty;
  readonly #state: string;
  readonly #ended: Promise<void>;
  #written = '';
  #look: () => void = () => {};

  private constructor(state: string, lesson: string, server: ServerAddress) {
    const { CI: _, ...env } = process.env;
    this.#state = state;
    this.#pty = spawn(process.execPath, [program, lesson, '--no-questions'], {
      cols: 120,
      rows: 36,
      env: { ...env, TERM: 'xterm-256color', ISOLAB_URL: urlOf(server), XDG_STATE_HOME: state },
    });
    this.#ended = new Promise((resolve) => {
      this.#pty.onExit(() => resolve());
    });
    this.#pty.onData((data) => {
      this.#written += data;
      this.#look();
    });
  }

  static async open(lesson: string, server: ServerAddress): Promise<LabScreen> {
    const screen = new LabScreen(await mkdtemp(join(tmpdir(), 'isolab-bench-')), lesson, server);
    await screen.#shows('step 1 of');
    return screen;
  }

  /** Types, and waits until this is drawn. */
  async go(keys: string, words: string): Promise<void> {
    this.#written = '';
    this.#pty.write(keys);
    await this.#shows(words);
    await pause(10 * betweenKeysMs);
  }

  /** Milliseconds from each of these keys to the end of the frame that came of it. Each must change something. */
  async latencies(keys: readonly string[]): Promise<readonly number[]> {
    const samples: number[] = [];
    for (const key of keys) {
      this.#written = '';
      const begun = performance.now();
      this.#pty.write(key);
      await this.#shows(frameEnd);
      samples.push(performance.now() - begun);
      await pause(betweenKeysMs);
    }
    return samples;
  }

  /** The time that the program computes while something is done, in ms. Linux only. */
  async computing(work: () => Promise<unknown>): Promise<number | undefined> {
    const before = await this.#ticks();
    await work();
    const after = await this.#ticks();
    return before === undefined || after === undefined ? undefined : (after - before) * tickMs;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#pty.kill('SIGTERM');
    await this.#ended;
    await rm(this.#state, { recursive: true, force: true });
  }

  /** Time in user and system mode so far. proc_pid_stat(5) */
  async #ticks(): Promise<number | undefined> {
    const stat = await readFile(`/proc/${this.#pty.pid}/stat`, 'utf8').catch(() => undefined);
    const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields && Number(fields[11]) + Number(fields[12]);
  }

  async #shows(words: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#look = () => {
      if (this.#written.includes(words)) resolve();
    };
    this.#look();
    await promise;
  }
}

/** USER_HZ is 100 on every Linux that Node runs on. */
const tickMs = 10;
