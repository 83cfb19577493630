import type { DeadlockReport, LabEvent, StatementSent } from '../engine/events.ts';
import { type Outcome, serverErrors } from '../engine/outcome.ts';
import type { LabState } from '../engine/state.ts';
import { parsed } from '../innodb-text/report.ts';
import { isErrorNamed } from '../lesson/error-symbols.ts';
import type { StepExpectation } from '../lesson/expectation.ts';
import { controlsTransaction } from '../lesson/statement-kind.ts';

/**
 * Steps of a run that ended in a deadlock in which nobody had less to lose: one of them had to fail, and nobody could know
 * which one. InnoDB rolls back the transaction that weighs least, and the manual says nothing of equal ones, nor of those that
 * wait for a definition or a named lock.
 * https://dev.mysql.com/doc/refman/9.7/en/innodb-deadlock-detection.html
 */
export const stepsByChance = (events: readonly LabEvent[]): ReadonlySet<number> => {
  const byChance = new Set<number>();
  const inFlight = new Map<string, StatementSent>();
  let ended: StatementSent[] = [];
  let victims: string[] = [];
  const known = new Set<string>();
  for (const event of events) {
    if (event.type === 'statement-sent') inFlight.set(event.session, event);
    if (event.type === 'statement-finished') {
      const sent = inFlight.get(event.session);
      if (sent) ended.push(sent);
      inFlight.delete(event.session);
      if (isDeadlock(event.outcome)) victims.push(event.session);
    }
    if (event.type !== 'settled' && event.type !== 'run-finished') continue;
    const reports = reportsIn(event.observation).filter(({ id }) => !known.has(id));
    for (const { id } of reports) known.add(id);
    for (const victim of victims) {
      const report = reports.find((one) => one.victim === victim);
      if (report && hasLeastToLose(report)) continue;
      const circle = report?.circle.map(({ session }) => session);
      const isIn = ({ session, sql }: StatementSent): boolean =>
        circle === undefined ? !controlsTransaction(sql) : circle.includes(session);
      for (const one of [...ended, ...inFlight.values()])
        if (one.by === 'script' && one.step !== undefined && isIn(one)) byChance.add(one.step);
    }
    ended = [];
    victims = [];
  }
  return byChance;
};

const reportsIn = (
  observation: Extract<LabEvent, { type: 'settled' }>['observation'],
): readonly DeadlockReport[] => {
  const { earlierDeadlocks = [], deadlock } = ('evidence' in observation && observation.evidence) || {};
  return [...earlierDeadlocks, ...(deadlock ? [deadlock] : [])];
};

const hasLeastToLose = ({ text = '' }: DeadlockReport): boolean => {
  const { transactions = [], victim = -1 } = parsed(text) ?? {};
  const weight = transactions[victim]?.weight;
  return (
    weight !== undefined &&
    transactions.every((one, at) => at === victim || (one.weight !== undefined && one.weight > weight))
  );
};

const isDeadlock = (outcome: Outcome): boolean =>
  outcome.kind === 'error' && deadlocks.includes(outcome.errno);

const deadlocks: readonly number[] = [serverErrors.deadlock, serverErrors.namedLockDeadlock];

/** What is told of a step that was in a deadlock, where nobody could know who fails; of what waits, no more than that. */
export const withoutVictim = (
  lines: readonly string[],
  { timeline }: Pick<LabState, 'timeline'>,
  step: number,
): readonly string[] => {
  const sent = timeline.filter((one) => one.kind === 'statement');
  const at = sent.findIndex((one) => one.by === 'script' && one.step === step);
  const { sentAt = 0, waits = [] } = sent[at] ?? {};
  if (waits.length > 0) return lines;
  const until = sent[at + 1]?.sentAt ?? Number.POSITIVE_INFINITY;
  const isIn = sent.some(
    ({ outcome, finishedAt = -1 }) =>
      outcome !== undefined && isDeadlock(outcome) && finishedAt >= sentAt && finishedAt <= until,
  );
  return isIn ? ['a deadlock: this statement gets an error, or another one in the deadlock does'] : lines;
};

/** Would, by a lesson, one of them be right where the other one is, had the server chosen another victim? */
export const isOtherVictim = (right: StepExpectation, other: StepExpectation): boolean => {
  const [own, theirs] = [claimedFate(right), claimedFate(other)];
  return own !== undefined && theirs !== undefined && own !== theirs && hasWaited(right) === hasWaited(other);
};

const claimedFate = ({
  error,
  ok,
  affected,
  matched,
  rows,
}: StepExpectation): 'fails' | 'goes on' | undefined => {
  if (error !== undefined) return deadlocks.some((one) => isErrorNamed(one, error)) ? 'fails' : undefined;
  return [ok, affected, matched, rows].some((one) => one !== undefined) ? 'goes on' : undefined;
};

const hasWaited = ({ waitsFor = [] }: StepExpectation): boolean => waitsFor.length > 0;
