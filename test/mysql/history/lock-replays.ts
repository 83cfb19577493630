import type { LockTaken } from '../../../src/engine/claim.ts';
import type { LabEvent, Wait } from '../../../src/engine/events.ts';
import { statements } from '../../../src/engine/statements.ts';
import type { Level } from '../../../src/lesson/level.ts';
import type { Script, ScriptStep } from '../../../src/lesson/script.ts';
import type { MysqlLab } from '../../../src/mysql/lab-server.ts';
import { scriptOfSteps } from '../../engine/script-of.ts';
import { finish } from '../real-lab.ts';
import { canaryRead, setup } from './generated.ts';
import type { Refuted } from './held-against.ts';
import { allClaims } from './story.ts';

/**
 * Tries who took a lock: up to the statement that is said to have taken it, and without it, the one that waits does not wait
 * for that lock; with it, it does. Another run each, so that nothing of the first one's evidence comes in.
 */
export const refutedByTrial = async (
  lab: MysqlLab,
  events: readonly LabEvent[],
  script: Script,
  level: Level,
): Promise<readonly Refuted[]> => {
  const own = events.flatMap((event) => {
    const isOwn =
      event.type === 'statement-sent' && !['Y', 'Z'].includes(event.session) && event.sql !== canaryRead;
    const step = isOwn ? script.steps[event.step ?? -1] : undefined;
    return step && event.type === 'statement-sent' ? [{ statement: event.statement, step }] : [];
  });
  const claims = new Map(
    allClaims(events).flatMap(({ statement, claims: all }) =>
      all.flatMap((claim): [string, { statement: number; claim: LockTaken & { says: string } }][] =>
        claim.kind === 'lock-taken' && claim.waits
          ? [[`${statement} ${JSON.stringify(claim.lock)} ${claim.holder}`, { statement, claim }]]
          : [],
      ),
    ),
  );
  const refuted: Refuted[] = [];
  for (const { statement, claim } of claims.values()) {
    const waiter = own.find((one) => one.statement === statement)?.step;
    if (waiter === undefined) continue;
    const waits = async (last: number): Promise<boolean | undefined> => {
      // What the one that waits did before belongs to it, whenever that was: it may have begun its transaction.
      const before = own.filter(
        (one) =>
          one.statement !== statement &&
          (one.statement <= last || (one.step.session === waiter.session && one.statement < statement)),
      );
      return await waitsFor(lab, [...before.map(({ step }) => step), waiter], level, claim);
    };
    const { taken } = claim;
    if ((await waits(taken.statement - 1)) === true)
      refuted.push({ statement, claim, because: 'it waits for that lock without that statement, too' });
    if ((await waits(taken.statement)) === false)
      refuted.push({ statement, claim, because: 'it does not wait for that lock after that statement' });
  }
  return refuted;
};

/** Undefined when the last of these steps is not taken there. */
const waitsFor = async (
  lab: MysqlLab,
  steps: readonly ScriptStep[],
  level: Level,
  { holder, lock, heldMode }: LockTaken,
): Promise<boolean | undefined> => {
  const state = await finish(lab, scriptOfSteps(steps, { level, setup, watch: [] }));
  const last = statements(state).find(({ step, by }) => step === steps.length - 1 && by === 'script');
  if (last === undefined) return undefined;
  const isThat = (wait: Wait) =>
    'session' in wait.for &&
    wait.for.session === holder &&
    wait.object === lock.object &&
    wait.index === lock.index &&
    wait.partition === lock.partition &&
    wait.key === lock.key &&
    wait.heldMode === heldMode;
  return last.waits.some(isThat);
};
