import { isSaid } from '../../engine/claim.ts';
import { statements } from '../../engine/statements.ts';
import type { RunModel } from '../model/run.ts';

/** What the lab itself can say about the newest statement on the screen, once the server has answered. */
export const evidenceOf = ({ lab }: Pick<RunModel, 'lab'>): readonly string[] => {
  const newest = lab && statements(lab).findLast(({ by }) => by !== 'application');
  // A deadlock is drawn.
  return (newest?.seen ?? []).flatMap((claim) =>
    claim.kind === 'deadlock' || !isSaid(claim) ? [] : [claim.says],
  );
};
