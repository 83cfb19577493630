import type { JudgedOrder } from '../../explore/exploration.ts';
import { shortNames } from '../../lesson/level.ts';
import type { Script } from '../../lesson/script.ts';
import { shellPath, shellWord } from '../../shell-word.ts';
import type { ExploredLesson } from './explored.ts';

/** The command that opens an order in the lab, for a POSIX shell; none for what is no lesson yet. */
export const openCommand = (
  { called, requests }: Pick<ExploredLesson, 'called' | 'requests'>,
  { level, variant }: Pick<Script, 'level' | 'variant'>,
  { order }: Pick<JudgedOrder, 'order'>,
): string | undefined =>
  called === undefined
    ? undefined
    : [
        'isolab',
        shellPath(called),
        ...(requests === undefined ? [] : ['--requests', String(requests)]),
        '--level',
        shortNames[level].toLowerCase(),
        ...(variant === undefined ? [] : ['--variant', shellWord(variant.id)]),
        '--order',
        shellWord(order),
      ].join(' ');
