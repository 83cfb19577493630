import { printable } from '../../printable.ts';
import type { RaceState } from '../../race/state.ts';
import { counted } from '../../text/amounts.ts';
import { hanging, wrapped } from '../../text/fit.ts';
import { evidenceLines } from '../evidence-lines.ts';
import type { Paint } from '../paint.ts';

/** What is raced, on what server, and how; with no rounds it is a service that waits for requests. */
export const headLines = (
  { about: { script, server, redis, gate, rounds } }: Pick<RaceState, 'about'>,
  width: number,
  paint: Paint,
  what = placeOf(script),
): readonly string[] => {
  const { handler, requests, workers } = script;
  const start = gate ? 'all workers start in the same moment' : 'each starts as it comes';
  const many = rounds > 1 ? `, ${rounds} times` : '';
  const burst = `${counted(requests, 'request')} at once on ${counted(workers, 'worker')}${many}; ${start}`;
  return [
    ...wrapped(paint.strong(printable(script.title)), width),
    ...wrapped(printable(what), width),
    ...evidenceLines({ server, redis }, width, paint),
    ...hanging('', printable(`POST ${handler.path} ${JSON.stringify(handler.request)}`), width),
    ...(rounds === 0 ? [] : wrapped(burst, width)),
    '',
  ];
};

const placeOf = ({ lesson, level, variant }: RaceState['about']['script']): string =>
  `${lesson} at ${level}${variant ? ` · variant ${variant.id}: ${variant.title}` : ''}`;
