import type { LabState } from '../../engine/state.ts';
import { happenedWords } from '../../engine/words/happened-words.ts';
import { printable } from '../../printable.ts';
import { hanging, justify, wrapped } from '../../text/fit.ts';
import { outcomeSigns } from '../../text/signs.ts';
import type { Theme } from '../theme.ts';

/** What a run has come to, by name; nothing where nobody has looked. `hasMap`: a key shows what the letters mean. */
export const happenedLines = (
  lab: LabState,
  { theme, width, hasMap }: { readonly theme: Theme; readonly width: number; readonly hasMap: boolean },
): readonly string[] => {
  const words = happenedWords(lab);
  if (words === undefined) return [];
  return [
    '',
    hasMap && words.anomalies.length > 0
      ? justify(theme.strong('What happened'), theme.faint('  letters: m'), width)
      : theme.strong('What happened'),
    ...words.anomalies.flatMap(({ title, way, says }) => [
      ...hanging(`${outcomeSigns.odd} `, theme.strong(printable(title)), width),
      ...hanging('  ', printable(way), width),
      ...hanging('  ', printable(says), width),
    ]),
    ...words.none.flatMap((line) => wrapped(printable(line), width)),
    ...words.doubts.flatMap((line) =>
      hanging(`${outcomeSigns.varying} `, theme.faint(printable(`Cannot tell: ${line}`)), width),
    ),
  ];
};
