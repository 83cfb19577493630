import { type Claim, isSaid, type StatementClaims } from '../../../src/engine/claim.ts';
import type { LabEvent } from '../../../src/engine/events.ts';
import { startRun } from '../../../src/engine/run/start-run.ts';
import type { LabState, StatementEntry } from '../../../src/engine/state.ts';
import { statements } from '../../../src/engine/statements.ts';
import type { Level } from '../../../src/lesson/level.ts';
import type { MysqlLab } from '../../../src/mysql/lab-server.ts';
import { scriptOfSteps, step } from '../../engine/script-of.ts';
import { clock } from '../real-lab.ts';

export interface Story {
  readonly events: readonly LabEvent[];
  readonly state: LabState;
  /** What is claimed of a step (from 1) when it is the newest: in the moment in which all has settled after it. */
  readonly at: (step: number) => readonly Claim[];
  /** What is claimed of it in the end. */
  readonly after: (step: number) => readonly Claim[];
}

export interface Told {
  readonly level?: Level;
  readonly setup: readonly string[];
  readonly watch?: readonly string[];
  /** "A: COMMIT", a line a step. */
  readonly steps: string;
}

/** Runs steps on the real server and keeps what the lab derives of each. */
export const tell = async (
  lab: MysqlLab,
  { level = 'REPEATABLE READ', setup, watch, steps }: Told,
): Promise<Story> => {
  const lines = steps.trim().split('\n');
  const script = scriptOfSteps(
    lines.map((line) => {
      const [, session = '', sql = ''] = /^\s*(\w+): (.*)$/.exec(line) ?? [];
      return step(session, sql);
    }),
    { level, setup, watch: watch ?? [] },
  );
  const events: LabEvent[] = [];
  const moments: LabState[] = [];
  await using run = await startRun({
    script,
    server: lab,
    clock,
    emit: (event, state) => {
      events.push(event);
      if (event.type === 'settled') moments.push(state);
    },
  });
  const state = await run.finish();
  const claimsIn = (one: StatementEntry | undefined) => one?.seen ?? [];
  return {
    events,
    state,
    at: (number) => {
      const moment = moments.findLast((one) => statements(one).at(-1)?.step === number - 1);
      return claimsIn(moment && statements(moment).at(-1));
    },
    after: (number) => claimsIn(statements(state).find((one) => one.step === number - 1)),
  };
};

export const saysOf = (claims: readonly Claim[]): readonly string[] =>
  claims.filter(isSaid).map(({ says }) => says);

/** Everything that was claimed in a run, in order. */
export const allClaims = (events: readonly LabEvent[]): readonly StatementClaims[] =>
  events.flatMap((event) => (event.type === 'settled' ? (event.seen ?? []) : []));
