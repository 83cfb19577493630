import type { LabEvent } from '../../src/engine/events.ts';
import type { Clock, LabServer } from '../../src/engine/ports.ts';
import { startRun } from '../../src/engine/run/start-run.ts';
import { scriptOfSteps, step } from '../engine/script-of.ts';

const round = [
  step('A', 'START TRANSACTION'),
  step('A', 'UPDATE t SET n = n + 1 WHERE id = 1'),
  step('B', 'UPDATE t SET n = n + 1 WHERE id = 1'),
  step('A', 'COMMIT'),
];

const script = scriptOfSteps(round, {
  setup: ['CREATE TABLE t (id INT PRIMARY KEY, n INT NOT NULL)', 'INSERT INTO t VALUES (1, 0)'],
  watch: ['t'],
});

/** Milliseconds from sending a statement that must wait to the event that says so, `rounds` times. */
export const blockedVerdicts = async (
  server: LabServer,
  clock: Clock,
  rounds: number,
): Promise<readonly number[]> => {
  const samples: number[] = [];
  for (let done = 0; done < rounds; done++) {
    const events: LabEvent[] = [];
    const run = await startRun({ script, server, clock, emit: (event) => events.push(event) });
    await run.finish();
    await run[Symbol.asyncDispose]();
    const blocked = events.find((event) => event.type === 'statement-blocked');
    const sent = events.find(
      (event) => event.type === 'statement-sent' && event.statement === blocked?.statement,
    );
    if (blocked === undefined || sent === undefined) throw new Error('Nothing was blocked');
    samples.push(blocked.at - sent.at);
  }
  return samples;
};
