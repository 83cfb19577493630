import type { Level } from '../../lesson/level.ts';
import { levels } from '../../lesson/level.ts';
import type { RaceState } from '../../race/state.ts';
import { wrapped } from '../../text/fit.ts';
import { signs } from '../../text/signs.ts';
import { tableLines } from '../table.ts';

/** Every level and variant in one table: how often the invariant was violated, and the most usual answers. */
export const comparisonLines = (races: readonly RaceState[], width: number): readonly string[] => {
  const used = levels.filter((level) => races.some(({ about }) => about.script.level === level));
  const variants = [...new Set(races.map(({ about }) => about.script.variant?.id))];
  const rows = variants.map((variant) => [
    variant ?? '(as it is)',
    ...used.map((level) => cellOf(races, level, variant)),
  ]);
  return [
    ...tableLines({ columns: ['variant', ...used], rows }, width, 1),
    ...wrapped(
      'How often the invariant held or was violated, and how many answers had which HTTP status most often.',
      width,
    ),
  ];
};

const cellOf = (races: readonly RaceState[], level: Level, variant: string | undefined): string => {
  const race = races.find(
    ({ about: { script } }) => script.level === level && script.variant?.id === variant,
  );
  if (race === undefined) return '';
  const { rounds, violated, patterns } = race.totals;
  const [usual] = Object.entries(patterns).toSorted(([, a], [, b]) => b - a);
  const often =
    violated === 0
      ? `${signs.holds} holds ${rounds}/${rounds}`
      : `${signs.failed} violated ${violated}/${rounds}`;
  const answers = (usual?.[0] ?? '').replaceAll(' × ', '×');
  return `${often}\n${answers}`;
};
