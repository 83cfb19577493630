import { render } from 'ink';
import { atEnd, onAbort } from '../../ending.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import type { Choice } from '../../lesson/script.ts';
import type { LabEnd } from '../model/messages.ts';
import { makeTheme, type Palette } from '../theme.ts';
import type { Size } from '../view/layout.ts';
import { App } from './app.tsx';
import type { HostOptions } from './host-options.ts';
import { LabHost } from './lab-host.ts';
import { ScreenWriter } from './screen-writer.ts';

export interface LabUiOptions extends Omit<HostOptions, 'onSuspend' | 'onGiveTerminal'> {
  /** Open this one at once. */
  readonly start?: {
    readonly lesson: Lesson;
    readonly choice: Choice;
    readonly order?: string;
    readonly goesOn?: boolean;
  };
  /** Both must be terminals. */
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  /** Leaves the lab when it is aborted, as Ctrl-C does. */
  readonly signal: AbortSignal;
  /** Calls the listener whenever others wrote on the terminal; returns what ends that. */
  readonly onDisturbed: (listener: () => void) => () => void;
  /** Stops the program until a shell has it go on. */
  readonly stop: () => Promise<void>;
  /** Called when the terminal is as it was, before runs are closed. */
  readonly onLeft?: () => void;
  readonly palette: Palette;
  /** Linear text for a screen reader instead of a screen. */
  readonly linear: boolean;
}

/**
 * Shows the lab on the terminal until the user leaves, and says how. By then every run is closed and the
 * terminal is as it was, also when it throws.
 *
 * @throws UserError when the lesson to start with has no such level or variant; whatever else is thrown is a bug.
 */
export const openLab = async (options: LabUiOptions): Promise<LabEnd> => {
  if (options.signal.aborted) return 'interrupted';
  let interrupt: (by: Interlude) => void = () => {};
  const host = new LabHost({
    ...options,
    onSuspend: () => interrupt({ work: options.stop }),
    onGiveTerminal: (work) => interrupt({ work }),
  });
  await using _ = atEnd(() => {
    options.onLeft?.();
    return host.close();
  });
  if (options.start) host.tell({ type: 'lesson-opened', ...options.start });
  for (;;) {
    const { promise: interlude, resolve } = Promise.withResolvers<Interlude>();
    interrupt = resolve;
    const end = await show(host, options, interlude);
    if (typeof end === 'string') return end;
    // What is typed meanwhile is the shell's, or the editor's.
    options.stdin.pause();
    await end.work();
    if (options.signal.aborted) return 'interrupted';
  }
};

/** Something else has the terminal until then: the shell, or an editor. */
interface Interlude {
  readonly work: () => Promise<void>;
}

/** Until the user leaves, or something else wants the terminal. By then it is as it was. */
const show = async (
  host: LabHost,
  options: LabUiOptions,
  interlude: Promise<Interlude>,
): Promise<LabEnd | Interlude> => {
  const { clock, stdin, stdout, signal, onDisturbed, palette, linear } = options;
  const theme = makeTheme(palette);
  const writer = new ScreenWriter(stdout);
  const app = () => (
    <App
      host={host}
      clock={clock}
      theme={theme}
      size={sizeOf(stdout)}
      draw={(rows) => writer.draw(rows)}
      linear={linear}
    />
  );
  const screen = render(app(), {
    stdin,
    stdout,
    alternateScreen: !linear,
    isScreenReaderEnabled: linear,
    interactive: true,
    exitOnCtrlC: false,
    maxFps: 60,
  });
  const redraw = () => {
    if (!linear) writer.clear();
    screen.rerender(app());
  };
  // Behind Ink's own listener, which may erase rows.
  stdout.on('resize', redraw);
  // A shell has also taken raw mode away, which Node.js believes to be on.
  const endDisturbances = onDisturbed(() => {
    if (stdin.isRaw) stdin.setRawMode(false).setRawMode(true);
    redraw();
  });
  // Nobody listens when the lab is left in another way.
  const broken = screen.waitUntilExit().then((): LabEnd => 'quit');
  const { promise: aborted, resolve } = Promise.withResolvers<LabEnd>();
  const listening = onAbort(signal, () => resolve('interrupted'));
  await using _ = atEnd(async () => {
    listening[Symbol.dispose]();
    stdout.off('resize', redraw);
    endDisturbances();
    // Some terminals, tmux among them, show what is left on the screen of a program after it was resized.
    if (!linear) writer.clear();
    screen.unmount();
    await screen.waitUntilExit();
  });
  return await Promise.race([host.left, aborted, broken, interlude]);
};

/** A terminal that does not tell its size has the usual one. */
const sizeOf = ({ columns, rows }: NodeJS.WriteStream): Size => ({
  columns: columns || 80,
  rows: rows || 24,
});
