import cliTruncate from 'cli-truncate';
import type { ServerProgress } from '../hosts/provider.ts';
import { printable } from '../printable.ts';
import { type Output, widthOf } from './edge.ts';

const barWidth = 20;
const clearLine = '\r\u001B[2K';

/** Tells on stderr how a server comes up: one line that changes on a terminal, else a line per phase. */
export class ProgressLine {
  readonly #stream: Output;
  #phase: ServerProgress['phase'] = 'looking';
  #shown = '';

  constructor(stream: Output) {
    this.#stream = stream;
  }

  readonly show = (progress: ServerProgress): void => {
    const message = printable(progress.message);
    if (this.#stream.isTTY) {
      this.#replace(progress.done === undefined ? `${message} …` : `${message} ${bar(progress.done)}`);
    } else if (progress.phase !== this.#phase) {
      this.#phase = progress.phase;
      this.#stream.write(`${message}\n`);
    }
  };

  clear(): void {
    if (this.#shown !== '') this.#stream.write(clearLine);
    this.#shown = '';
  }

  #replace(text: string): void {
    const line = cliTruncate(text, widthOf(this.#stream) - 1);
    if (line === this.#shown) return;
    this.#shown = line;
    this.#stream.write(clearLine + line);
  }
}

const bar = (done: number): string => {
  const share = Math.min(1, Math.max(0, done));
  const full = Math.round(share * barWidth);
  return `[${'█'.repeat(full)}${'·'.repeat(barWidth - full)}] ${Math.floor(share * 100)} %`;
};
