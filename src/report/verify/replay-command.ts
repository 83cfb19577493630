import { shellPath, shellWord } from '../../shell-word.ts';
import type { CaseAbout } from '../../verify/events.ts';
import type { BadOrder } from '../../verify/orders-seen.ts';

/** The command that runs just this case, for a POSIX shell: one line, whatever the file is called. */
export const replayCommand = (about: CaseAbout): string => {
  const { solution, file, lesson } = about;
  if (solution !== undefined)
    return `isolab verify ${shellPath(file ?? lesson)} --grep ${shellWord(`solution ${solution}$`)}`;
  return `isolab ${verb(about)} ${placeWords(about)}`;
};

/** The command that opens the lesson in an order of its steps. */
export const orderCommand = (place: Place, { order }: BadOrder): string =>
  `isolab ${placeWords(place)} --order ${order}`;

type Place = Pick<CaseAbout, 'lesson' | 'file' | 'level' | 'variant'>;

const verb = ({ burst, everyOrder }: CaseAbout): string => {
  if (everyOrder) return 'explore';
  return burst ? 'race' : 'run';
};

const placeWords = ({ lesson, file, level, variant }: Place): string =>
  [
    shellPath(file ?? lesson),
    '--level',
    shellWord(level),
    ...(variant === undefined ? [] : ['--variant', shellWord(variant)]),
  ].join(' ');
