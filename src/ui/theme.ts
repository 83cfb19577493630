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

export const palettes = ['dark', 'light', 'safe', 'none'] as const;

/** safe: blue against yellow, and no red against green, for eyes that do not tell these apart. */
export type Palette = (typeof palettes)[number];

type Color = Exclude<Format, readonly unknown[]>;

interface Colors {
  readonly sessions: readonly (readonly Color[])[];
  readonly waiting: readonly Color[];
  readonly failed: readonly Color[];
  readonly committed: readonly Color[];
}

/** What is left beside waits, failures and commits is few colours: they come again underlined. */
const twice = (colors: readonly (readonly Color[])[]): readonly (readonly Color[])[] => [
  ...colors,
  ...colors.map((one): readonly Color[] => [...one, 'underline']),
];

/** Of the sixteen colours that every terminal has; each means one thing, beside a sign and words. */
const colorsOf: Readonly<Record<Palette, Colors>> = {
  dark: {
    sessions: twice([
      ['bold', 'cyan'],
      ['bold', 'magenta'],
      ['bold', 'blueBright'],
      ['bold', 'whiteBright'],
    ]),
    waiting: ['yellow'],
    failed: ['red'],
    committed: ['green'],
  },
  // Yellow, bright or not, cannot be read on white.
  light: {
    sessions: twice([
      ['bold', 'blue'],
      ['bold', 'magenta'],
      ['bold', 'black'],
      ['bold', 'blackBright'],
    ]),
    waiting: ['cyan'],
    failed: ['red'],
    committed: ['green'],
  },
  safe: {
    sessions: twice([
      ['bold', 'blueBright'],
      ['bold', 'yellow'],
      ['bold', 'whiteBright'],
      ['bold', 'cyanBright'],
    ]),
    waiting: ['underline'],
    failed: ['bold', 'inverse'],
    committed: ['bold'],
  },
  none: { sessions: [['bold']], waiting: [], failed: [], committed: [] },
};

/** `true` is the palette for dark screens, `false` is none. */
export const makeTheme = (given: Palette | boolean): Theme => {
  const palette = given === true ? 'dark' : given === false ? 'none' : given;
  const paint =
    (...formats: readonly Color[]): Paint =>
    (text) =>
      text === '' || formats.length === 0 ? text : styleText([...formats], text, { validateStream: false });
  const colors = colorsOf[palette];
  const sessions = colors.sessions.map((one) => paint(...one));
  const strong = paint('bold');
  return {
    session: (index) => sessions[index % sessions.length] ?? strong,
    waiting: paint(...colors.waiting),
    failed: paint(...colors.failed),
    committed: paint(...colors.committed),
    strong,
    faint: paint('dim'),
    emphasis: paint('underline'),
    chosen: paint('inverse'),
  };
};
