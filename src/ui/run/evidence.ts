import { isSaid } from '../../engine/claim.ts';
import type { LabState } from '../../engine/state.ts';
import { statements } from '../../engine/statements.ts';
import type { RunModel } from '../model/run.ts';
import { isCoveredVariable } from './unanswered.ts';

/** What the lab itself can say about the newest statement on the screen, once the server has answered. */
export const evidenceOf = (
  lab: LabState,
  run: Pick<RunModel, 'answers' | 'asks' | 'order'>,
): readonly string[] => {
  const newest = statements(lab).findLast(({ by }) => by !== 'application');
  // A deadlock is drawn, and what answers a question is not told before it.
  return (newest?.seen ?? []).flatMap((claim) =>
    claim.kind === 'deadlock' ||
    !isSaid(claim) ||
    (claim.kind === 'assigned' && isCoveredVariable(lab, run, claim))
      ? []
      : [claim.says],
  );
};
