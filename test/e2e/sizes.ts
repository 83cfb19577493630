import type { Size } from '../../src/ui/view/layout.ts';
import { isSoak, seedOf } from '../campaign.ts';

const everywhere: readonly Size[] = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 36 },
  { columns: 200, rows: 60 },
];

/**
 * The sizes that the lab is made for: one of them at each commit, all of them when there is time. What is on the
 * screens at each is compared whole by test/ui.
 */
export const sizesFor = (what: string, all: readonly Size[] = everywhere): readonly Size[] => {
  const at = (seedOf(process.env) + what.length) % all.length;
  return isSoak ? all : all.slice(at, at + 1);
};
