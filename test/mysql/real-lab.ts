import { inject } from 'vitest';
import { systemClock } from '../../src/cli/clock.ts';
import type { LabEvent } from '../../src/engine/events.ts';
import type { Clock, LabServer } from '../../src/engine/ports.ts';
import type { LessonRun } from '../../src/engine/run/run.ts';
import { startRun } from '../../src/engine/run/start-run.ts';
import type { LabState, StatementEntry } from '../../src/engine/state.ts';
import type { Script } from '../../src/lesson/script.ts';
import { MysqlLab } from '../../src/mysql/lab-server.ts';

export const clock: Clock = systemClock;

/** The lab on the server that the whole suite shares. */
export const openLab = (): Promise<MysqlLab> =>
  MysqlLab.open({ address: inject('mysql'), provider: 'embedded', place: 'the test server' });

export interface Told {
  readonly run: LessonRun;
  readonly events: readonly LabEvent[];
}

export const begin = async (
  lab: LabServer,
  script: Script,
  evidence: 'everything' | 'outcomes' = 'everything',
): Promise<Told> => {
  const events: LabEvent[] = [];
  const run = await startRun({ script, server: lab, clock, evidence, emit: (event) => events.push(event) });
  return { run, events };
};

/** Runs a script to its end in a sandbox of its own. */
export const finish = async (lab: LabServer, script: Script): Promise<LabState> => {
  const { run } = await begin(lab, script);
  await using _ = run;
  return await run.finish();
};

/** The statement of a step. */
export const statementOf = (state: LabState, step: number): StatementEntry => {
  const entry = state.timeline.find(
    (one): one is StatementEntry => one.kind === 'statement' && one.step === step && one.by === 'script',
  );
  if (entry === undefined) throw new Error(`Step ${step} was not taken`);
  return entry;
};
