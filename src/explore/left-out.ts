import { isOfLastAttempt } from '../engine/attempts.ts';
import { isOfConcurrency, serverErrors } from '../engine/outcome.ts';
import type { LabState, StatementEntry } from '../engine/state.ts';
import { statements } from '../engine/statements.ts';
import type { Inside } from './inside.ts';

/**
 * What came to nothing because others were there: a transaction that the server rolled back, or that the application gave
 * up after an error which comes of concurrency alone; one statement, where the transaction went on without it. One after
 * the other such errors do not happen, so an order is compared with the serial orders of everything else. Of who tried again
 * the last attempt counts: nothing came of those before.
 *
 * @returns places in the script.
 */
export const leftOut = (state: LabState, inside: Inside): ReadonlySet<number> => {
  const left = new Set<number>();
  for (const { name } of state.sessions) {
    let transaction: number[] = [];
    let isLost = false;
    let goesOn = true;
    for (const entry of ownEntries(state, name)) {
      const { place } = entry;
      if (entry.kind === 'skipped') {
        if (!goesOn) left.add(place);
        continue;
      }
      const { outcome } = entry.statement;
      const isOpen = inside.after(entry.statement) ?? false;
      // A rollback of the application's own does not go on with anything.
      if (entry.statement.by === 'script') {
        transaction.push(place);
        goesOn = true;
      }
      if (outcome?.kind === 'error' && isOfConcurrency(outcome)) {
        left.add(place);
        isLost ||= outcome.errno === serverErrors.deadlock || entry.isGivenUp;
        goesOn = !isLost;
      }
      if (isLost) {
        for (const own of transaction) left.add(own);
        goesOn = false;
      }
      if (!isOpen) {
        transaction = [];
        isLost = false;
      }
    }
  }
  return left;
};

type OwnEntry =
  | {
      readonly kind: 'taken';
      readonly place: number;
      readonly statement: StatementEntry;
      /** The application rolled back after it. */
      readonly isGivenUp: boolean;
    }
  | { readonly kind: 'skipped'; readonly place: number };

/** In the script's order, each with what the application sent after it. */
const ownEntries = (state: LabState, session: string): readonly OwnEntry[] => {
  const sent = statements(state);
  return state.script.steps.flatMap((step, place): readonly OwnEntry[] => {
    if (step.session !== session || !isOfLastAttempt(state, place)) return [];
    const own = sent.filter((one) => one.step === place);
    if (own.length === 0) return [{ kind: 'skipped', place }];
    const isGivenUp = state.timeline.some(
      (one) => one.kind === 'answer' && one.step === place && one.rejected,
    );
    return own.map((statement) => ({
      kind: 'taken',
      place,
      statement,
      isGivenUp: isGivenUp || own.some(({ by }) => by === 'application'),
    }));
  });
};
