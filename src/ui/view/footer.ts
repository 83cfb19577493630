import { padded, widthOf } from '../../text/fit.ts';
import type { Idle } from '../keys/idle.ts';
import { bindings, type KeyBinding, type KeyScope } from '../keys/keys.ts';
import type { Theme } from '../theme.ts';

/** What is on the screen now. */
interface Here {
  /** There is more to be read below it. */
  readonly hasMore?: boolean;
  /** So many answers are offered, or by which keys they are. */
  readonly offered?: number | string;
}

const rangeOf = (choices: number | string): string => {
  if (typeof choices === 'string') return choices;
  return choices === 1 ? '1' : `1-${Math.min(9, choices)}`;
};

/**
 * The keys of a screen. When it is narrow, keys of a group share a word, one group after the other, and those that matter
 * least are left to the help. Keys that have nothing to do there are not offered.
 */
export const footerLine = (
  scope: KeyScope,
  columns: number,
  theme: Theme,
  idle: Idle = [],
  { hasMore = false, offered }: Here = {},
): string => {
  const shown = bindings
    .filter(
      (one) =>
        one.scopes.includes(scope) &&
        one.footer !== undefined &&
        Object.values(one.keys).some((action) => !idle.includes(action)),
    )
    .map((one) => (hasMore && one.keys['space'] === 'read-on' ? { ...one, footer: 'more ↓' } : one))
    .map((one) =>
      offered !== undefined && one.keys['1'] === 'choice-1' ? { ...one, footerKeys: rangeOf(offered) } : one,
    );
  const ranks = [...new Set(shown.map(rankOf))].toSorted((a, b) => b - a);
  const upTo = (keys: readonly FooterKey[], most: number) => keys.filter((one) => rankOf(one) <= most);
  const groups = [...new Set(shown.flatMap(({ footerGroup }) => footerGroup ?? []))];
  const choices = [...groups.keys(), groups.length].flatMap((count) => {
    const isLast = count === groups.length;
    const some = withGroups(shown, groups.slice(0, count));
    return ranks.filter((most) => isLast || most >= lastForWords).map((most) => upTo(some, most));
  });
  const lines = choices.map((some) => ` ${some.map((one) => keyText(one, theme)).join('  ')}`);
  return padded(lines.find((line) => widthOf(line) <= columns) ?? lines.at(-1) ?? '', columns);
};

/** A word for each key is worth more than the keys that rank higher than this. */
const lastForWords = 3;

type FooterKey = Pick<KeyBinding, 'shown' | 'footer' | 'footerKeys' | 'footerRank'>;

const rankOf = ({ footerRank = 0 }: FooterKey): number => footerRank;

const keysOf = ({ footerKeys, shown }: FooterKey): string => footerKeys ?? shown;

const keyText = (one: FooterKey, theme: Theme): string =>
  `${theme.strong(keysOf(one))} ${theme.faint(one.footer ?? '')}`;

/** Where the first of a group stands, all of it. */
const withGroups = (shown: readonly KeyBinding[], groups: readonly string[]): readonly FooterKey[] =>
  shown.flatMap((one): readonly FooterKey[] => {
    const { footerGroup } = one;
    const group = shown.filter((other) => footerGroup !== undefined && other.footerGroup === footerGroup);
    if (footerGroup === undefined || group.length < 2 || !groups.includes(footerGroup)) return [one];
    if (group[0] !== one) return [];
    const keys = group.map(keysOf).join(' ');
    return [{ shown: keys, footer: footerGroup, footerRank: Math.min(...group.map(rankOf)) }];
  });
