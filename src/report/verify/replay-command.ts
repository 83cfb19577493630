import { shellPath, shellWord } from '../../shell-word.ts';
import type { CaseAbout } from '../../verify/events.ts';

/** The command that runs just this case, for a POSIX shell: one line, whatever the file is called. */
export const replayCommand = ({ lesson, file, level, variant, burst }: CaseAbout): string =>
  [
    burst ? 'isolab race' : 'isolab run',
    shellPath(file ?? lesson),
    '--level',
    shellWord(level),
    ...(variant === undefined ? [] : ['--variant', shellWord(variant)]),
  ].join(' ');
