import { fileURLToPath } from 'node:url';
import { spawn } from '@lydell/node-pty';

const program = fileURLToPath(new URL('../../dist/isolab.js', import.meta.url));

/** Milliseconds from starting the program to the first text of the lesson list in an 80×24 terminal. */
export const firstPaint = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const { CI: _, ...env } = process.env;
    const begun = performance.now();
    const child = spawn(process.execPath, [program], {
      cols: 80,
      rows: 24,
      env: { ...env, TERM: 'xterm-256color' },
    });
    let painted: number | undefined;
    child.onData((data) => {
      if (painted !== undefined || !data.includes('isolab')) return;
      painted = performance.now() - begun;
      child.write('\u0003');
    });
    child.onExit(() => {
      if (painted === undefined) reject(new Error('The program ended before it painted anything'));
      else resolve(painted);
    });
  });
