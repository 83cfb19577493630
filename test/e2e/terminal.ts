import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type IPty, spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';

/** How long a screen may take to show what is waited for, in ms. Only a broken program takes it. */
const patience = 60_000;

export interface TerminalOptions {
  readonly columns: number;
  readonly rows: number;
  /** Instead of the built program. */
  readonly program?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface Exit {
  readonly exitCode: number;
  readonly signal?: number | undefined;
}

/** What was on the terminal before the program: it must be there again afterwards. */
const shellLine = '$ isolab';

/** The built program in a real pty, and the screen that a person would see. */
export class TestTerminal implements AsyncDisposable {
  readonly #pty: IPty;
  readonly #screen: InstanceType<typeof xterm.Terminal>;
  readonly #changed = new Set<() => void>();
  readonly exited: Promise<Exit>;
  #written = '';
  #isRunning = true;
  /** No test goes on with another one's progress, nor with the tester's. */
  readonly #state = mkdtempSync(join(tmpdir(), 'isolab-state-'));

  constructor({ columns, rows, program, args = [], env = {} }: TerminalOptions) {
    const [file, before] = program === undefined ? [process.execPath, ['dist/isolab.js']] : [program, []];
    this.#screen = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
    this.#screen.write(`${shellLine}\r\n`);
    // Ink holds itself for non-interactive where CI is set; a shell has no reason to hand it down here.
    const { CI: _ci, NO_COLOR: _no, FORCE_COLOR: _force, ISOLAB_URL: _url, ...inherited } = process.env;
    this.#pty = spawn(file, [...before, ...args], {
      name: 'xterm-256color',
      cols: columns,
      rows,
      env: { ...inherited, XDG_STATE_HOME: this.#state, ...env },
    });
    this.#pty.onData((data) => {
      this.#screen.write(data, () => {
        this.#written += data;
        if (!this.#isDrawing) this.#tellChanged();
      });
    });
    this.exited = new Promise((resolve) => {
      this.#pty.onExit(({ exitCode, signal }) => {
        this.#isRunning = false;
        // What was written last is parsed before anybody looks.
        this.#screen.write('', () => {
          this.#tellChanged();
          resolve({ exitCode, signal });
        });
      });
    });
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  get pid(): number {
    return this.#pty.pid;
  }

  /** Everything that the program wrote, with its escapes. */
  get written(): string {
    return this.#written;
  }

  get lines(): readonly string[] {
    const { active } = this.#screen.buffer;
    return Array.from({ length: this.#screen.rows }, (_, row) =>
      (
        active.getLine(active.viewportY + row)?.translateToString(false, 0, this.#screen.cols) ?? ''
      ).trimEnd(),
    );
  }

  get text(): string {
    return this.lines.join('\n');
  }

  /** Is the terminal as the program found it: the shell's screen, a visible cursor, no modes left on? */
  get isRestored(): boolean {
    return this.lines[0] === shellLine && this.isPlain;
  }

  /** Is it what a shell needs, whatever is on it? */
  get isPlain(): boolean {
    const { buffer, modes } = this.#screen;
    return (
      buffer.active.type === 'normal' &&
      this.#written.lastIndexOf('\u001B[?25h') >= this.#written.lastIndexOf('\u001B[?25l') &&
      !modes.bracketedPasteMode &&
      modes.mouseTrackingMode === 'none'
    );
  }

  /** In the middle of a frame, as the program itself says: what is on the screen now nobody sees. */
  get #isDrawing(): boolean {
    return this.#written.lastIndexOf('\u001B[?2026h') > this.#written.lastIndexOf('\u001B[?2026l');
  }

  get isAlternate(): boolean {
    return this.#screen.buffer.active.type === 'alternate';
  }

  type(keys: string): void {
    this.#pty.write(keys);
  }

  resize(columns: number, rows: number): void {
    this.#screen.resize(columns, rows);
    try {
      this.#pty.resize(columns, rows);
    } catch (error) {
      // The program has ended, and its terminal with it; that it has is told a moment later.
      if (!(error instanceof Error && error.message.includes('EBADF'))) throw error;
    }
  }

  kill(signal: NodeJS.Signals): void {
    this.#pty.kill(signal);
  }

  /** Resolves with the text of the first screen that shows it. @throws with the screen when it never comes. */
  async waitFor(wanted: string | RegExp | ((text: string) => boolean)): Promise<string> {
    const shows =
      typeof wanted === 'function'
        ? wanted
        : (text: string) => (typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text));
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const look = () => {
      const { text } = this;
      if (shows(text)) resolve(text);
      else if (!this.#isRunning)
        reject(new Error(`The program ended, and never showed ${String(wanted)}:\n${text}`));
    };
    const timer = setTimeout(
      () => reject(new Error(`Never shown: ${String(wanted)}\n${this.text}`)),
      patience,
    );
    this.#changed.add(look);
    try {
      look();
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#changed.delete(look);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Asked to end, so that it takes its sandbox along; a test that failed may have one that does not listen.
    if (this.#isRunning) process.kill(this.pid, 'SIGTERM');
    const forced = setTimeout(() => process.kill(this.pid, 'SIGKILL'), 30_000);
    await this.exited;
    clearTimeout(forced);
    this.#screen.dispose();
    rmSync(this.#state, { recursive: true, force: true });
  }

  #tellChanged(): void {
    for (const look of this.#changed) look();
  }
}
