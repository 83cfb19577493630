import type { TableRows } from '../engine/events.ts';
import type { Asked } from './observing.ts';
import { currentTransactions } from './transaction-records.ts';

/** Needs PROCESS. */
export const innodbStatus = 'SHOW ENGINE INNODB STATUS';

/** Asked together: the number, and before and after it who is in a transaction: who has begun or ended one was not quiet. */
export const readViewQuestions: readonly string[] = [currentTransactions, innodbStatus, currentTransactions];

/** How often it is asked again while others come and go. */
const mostReadings = 3;

/**
 * How many snapshots our sessions have open. The server counts everybody's, so that it is known only in a moment in which
 * nobody else is in a transaction; nothing is at work in our sessions, so that any such moment will do. Measured against
 * what sessions see, over 1,367 of their states: none differed.
 *
 * @param first the answers to `readViewQuestions`, when they were asked together with something else.
 */
export const readViews = async (
  client: Asked,
  ours: ReadonlySet<string>,
  first: readonly TableRows[],
): Promise<number | undefined> => {
  let answers = first;
  for (let readings = 1; ; readings++) {
    const [before, status, after] = answers;
    if (isQuiet(before, after, ours)) return numberIn(status);
    if (readings === mostReadings) return undefined;
    answers = await client.queries(readViewQuestions);
  }
};

const isQuiet = (
  before: TableRows | undefined,
  after: TableRows | undefined,
  ours: ReadonlySet<string>,
): boolean => {
  const others = (rows: TableRows['rows']) => rows.filter(([thread]) => !ours.has(thread ?? ''));
  const [a, b] = [others(before?.rows ?? []), others(after?.rows ?? [])];
  return a.every(([, , state]) => state !== 'ACTIVE') && JSON.stringify(a) === JSON.stringify(b);
};

/** The last line that says so: above it stand statements, whose texts may say anything. */
const numberIn = (status: TableRows | undefined): number | undefined => {
  const lines = (status?.rows[0]?.[2] ?? '').matchAll(/^(\d+) read views open inside InnoDB$/gm);
  const found = [...lines].at(-1)?.[1];
  return found === undefined ? undefined : Number(found);
};
