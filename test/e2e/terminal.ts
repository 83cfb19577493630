import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IPty } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { spawnInPty } from './pty.ts';

/** How long a screen may take to show what is waited for, in ms. Only a broken program takes it. */
const patience = 100_000;

export interface TerminalOptions {
  readonly columns: number;
  readonly rows: number;
  /** Instead of the built program. */
  readonly program?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Where it is started. */
  readonly folder?: string;
}

export interface Exit {
  readonly exitCode: number;
  readonly signal?: number | undefined;
}

/** What a screen is to show, or anything else that a look at the terminal can tell. */
export type Wanted = string | RegExp | ((text: string) => boolean);

/** Between these a terminal that knows them shows nothing of what it gets. */
const frame = { begin: '\u001B[?2026h', end: '\u001B[?2026l' } as const;

/** What was on the terminal before the program: it must be there again afterwards. */
const shellLine = '$ isolab';

/** The built program in a real pty, and the screen that a person would see. */
export class TestTerminal implements AsyncDisposable {
  readonly #pty: IPty;
  readonly #screen: InstanceType<typeof xterm.Terminal>;
  readonly #changed = new Set<() => void>();
  readonly #exited: Promise<Exit>;
  /** Read, but perhaps only a part of what begins or ends a frame. */
  #held = '';
  #written = '';
  #isDrawing = false;
  /** The rows of the last whole screen. */
  #shown: readonly string[] = [];
  #hasEnded = false;
  #isRunning = true;
  /** No test goes on with another one's progress, nor with the tester's. */
  readonly #state = mkdtempSync(join(tmpdir(), 'isolab-state-'));

  constructor({ columns, rows, program, args = [], env = {}, folder }: TerminalOptions) {
    const [file, before] =
      program === undefined ? [process.execPath, [join(process.cwd(), 'dist/isolab.js')]] : [program, []];
    this.#screen = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
    this.#screen.write(`${shellLine}\r\n`);
    this.#pty = spawnInPty(file, [...before, ...args], {
      name: 'xterm-256color',
      cols: columns,
      rows,
      ...(folder !== undefined && { cwd: folder }),
      env: { ...inherited(), XDG_STATE_HOME: this.#state, ...env },
    });
    this.#pty.onData((data) => this.#take(this.#held + data));
    this.#exited = new Promise((resolve) => {
      this.#pty.onExit(({ exitCode, signal }) => {
        this.#hasEnded = true;
        // What was written last is shown before anybody hears that nothing more comes.
        this.#write(this.#held);
        this.#screen.write('', () => {
          this.#isRunning = false;
          this.#show();
          resolve({ exitCode, signal });
        });
      });
    });
  }

  /** Until it has ended, and everything that it wrote is on the screen. */
  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** How it ended. @throws with the screen when it does not. */
  get exited(): Promise<Exit> {
    const { promise, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new Error(`It does not end:\n${this.text}`)), patience);
    return Promise.race([this.#exited, promise]).finally(() => clearTimeout(timer));
  }

  get pid(): number {
    return this.#pty.pid;
  }

  /** Everything that the program wrote, with its escapes. */
  get written(): string {
    return this.#written;
  }

  /** The rows of the last whole screen: in the middle of a frame, what is on the screen nobody sees. */
  get lines(): readonly string[] {
    return this.#shown;
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

  get isAlternate(): boolean {
    return this.#screen.buffer.active.type === 'alternate';
  }

  type(keys: string): void {
    this.#pty.write(keys);
  }

  resize(columns: number, rows: number): void {
    this.#screen.resize(columns, rows);
    if (!this.#isDrawing) this.#show();
    try {
      this.#pty.resize(columns, rows);
    } catch {
      // The program has ended, and its terminal with it: that is told a moment later. Any other program will be
      // missed at its new size.
    }
  }

  kill(signal: NodeJS.Signals): void {
    // Somebody else may have its number by now.
    if (!this.#hasEnded) this.#pty.kill(signal);
  }

  /**
   * Resolves with the text of the first screen that shows all of it. Every screen that was drawn is looked at,
   * also one that was drawn over a moment later. @throws with the screen when it never comes.
   */
  async waitFor(...wanted: readonly Wanted[]): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const missing = (text: string) => wanted.filter((one) => !shows(text, one)).map(String);
    const look = () => {
      const { text } = this;
      if (wanted.every((one) => shows(text, one))) resolve(text);
      else if (!this.#isRunning)
        reject(new Error(`The program ended, and never showed ${missing(text).join(', ')}:\n${text}`));
    };
    const timer = setTimeout(
      () => reject(new Error(`Never shown: ${missing(this.text).join(', ')}\n${this.text}`)),
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
    this.kill('SIGTERM');
    const forced = setTimeout(() => this.kill('SIGKILL'), patience);
    await this.#exited;
    clearTimeout(forced);
    this.#screen.dispose();
    rmSync(this.#state, { recursive: true, force: true });
  }

  /** Puts what was read on the screen, frame by frame. */
  #take(data: string): void {
    const parts = data.split(frame.end);
    const last = parts.pop() ?? '';
    for (const part of parts) this.#write(part + frame.end);
    const escapeAt = last.lastIndexOf('\u001B');
    const isHeld =
      escapeAt >= 0 && Object.values(frame).some((mark) => mark.startsWith(last.slice(escapeAt)));
    const end = isHeld && !last.endsWith(frame.begin) ? escapeAt : last.length;
    this.#held = last.slice(end);
    if (end > 0) this.#write(last.slice(0, end));
  }

  #write(part: string): void {
    this.#screen.write(part, () => {
      this.#written += part;
      const [begun, ended] = [part.lastIndexOf(frame.begin), part.lastIndexOf(frame.end)];
      if (begun !== ended) this.#isDrawing = begun > ended;
      if (this.#isDrawing) this.#tellChanged();
      else this.#show();
    });
  }

  /** What is on the screen now is what somebody sees. */
  #show(): void {
    const { active } = this.#screen.buffer;
    this.#shown = Array.from({ length: this.#screen.rows }, (_, row) =>
      (
        active.getLine(active.viewportY + row)?.translateToString(false, 0, this.#screen.cols) ?? ''
      ).trimEnd(),
    );
    this.#tellChanged();
  }

  #tellChanged(): void {
    for (const look of this.#changed) look();
  }
}

/** Ink holds itself for non-interactive where CI is set; and what the tester likes is not what is tested. */
const inherited = () =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !ownMatter.test(name)));

const ownMatter = /^(CI|NO_COLOR|FORCE_COLOR|COLORFGBG|INK_SCREEN_READER|ISOLAB_.*)$/;

const shows = (text: string, wanted: Wanted): boolean => {
  if (typeof wanted === 'function') return wanted(text);
  return typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text);
};
