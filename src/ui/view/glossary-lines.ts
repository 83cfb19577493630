import { glossary } from '../../engine/words/glossary.ts';
import { terms } from '../../engine/words/terms.ts';
import { hanging, padded } from '../../text/fit.ts';
import type { Theme } from '../theme.ts';

/** Every word and every code that lessons and screens use, with what it means, and behind → the lesson that explains it. */
export const glossaryLines = (theme: Theme, width: number): readonly string[] => [
  `${theme.strong('Words')} ${theme.faint('→ the lesson that explains it')}`,
  ...terms.flatMap(({ word, says, lesson }) =>
    meant(theme.strong(word), lesson === undefined ? says : `${says} ${theme.faint(`→ ${lesson}`)}`, width),
  ),
  '',
  theme.strong('Codes of anomalies, and signs on a circle'),
  ...glossary.flatMap(({ code, name, says }) => meant(theme.strong(code), `${name}. ${says}`, width)),
];

/** Beside each other, the words in a column of their own. */
const meant = (head: string, says: string, width: number): readonly string[] =>
  hanging(`  ${padded(head, column)}  `, says, width);

const column = Math.max(...terms.map(({ word }) => word.length));
