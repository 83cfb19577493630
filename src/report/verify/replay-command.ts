import type { CaseAbout } from '../../verify/events.ts';

/** The command that runs just this case, for a POSIX shell. */
export const replayCommand = ({ lesson, file, level, variant, burst }: CaseAbout): string =>
  [
    burst ? 'isolab race' : 'isolab run',
    shellWord(file ?? lesson),
    '--level',
    shellWord(level),
    ...(variant === undefined ? [] : ['--variant', shellWord(variant)]),
  ].join(' ');

const shellWord = (text: string): string =>
  /^[\w./@:+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
