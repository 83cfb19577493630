import { type Palette, palettes } from '../ui/theme.ts';
import { type Edge, wantsColor } from './edge.ts';
import { oneOf } from './words.ts';

export interface Looks {
  readonly palette: Palette;
  readonly linear: boolean;
}

/**
 * How the screen is to look: a theme that is named counts, also against NO_COLOR. INK_SCREEN_READER asks for
 * linear text. To be asked also where there is no screen: a word that is no theme must not be passed over.
 *
 * @throws UserError when there is no such theme.
 */
export const looksOf = ({ stdout, env }: Pick<Edge, 'stdout' | 'env'>, word: string): Looks => {
  const theme = oneOf('theme', word, ['auto', ...palettes]);
  const fitting = wantsColor(stdout, env) ? paletteFor(env) : 'none';
  return {
    palette: theme === 'auto' ? fitting : theme,
    linear: !['', '0', 'false'].includes(env['INK_SCREEN_READER'] ?? ''),
  };
};

/** Some terminals say which of the sixteen colours is behind the text: "0;15" is black on white. */
const paletteFor = ({ COLORFGBG }: Edge['env']): Palette => {
  const background = /;(\d+)$/.exec(COLORFGBG ?? '')?.[1];
  return background === '7' || background === '15' ? 'light' : 'dark';
};
