import type { Happened } from '../../engine/anomaly.ts';
import { wayWords } from '../../engine/words/anomaly-words.ts';
import { titleOf } from '../../engine/words/happened-words.ts';
import type { BurstScript } from '../../lesson/burst-script.ts';
import { printable } from '../../printable.ts';
import { hanging, wrapped } from '../../text/fit.ts';
import { outcomeSigns } from '../../text/signs.ts';
import { openCommand } from '../explore/command.ts';
import type { Paint } from '../paint.ts';

/** An order of two requests that violates the promise. */
export interface NamedOrder {
  /** Whose turn it is, a letter a step. */
  readonly order: string;
  /** How many requests these are. */
  readonly requests: number;
  /** What somebody calls the lesson. */
  readonly called: string;
  readonly happened: Happened;
}

/** What it is by name that many requests have come to: as two of them come to it, step by step. */
export const namedLines = (
  { order, requests, called, happened }: NamedOrder,
  script: Pick<BurstScript, 'level' | 'variant'>,
  width: number,
  paint: Paint,
): readonly string[] => {
  const { anomalies, doubts } = happened;
  const command = openCommand({ called, requests }, script, { order }) ?? '';
  return [
    '',
    paint.strong('What happened'),
    ...wrapped(
      `Who came when in a race, nobody sees. With ${requests} of the requests it takes the order ${order}:`,
      width,
    ),
    ...anomalies.flatMap((one) => [
      ...hanging(`${outcomeSigns.odd} `, printable(titleOf(one.kind)), width),
      ...hanging('  ', printable(wayWords(one)), width),
      ...hanging('  ', printable(one.says), width),
    ]),
    ...(anomalies.length > 0
      ? []
      : hanging(
          `${outcomeSigns.varying} `,
          printable(`Cannot tell. ${doubts[0]?.says ?? 'It has no name.'}`),
          width,
        )),
    ...hanging('', paint.code(printable(command)), width),
  ];
};
