import type { Claim, ClaimBody, Deadlocked, Place, RowVersion, Wrote } from '../claim.ts';
import type { TableShape } from '../events.ts';
import type { Value } from '../outcome.ts';
import { columnsOf } from './column-names.ts';
import { waitWords } from './lock-words.ts';
import { placeWords } from './place-words.ts';

/** A claim with its sentence, in which keys have the names of their columns where the tables are known. */
export const said = (body: ClaimBody, shapes: readonly TableShape[] = []): Claim => ({
  ...body,
  says: sentence(body, shapes),
});

const sentence = (claim: ClaimBody, shapes: readonly TableShape[]): string => {
  switch (claim.kind) {
    case 'lock-taken': {
      const { session, holder, taken, waits, open } = claim;
      const end = open === undefined ? '.' : `; ${openWords(holder, open)}.`;
      return `${session} ${waits ? 'waits' : 'waited'} for a lock that ${holder} took ${ofTaker(taken)}${end}`;
    }
    case 'own-version':
      return `${claim.session} sees ${rowOf(claim)} because it wrote that itself ${placeWords(claim.wrote)}.`;
    case 'own-over-others': {
      const { session, wrote, over } = claim;
      return `${session}'s ${wrote.verb} ${placeWords(wrote)} changed ${over.writer}'s newer version ${rowOf(over)} of ${stepOf(over.wrote)}, which ${session}'s snapshot does not have; now ${session} sees its own, ${rowOf(claim)}.`;
    }
    case 'dirty-read':
      if (claim.isDeleted)
        return `${claim.session} does not see ${rowOf(claim)} any more: ${claim.writer} deleted it ${placeWords(claim.wrote)} and has not committed that: a dirty read.`;
      return `${claim.session} sees ${rowOf(claim)}, which ${claim.writer} wrote ${placeWords(claim.wrote)} and has not committed: a dirty read.`;
    case 'not-yet-committed': {
      const { session, writer, wrote, isDeleted, open } = claim;
      const why = open === undefined ? `${writer} has not committed that` : openWords(writer, open);
      return isDeleted
        ? `${session} still sees ${rowOf(claim)}: ${writer} deleted it ${placeWords(wrote)}, and ${why}.`
        : `${session} does not see ${rowOf(claim)}: ${writer} wrote it ${placeWords(wrote)}, and ${why}.`;
    }
    case 'committed-too-late': {
      const { session, writer, committed, isDeleted, snapshot } = claim;
      const after = `after ${session} took its snapshot${snapshot === undefined ? '' : ` ${placeWords(snapshot)}`}`;
      return isDeleted
        ? `${session} still sees ${rowOf(claim)}: ${writer} committed its deletion ${placeWords(committed)}, ${after}.`
        : `${session} does not see ${rowOf(claim)}: ${writer} committed it ${placeWords(committed)}, ${after}.`;
    }
    case 'from-snapshot':
      return `${claim.session} reads from the snapshot that it took ${placeWords(claim.snapshot)}.`;
    case 'passed-over':
      return `${claim.session} passed over ${rowOf(claim)}: ${claim.holder} has it locked${sinceWords(claim.taken)}.`;
    case 'refused':
      return `${claim.session} was refused, and does not wait: ${claim.holder} has ${rowOf(claim)} locked${sinceWords(claim.taken)}.`;
    case 'deadlock': {
      const { victim, circle } = claim;
      const waits = circle.map((one, at) => {
        const { session = victim } = circle[(at + 1) % circle.length] ?? {};
        return `${one.session} ${deadlockWaitWords(one, session, columnsOf(one.lock, shapes))}`;
      });
      return `A deadlock: ${waits.join('; ')}. ${victim} is the victim: InnoDB rolled its transaction back.`;
    }
    case 'assigned':
      return `${claim.session}'s @${claim.name} is ${valueWords(claim.value)} now.`;
    case 'wrote': {
      const { session, table, rows, more = 0, waits } = claim;
      const changes = rows.slice(0, mostChanges).map(changeWords);
      const others = rows.length - changes.length + more;
      const what = [...changes, ...(others > 0 ? [`${others} more`] : [])].join('; ');
      return `${session} ${waits ? 'has written already, and still waits' : 'wrote'}: in ${table}, ${what}.`;
    }
    case 'more':
      return claim.count === 1
        ? 'There is 1 more row like these.'
        : `There are ${claim.count} more rows like these.`;
  }
};

/** What one in a circle wants, and in which way the next one has it. */
export const deadlockWaitWords = (
  { lock, heldMode, queued }: Deadlocked['circle'][number],
  next: string,
  columns: readonly string[] | undefined,
): string =>
  waitWords(
    {
      ...lock,
      for: { session: next },
      ...(heldMode !== undefined && { heldMode }),
      ...(queued && { queued }),
    },
    columns,
  );

/** Of a table; more would not be read. */
const mostChanges = 3;

const changeWords = ({ before, after }: Wrote['rows'][number]): string => {
  if (before === undefined) return `${rowOf({ row: after ?? [] })} is new`;
  const was = rowOf({ row: before });
  if (after === undefined) return `${was} is gone`;
  const is = rowOf({ row: after });
  // Long values are cut.
  return was === is ? `${was} is changed` : `${was} → ${is}`;
};

const openWords = (holder: string, { since }: { readonly since?: Place }): string =>
  `${holder}'s transaction is still open${since === undefined ? '' : ` (since ${stepOf(since)})`}`;

const sinceWords = (taken: Place | undefined): string =>
  taken === undefined ? '' : `, since its ${taken.verb} ${placeWords(taken)}`;

const stepOf = ({ step }: Place): string => (step === undefined ? 'your own statement' : `step ${step + 1}`);

const rowOf = ({ row }: Pick<RowVersion, 'row'>): string => `(${row.map(valueWords).join(', ')})`;

/** In characters; more would not be read. */
const longestValue = 40;

const valueWords = (value: Value): string => {
  if (value === null) return 'NULL';
  if (value === 'NULL') return "'NULL'";
  return value.length > longestValue ? `${value.slice(0, longestValue)}…` : value;
};

/** "with its UPDATE in step 7", "with a SELECT of your own". */
const ofTaker = ({ verb, step }: Place): string =>
  step === undefined ? `with ${article(verb)} ${verb} of your own` : `with its ${verb} in step ${step + 1}`;

const article = (verb: string): string => (/^[AEIOU]/.test(verb) ? 'an' : 'a');
