import type { BurstScript } from '../../lesson/burst-script.ts';
import { filledFields } from '../../lesson/values.ts';
import { printable } from '../../printable.ts';
import type { Stored } from '../../race/arena.ts';
import type { ServedRequest } from '../../race/service.ts';
import { patternOf, retriesOf, sum } from '../../race/state.ts';
import { shellWord } from '../../shell-word.ts';
import { counted } from '../../text/amounts.ts';
import { hanging, paddedLeft, wrapped } from '../../text/fit.ts';
import type { Paint } from '../paint.ts';
import { promiseLines } from '../promise-lines.ts';
import { rowLines } from './stored-lines.ts';
import { msWords } from './words.ts';

/** Where the service is, and how to send it something. The commands are not wrapped: they are there to be copied. */
export const listeningLines = (script: BurstScript, port: number, width: number): readonly string[] => {
  const { handler, workers } = script;
  const url = `http://127.0.0.1:${port}${handler.path}`;
  const json = JSON.stringify(filledFields(handler.request, { request: '1' }));
  const curl = `curl -s ${shellWord(url)} -H 'content-type: application/json' -d ${shellWord(json)}`;
  return [
    ...wrapped(`Listening with ${counted(workers, 'worker')} until Ctrl-C. One request:`, width),
    '',
    `  ${curl}`,
    '',
    ...wrapped('Six at once:', width),
    '',
    `  seq 6 | xargs -P 6 -I N ${curl}`,
    '',
  ];
};

export const servedLine = ({ id, worker, reply, doneAt, arrivedAt, steps }: ServedRequest): string => {
  const errors = steps.flatMap(({ error }) => (error === undefined ? [] : [error]));
  const after = errors.length === 0 ? '' : ` after ${errors.join(', ')}`;
  return `${paddedLeft(String(id), 4)} ${worker} ${reply.status} ${printable(JSON.stringify(reply.json))} ${msWords(doneAt - arrivedAt)}${after}`;
};

/** What all requests together have come to. */
export const servedLines = (
  script: BurstScript,
  requests: readonly ServedRequest[],
  stored: { readonly before: Stored; readonly after: Stored },
  width: number,
  paint: Paint,
): readonly string[] => {
  const answers = { answers: requests, unanswered: [] };
  const deadlocks = sum(requests.map((one) => one.deadlocks));
  return [
    '',
    ...hanging(
      'Answers  ',
      requests.length === 0
        ? 'none'
        : `${patternOf(answers)}; ${counted(deadlocks, 'deadlock')}, ${counted(retriesOf(answers), 'retry', 'retries')}`,
      width,
    ),
    paint.strong('Rows'),
    ...rowLines(stored.after, stored.before, width),
    ...promiseLines(script.invariant?.says, stored.after.violations, width, paint),
  ];
};
