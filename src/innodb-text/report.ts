import { locksIn, type RecordedLock } from './recorded-lock.ts';

/** What InnoDB says of a deadlock. */
export interface Report {
  readonly id: string;
  /** In the order of the circle: each waits for the one behind it, the last one for the first. */
  readonly transactions: readonly Waiting[];
  /** Its place among them. */
  readonly victim: number;
}

interface Waiting {
  readonly connection: string;
  readonly holds: readonly RecordedLock[];
  readonly waits: RecordedLock | undefined;
  /**
   * What InnoDB chooses a victim by, the least of them: lock structures and changed rows. Undefined where it is not told.
   * https://dev.mysql.com/doc/refman/9.7/en/information-schema-innodb-trx-table.html (TRX_WEIGHT)
   */
  readonly weight: number | undefined;
}

/**
 * The report of the last deadlock on the whole server, out of SHOW ENGINE INNODB STATUS; undefined where there was none. What
 * statements say is in it, too: it goes to the last line that may be its end, so that one with more than its own headings
 * is none (`deadlockIn`).
 */
export const latestReport = (status: string): string | undefined =>
  /^LATEST DETECTED DEADLOCK\n-+\n.*\n([\s\S]*^\*\*\* WE ROLL BACK TRANSACTION \(\d+\))$/m.exec(status)?.[1];

/**
 * Whose statements were in a deadlock: a transaction is rolled back for one statement, which has a number of its own on
 * the server. The same in InnoDB's status and in the error log.
 */
export const deadlockId = (report: string): string =>
  [...report.matchAll(/^TRANSACTION (\d+),|^MySQL thread id (\d+), .*? query id (\d+) /gm)]
    .map(([, transaction, connection, query]) => transaction ?? `${connection}:${query}`)
    .join(' ');

/** What stands under a heading. */
export interface Section {
  readonly heading: string;
  readonly body: string;
}

export const sectionsOf = (report: string): readonly Section[] => {
  const [, ...parts] = report.split(/^\*\*\* (.*)$/m);
  const bodies = parts.filter((_, at) => at % 2 === 1);
  return bodies.map((body, at) => ({ heading: parts[at * 2] ?? '', body }));
};

/** Who it is on the server. MariaDB has its own name there. */
export const connectionOf = (about: string): string | undefined =>
  /^(?:MySQL|MariaDB) thread id (\d+),/m.exec(about)?.[1];

const weightIn = (about: string): number | undefined => {
  const [, locks, changed = '0'] =
    /^(?:[A-Z ]+ )?(\d+) lock struct\(s\)(?:.*, undo log entries (\d+))?/m.exec(about) ?? [];
  return locks === undefined ? undefined : Number(locks) + Number(changed);
};

/** A report that is whole; undefined where it is not, or has more than its own headings. */
export const parsed = (report: string): Report | undefined => {
  const sections = sectionsOf(report);
  const victim = Number(
    /^WE ROLL BACK TRANSACTION \((\d+)\)$/.exec(sections.at(-1)?.heading ?? '')?.[1] ?? 0,
  );
  const transactions = Array.from({ length: (sections.length - 1) / 3 }, (_, at): Waiting => {
    const [about, holds, waits] = sections.slice(at * 3).map(({ body }) => body);
    return {
      connection: connectionOf(about ?? '') ?? '',
      holds: locksIn(holds ?? ''),
      waits: locksIn(waits ?? '')[0],
      weight: weightIn(about ?? ''),
    };
  });
  const isWhole =
    victim > 0 &&
    sections.length === 3 * transactions.length + 1 &&
    transactions.every((_, at) =>
      [
        `(${at + 1}) TRANSACTION:`,
        `(${at + 1}) HOLDS THE LOCK(S):`,
        `(${at + 1}) WAITING FOR THIS LOCK TO BE GRANTED:`,
      ].every((heading, part) => sections[at * 3 + part]?.heading === heading),
    );
  return isWhole ? { id: deadlockId(report), transactions, victim: victim - 1 } : undefined;
};
