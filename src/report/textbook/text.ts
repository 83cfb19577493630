import { levels } from '../../lesson/level.ts';
import { hanging, wrapped } from '../../text/fit.ts';
import { historyText } from '../../textbook/history-lesson.ts';
import { operationName, transactionName } from '../../textbook/operation.ts';
import { paperWords } from '../../textbook/paper-words.ts';
import type { Schedule } from '../../textbook/schedule.ts';
import { evidenceLines } from '../evidence-lines.ts';
import type { Paint } from '../paint.ts';
import { levelLines } from './level-lines.ts';
import type { RanHistory, RanLevel } from './ran-history.ts';

/** A history on paper, then what each level made of it. */
export const historyLines = (ran: RanHistory, width: number, paint: Paint): readonly string[] => {
  const { schedule, paper } = ran;
  return [
    ...wrapped(paint.strong(historyText(schedule)), width),
    ...aboutLines(schedule, paint).flatMap((line) => wrapped(line, width)),
    '',
    paint.strong('On paper'),
    ...paperWords(paper).flatMap((line) => hanging('  ', line, width)),
    '',
    ...evidenceLines(ran, width, paint),
    ...alike(ran, width, paint).flatMap(({ names, lines }) => [
      '',
      ...wrapped(paint.strong(names.length === levels.length ? 'At all levels' : names.join(', ')), width),
      ...lines,
    ]),
  ];
};

const aboutLines = ({ items, added, warnings }: Schedule, paint: Paint): readonly string[] => [
  ...warnings.map((warning) => paint.waiting(`! ${warning}`)),
  ...(added.length === 0
    ? []
    : [
        `${added.map(({ transaction }) => transactionName(transaction)).join(', ')} had no end: isolab added ${added.map(operationName).join(' ')} behind all.`,
      ]),
  `Before: ${items.map(({ name, before }) => `${name} = ${before}`).join(', ')}.`,
];

/** Levels of which the same is told, in their order. */
const alike = ({ levels: ran, schedule }: RanHistory, width: number, paint: Paint) => {
  const told = ran.map((one: RanLevel) => ({
    name: one.level,
    lines: levelLines(one, schedule, width, paint),
  }));
  return [...Map.groupBy(told, ({ lines }) => lines.join('\n')).values()].map((same) => ({
    names: same.map(({ name }) => name),
    lines: same[0]?.lines ?? [],
  }));
};
