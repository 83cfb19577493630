import type { LabState, StatementEntry, TimelineEntry } from './state.ts';

type Timeline = Pick<LabState, 'timeline'>;

const isOfScript = (one: TimelineEntry): one is StatementEntry =>
  one.kind === 'statement' && one.by === 'script';

/** The statements of the script's steps that were taken, in order. */
export const stepStatements = ({ timeline }: Timeline): readonly StatementEntry[] =>
  timeline.filter(isOfScript);

/** The newest statement, where it is one of the user's own. */
export const ownSince = ({ timeline }: Timeline): StatementEntry | undefined => {
  const newest = timeline.findLast(
    (one): one is StatementEntry => one.kind === 'statement' && one.by !== 'application',
  );
  return newest?.by === 'user' ? newest : undefined;
};

/** The statement of one step; undefined while it is not taken. */
export const statementOfStep = ({ timeline }: Timeline, step: number): StatementEntry | undefined =>
  timeline.find((one): one is StatementEntry => isOfScript(one) && one.step === step);

/** Has a statement in flight told already that the connection is lost? */
export const isLossTold = ({ timeline }: Timeline, session: string): boolean =>
  timeline.some((one) => one.kind === 'statement' && one.session === session && one.outcome?.kind === 'lost');
