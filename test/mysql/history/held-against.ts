import type { Claim, Place } from '../../../src/engine/claim.ts';
import type { LabEvent, StatementFinished, StatementSent } from '../../../src/engine/events.ts';
import type { Script } from '../../../src/lesson/script.ts';
import { canaryRead, countOn, lookOf, tables } from './generated.ts';
import { allClaims } from './story.ts';

/** A claim that what others saw meanwhile does not bear out, and why. */
export interface Refuted {
  readonly statement: number;
  readonly claim: Claim;
  readonly because: string;
}

interface Ended {
  readonly sent: StatementSent;
  readonly outcome: StatementFinished['outcome'];
  /** Its place among the answers of the run. */
  readonly at: number;
}

/** What Z (of what is committed) and Y (of everything) saw of a table at a time, by id. */
interface Look {
  readonly at: number;
  readonly table: string;
  readonly rows: ReadonlyMap<string, readonly (string | null)[]>;
}

interface Facts {
  readonly script: Script;
  readonly ended: readonly Ended[];
  readonly committed: readonly Look[];
  readonly newest: readonly Look[];
}

const factsOf = (events: readonly LabEvent[], script: Script): Facts => {
  const sent = new Map<number, StatementSent>();
  const ended: Ended[] = [];
  for (const event of events) {
    if (event.type === 'statement-sent') sent.set(event.statement, event);
    const own = event.type === 'statement-finished' ? sent.get(event.statement) : undefined;
    if (event.type === 'statement-finished' && own)
      ended.push({ sent: own, outcome: event.outcome, at: ended.length });
  }
  const looks = (session: string) =>
    ended.flatMap(({ sent: { session: whose, sql }, outcome, at }): readonly Look[] => {
      const table = tables.find((name) => lookOf(name) === sql);
      if (whose !== session || table === undefined || outcome.kind !== 'rows') return [];
      return [{ at, table, rows: new Map(outcome.rows.map((row) => [row[0] ?? '', row])) }];
    });
  return { script, ended, committed: looks('Z'), newest: looks('Y') };
};

/**
 * Holds the claims of a generated run against what others saw in the same run, whom the lab's own evidence does not know:
 * the values that rows have, what is committed, and the canary.
 */
export const refuted = (events: readonly LabEvent[], script: Script): readonly Refuted[] => {
  const facts = factsOf(events, script);
  return allClaims(events).flatMap(({ statement, claims }) =>
    claims.flatMap((claim) => {
      const because = whyWrong(statement, claim, facts);
      return because === undefined ? [] : [{ statement, claim, because }];
    }),
  );
};

const whyWrong = (statement: number, claim: Claim, facts: Facts): string | undefined => {
  if ('table' in claim && claim.table === 'canary') {
    return 'snapshot' in claim && claim.snapshot
      ? wrongSnapshot(statement, claim.snapshot, facts)
      : undefined;
  }
  switch (claim.kind) {
    case 'own-version':
      return (
        wrongWriter(claim.row, claim.session, claim.wrote, facts) ??
        (isCommitted(statement, claim, facts) ? 'it is committed' : undefined)
      );
    case 'own-over-others':
      return (
        wrongWriter(claim.over.row, claim.over.writer, claim.over.wrote, facts) ??
        (isCommitted(statement, claim.over, facts) ? undefined : 'the other version is not committed')
      );
    case 'dirty-read':
      if (claim.isDeleted) return wrongDeletion(statement, claim, facts);
      return (
        wrongWriter(claim.row, claim.writer, claim.wrote, facts) ??
        (isCommitted(statement, claim, facts) ? 'it is committed' : undefined) ??
        (isThere(statement, claim, facts.newest, facts) ? undefined : 'nobody sees it') ??
        (claim.writer === claim.session ? 'it is its own' : undefined)
      );
    case 'not-yet-committed':
      if (claim.isDeleted) return wrongDeletion(statement, claim, facts);
      return (
        wrongWriter(claim.row, claim.writer, claim.wrote, facts) ??
        (isCommitted(statement, claim, facts) ? 'it is committed' : undefined) ??
        (isThere(statement, claim, facts.newest, facts) ? undefined : 'nobody has it')
      );
    case 'committed-too-late':
      return (
        (claim.isDeleted ? undefined : wrongCommit(claim, facts)) ??
        (claim.snapshot ? wrongSnapshot(statement, claim.snapshot, facts) : undefined)
      );
    case 'wrote':
      return wrongWrite(statement, claim, facts);
    case 'from-snapshot':
      return wrongSnapshot(statement, claim.snapshot, facts);
    default:
      return undefined;
  }
};

interface Version {
  readonly table: string;
  readonly row: readonly (string | null)[];
}

/** Every write leaves its number in the last column. */
const numberOf = ({ row }: Pick<Version, 'row'>): string => row.at(-1) ?? '';

const wrongWriter = (
  row: Version['row'],
  session: string,
  { step }: Place,
  { script }: Facts,
): string | undefined => {
  const number = numberOf({ row });
  const own = script.steps[step ?? -1];
  const wrote =
    own !== undefined && new RegExp(`\\b${number}\\b`).test(own.sql.replace(/id = \d+|\(\d+,/g, ''));
  if (own?.session !== session) return `step ${(step ?? -1) + 1} is of ${own?.session}`;
  return wrote ? undefined : `${own.sql} did not write ${number}`;
};

/** The look that came first after a statement's answer, where nobody did anything between. */
const lookAfter = (at: number, table: string, looks: readonly Look[], { ended }: Facts): Look | undefined => {
  const next = looks.find((look) => look.table === table && look.at > at);
  const isUndisturbed = ended
    .slice(at + 1, next?.at)
    .every(({ sent: { session, sql } }) => session === 'Y' || session === 'Z' || sql === canaryRead);
  return isUndisturbed ? next : undefined;
};

const timeOf = (statement: number, { ended }: Facts): number =>
  ended.find(({ sent }) => sent.statement === statement)?.at ?? Number.POSITIVE_INFINITY;

/** As Z or Y saw it last before the statement's answer, or first after it. */
const isThere = (
  statement: number,
  { table, row }: Version,
  looks: readonly Look[],
  facts: Facts,
): boolean => {
  const at = timeOf(statement, facts);
  const before = looks.findLast((look) => look.table === table && look.at <= at);
  return [before, lookAfter(at, table, looks, facts)].some(
    (look) => look?.rows.get(row[0] ?? '')?.at(-1) === numberOf({ row }),
  );
};

const isStill = (statement: number, { table, row }: Version, facts: Facts): boolean =>
  lookAfter(timeOf(statement, facts), table, facts.newest, facts)?.rows.has(row[0] ?? '') ?? false;

/** Somebody else's DELETE (or REPLACE), which those see who see everything, and not those who see what is committed. */
const wrongDeletion = (
  statement: number,
  { writer, wrote, ...version }: Version & { readonly writer: string; readonly wrote: Place },
  facts: Facts,
): string | undefined => {
  const own = facts.script.steps[wrote.step ?? -1];
  if (own?.session !== writer || !/^(DELETE|REPLACE)\b/.test(own.sql)) return `${own?.sql} deletes nothing`;
  if (isStill(statement, version, facts)) return 'it is not deleted';
  const at = timeOf(statement, facts);
  const seen = facts.committed.findLast((look) => look.table === version.table && look.at <= at);
  return seen?.rows.has(version.row[0] ?? '') === false ? 'that is committed' : undefined;
};

/** It says what its statement says, and who sees everything sees it. */
const wrongWrite = (
  statement: number,
  { session, table, rows, waits }: Extract<Claim, { readonly kind: 'wrote' }>,
  facts: Facts,
): string | undefined => {
  const sent = facts.ended.find((one) => one.sent.statement === statement)?.sent;
  if (sent?.step === undefined) return undefined;
  const { step } = sent;
  for (const { before, after } of rows) {
    const wrong =
      after === undefined
        ? /^(DELETE|REPLACE)\b/.test(sent.sql)
          ? undefined
          : `${sent.sql} deletes nothing`
        : wrongWriter(after, session, { statement, step, verb: '' }, facts);
    if (wrong !== undefined) return wrong;
    const look = waits ? undefined : lookAfter(timeOf(statement, facts), table, facts.newest, facts);
    const seen = look?.rows.get((after ?? before)?.[0] ?? '');
    if (look && seen?.at(-1) !== after?.at(-1)) return `${seen?.join() ?? 'no row'} is seen`;
  }
  return undefined;
};

const isCommitted = (statement: number, version: Version, facts: Facts): boolean =>
  isThere(statement, version, facts.committed, facts);

/** The first who saw it committed looked after that statement, and who looked before did not see it. */
const wrongCommit = (
  { table, row, committed, writer }: Version & { readonly committed: Place; readonly writer: string },
  { committed: looks, ended }: Facts,
): string | undefined => {
  const of = looks.filter((look) => look.table === table);
  const first = of.findIndex((look) => look.rows.get(row[0] ?? '')?.at(-1) === numberOf({ row }));
  const at = ended.find(({ sent }) => sent.statement === committed.statement);
  if (at === undefined || first < 0) return 'nobody saw it committed';
  if (at.sent.session !== writer) return `${at.sent.sql} is of ${at.sent.session}`;
  const [before, after] = [of[first - 1]?.at ?? -1, of[first]?.at ?? -1];
  return before < at.at && at.at < after
    ? undefined
    : `it was committed between ${before} and ${after}, not at ${at.at}`;
};

/** What the reader saw of the canary right behind its read tells how far the count was when its snapshot was taken. */
const wrongSnapshot = (
  statement: number,
  { statement: taken }: Place,
  { ended }: Facts,
): string | undefined => {
  const reader = ended.find(({ sent }) => sent.statement === statement);
  const by = ended.find(({ sent }) => sent.statement === taken);
  if (reader === undefined || by === undefined) return 'it has no end';
  const { session } = reader.sent;
  const isCanary = ({ sent }: Ended) => sent.session === session && sent.sql === canaryRead;
  const canary =
    reader.sent.sql === canaryRead
      ? reader
      : ended.find((one) => one.at > reader.at && one.sent.session === session);
  if (canary === undefined || !isCanary(canary) || canary.outcome.kind !== 'rows') return undefined;
  const counted = ended.filter(({ sent, at }) => sent.sql === countOn && at < by.at).length;
  const saw = canary.outcome.rows[0]?.[1];
  return saw === String(counted) ? undefined : `its canary says ${saw}, and ${counted} were counted`;
};
