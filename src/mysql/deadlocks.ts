import type { DeadlockReport } from '../engine/events.ts';
import { deadlockId, latestReport } from '../innodb-text/report.ts';
import { newReports } from './deadlock-log.ts';
import { deadlockIn, type Reporting } from './deadlock-report.ts';
import type { ErrorLog } from './error-log.ts';
import type { Asked } from './observing.ts';

/** What the evidence has of deadlocks. */
export interface Told {
  readonly deadlock?: DeadlockReport;
  readonly earlierDeadlocks?: readonly DeadlockReport[];
}

/**
 * The deadlocks of a run. InnoDB's status has the last one of the whole server, whosever it was; the error log, where it can be
 * read, has all of them, and is read only where the status says that there was another one.
 */
export class Deadlocks {
  readonly #log: ErrorLog | undefined;
  /** What the status had; undefined before it was first read. */
  #latest: string | undefined;
  #last: DeadlockReport | undefined;

  constructor(log: ErrorLog | undefined) {
    this.#log = log;
  }

  /** A run begins: what was before is none of its. */
  async begin(): Promise<void> {
    this.#latest = undefined;
    this.#last = undefined;
    await this.#log?.mark();
  }

  /** `status`: what SHOW ENGINE INNODB STATUS says, asked after all that is to be told has happened. */
  async read(status: string, reporting: Reporting, client: Asked): Promise<Told> {
    const latest = latestReport(status);
    const id = latest === undefined ? '' : deadlockId(latest);
    const isNew = this.#latest !== undefined && this.#latest !== id;
    this.#latest = id;
    const found = isNew ? await this.#among(latest ?? '', reporting, client) : [];
    this.#last = found.at(-1) ?? this.#last;
    return {
      ...(this.#last && { deadlock: this.#last }),
      ...(found.length > 1 && { earlierDeadlocks: found.slice(0, -1) }),
    };
  }

  async #among(latest: string, reporting: Reporting, client: Asked): Promise<readonly DeadlockReport[]> {
    const reports = [...(this.#log ? await newReports(this.#log, client) : []), latest];
    const found = reports.flatMap((report) => deadlockIn(report, reporting) ?? []);
    return [...new Map(found.map((one) => [one.id, one])).values()];
  }
}
