import { styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];

/** Makes a piece of plain text look like what it is. */
export type Paint = (text: string) => string;

/**
 * What the screen distinguishes, not how. Every colour means one thing, and none is alone: sessions have
 * letters, the rest has symbols and words.
 */
export interface Theme {
  /** The colour of a session, by its place in the lesson. */
  readonly session: (index: number) => Paint;
  readonly waiting: Paint;
  readonly failed: Paint;
  readonly committed: Paint;
  readonly strong: Paint;
  readonly faint: Paint;
  readonly emphasis: Paint;
  /** The line or the panel that the keys act on. */
  readonly chosen: Paint;
}

/** Foregrounds that are readable on black and on white, and different to colour-blind eyes. */
const sessionColors = ['cyan', 'magenta'] as const;

export const makeTheme = (color: boolean): Theme => {
  const paint =
    (...formats: readonly Exclude<Format, readonly unknown[]>[]): Paint =>
    (text) =>
      text === '' ? '' : styleText([...formats], text, { validateStream: false });
  const colored = (name: 'yellow' | 'red' | 'green'): Paint => (color ? paint(name) : (text) => text);
  const sessions = sessionColors.map((name) => (color ? paint('bold', name) : paint('bold')));
  const strong = paint('bold');
  return {
    session: (index) => sessions[index] ?? strong,
    waiting: colored('yellow'),
    failed: colored('red'),
    committed: colored('green'),
    strong,
    faint: paint('dim'),
    emphasis: paint('underline'),
    chosen: paint('inverse'),
  };
};
