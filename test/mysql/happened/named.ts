import type { Happened } from '../../../src/engine/anomaly.ts';
import type { LabServer } from '../../../src/engine/ports.ts';
import { wayWords } from '../../../src/engine/words/anomaly-words.ts';
import type { Level } from '../../../src/lesson/level.ts';
import { scriptOfSteps } from '../../engine/script-of.ts';
import { stepsOf } from '../../explore/explored.ts';
import { finish } from '../real-lab.ts';

export const rows = [
  'CREATE TABLE t (id INT PRIMARY KEY, n INT NOT NULL)',
  'INSERT INTO t VALUES (1, 10), (2, 20)',
];

export interface Case {
  /** `A: SQL` a line, in their order. */
  readonly steps: string;
  readonly level?: Level;
  readonly setup?: readonly string[];
}

/** What a script comes to by name. */
export const happenedTo = async (
  lab: LabServer,
  { steps, level = 'REPEATABLE READ', setup = rows }: Case,
): Promise<Happened> => {
  const { finished } = await finish(lab, scriptOfSteps(stepsOf(steps), { setup, level }));
  if (finished?.happened === undefined) throw new Error('Nobody has looked');
  return finished.happened;
};

/** For short: "P4 B ─rw(row 1)→ A ─ww(row 1)→ B", "? several-versions", or the order. */
export const inShort = ({ anomalies, doubts, order }: Happened): readonly string[] => [
  ...anomalies.map((one) => `${one.kind} ${wayWords(one)}`),
  ...doubts.map(({ why }) => `? ${why}`),
  ...(anomalies.length + doubts.length === 0 ? [(order ?? []).map(({ session }) => session).join(', ')] : []),
];
