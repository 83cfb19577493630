import type { JudgedOrder } from '../../explore/exploration.ts';
import { shortNames } from '../../lesson/level.ts';
import type { Script } from '../../lesson/script.ts';
import { shellPath, shellWord } from '../../shell-word.ts';

/** The command that opens an order in the lab, for a POSIX shell. */
export const openCommand = (
  called: string,
  { level, variant }: Pick<Script, 'level' | 'variant'>,
  { order }: Pick<JudgedOrder, 'order'>,
): string =>
  [
    'isolab',
    shellPath(called),
    '--level',
    shortNames[level].toLowerCase(),
    ...(variant === undefined ? [] : ['--variant', shellWord(variant.id)]),
    '--order',
    shellWord(order),
  ].join(' ');
