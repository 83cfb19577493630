import type { LabState } from '../engine/state.ts';
import { happenedWords } from '../engine/words/happened-words.ts';
import { printable } from '../printable.ts';
import { hanging, wrapped } from '../text/fit.ts';
import { outcomeSigns } from '../text/signs.ts';
import type { Paint } from './paint.ts';

/** What a run has come to, by name; nothing where nobody has looked. */
export const happenedLines = (state: LabState, width: number, paint: Paint): readonly string[] => {
  const words = happenedWords(state);
  if (words === undefined) return [];
  return [
    '',
    paint.strong('What happened'),
    ...words.anomalies.flatMap(({ title, way, says }) => [
      ...hanging(`${outcomeSigns.odd} `, printable(title), width),
      ...hanging('  ', printable(way), width),
      ...hanging('  ', printable(says), width),
    ]),
    ...(words.anomalies.length > 0
      ? wrapped(paint.faint('  What the letters mean: isolab map --letters'), width)
      : []),
    ...words.none.flatMap((line) => wrapped(printable(line), width)),
    ...words.doubts.flatMap((line) =>
      hanging(`${outcomeSigns.varying} `, paint.faint(printable(`Cannot tell: ${line}`)), width),
    ),
  ];
};
