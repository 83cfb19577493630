import type { StatementSent } from './events.ts';
import type { LabState, OutOfTurn } from './state.ts';

/** The run as it is when a step is sent before its turn for the first time. */
export const outOfTurnBy = (
  { statement, step, outOfTurn }: StatementSent,
  { timeline, outOfTurn: before }: LabState,
): OutOfTurn | undefined => {
  if (before !== undefined || outOfTurn === undefined || step === undefined) return before;
  const open = timeline.flatMap((one) =>
    one.kind === 'statement' && one.by === 'script' && one.status !== 'finished' ? (one.step ?? []) : [],
  );
  return { step, statement, open };
};

/**
 * The steps of which the script says nothing any more, since its order was left before they were taken or had their answer.
 * One that waits since before says as much as it did then.
 */
export const stepsOutOfOrder = ({
  timeline,
  outOfTurn,
}: Pick<LabState, 'timeline' | 'outOfTurn'>): ReadonlySet<number> => {
  const steps = new Set<number>();
  if (outOfTurn === undefined) return steps;
  let isLeft = false;
  for (const one of timeline) {
    if (one.kind === 'statement' && one.statement === outOfTurn.statement) isLeft = true;
    if (one.kind !== 'statement' && one.kind !== 'skip') continue;
    if (one.step === undefined || (one.kind === 'statement' && one.by !== 'script')) continue;
    const endedLater = outOfTurn.open.includes(one.step) && 'status' in one && one.status === 'finished';
    if (isLeft || endedLater) steps.add(one.step);
  }
  return steps;
};
