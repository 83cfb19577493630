import { bindings, type KeyScope } from '../keys.ts';
import { padded, widthOf } from '../text/fit.ts';
import type { Theme } from '../theme.ts';

/** The keys of a screen; when it is narrow, those that matter least are left to the help. */
export const footerLine = (scope: KeyScope, columns: number, theme: Theme): string => {
  const shown = bindings
    .filter((one) => one.scopes.includes(scope) && one.footer !== undefined)
    .map(({ footer = '', footerKeys, shown: keys, footerRank = 0 }) => ({
      text: `${theme.strong(footerKeys ?? keys)} ${theme.faint(footer)}`,
      rank: footerRank,
    }));
  const ranks = [...new Set(shown.map((one) => one.rank))].toSorted((a, b) => b - a);
  const lines = ranks.map((most) => {
    const texts = shown.filter((one) => one.rank <= most).map((one) => one.text);
    return ` ${texts.join('  ')}`;
  });
  return padded(lines.find((line) => widthOf(line) <= columns) ?? lines.at(-1) ?? '', columns);
};
