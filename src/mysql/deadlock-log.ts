import type { ErrorLog } from './error-log.ts';
import type { Asked } from './observing.ts';

/**
 * Lets a server of ours tell of every deadlock in its error log: who holds what goes there in any case, and the lines between,
 * who waits and who is rolled back, as notes (3).
 * https://dev.mysql.com/doc/refman/9.7/en/innodb-parameters.html#sysvar_innodb_print_all_deadlocks
 */
export const printsDeadlocks = [
  // Since 8.0.22.
  'SELECT 1 FROM performance_schema.error_log LIMIT 0',
  'SET GLOBAL innodb_print_all_deadlocks = ON, GLOBAL log_error_verbosity = 3',
] as const;

/** A line between: ER_IB_MSG_643, with which a report begins, or ER_IB_MSG_644. */
const heading = /^(\d{4}-\d\d-\d\dT[\d:.]+)Z \d+ \[Note\] \[MY-01246([89])\] \[InnoDB\] +(.*?) *$/;

/** How the last one begins. */
const ending = '*** WE ROLL BACK TRANSACTION';

/**
 * The reports of deadlocks that are new in the log and whole, each as InnoDB's status has it. Statements are in it as they were
 * sent, and may look like the lines between: those that count the server has in a table, too, with a time to the
 * microsecond that nobody knows before.
 */
export const newReports = async (log: ErrorLog, client: Asked): Promise<readonly string[]> => {
  const lines = (await log.read(ending)).split('\n').map((line) => ({ line, found: heading.exec(line) }));
  const stamps = lines.flatMap(({ found }) => found?.[1] ?? []);
  if (stamps.length === 0) return [];
  const told = await toldAt(stamps, client);
  const reports: string[] = [];
  let report: string[] = [];
  for (const { line, found } of lines) {
    const [, stamp = '', kind, says = ''] = found ?? [];
    if (!told.has(stamp)) report.push(line.replace(/^\*/, ' *'));
    else if (kind === '8') report = [];
    else {
      report.push(says);
      if (says.startsWith(ending)) reports.push(report.join('\n'));
    }
  }
  return reports;
};

/** Those of these times at which the server has written a line between. */
const toldAt = async (stamps: readonly string[], client: Asked): Promise<ReadonlySet<string | null>> => {
  const { rows } = await client.query(
    `SELECT DATE_FORMAT(CONVERT_TZ(LOGGED, @@time_zone, '+00:00'), '%Y-%m-%dT%H:%i:%s.%f') AT
     FROM performance_schema.error_log
     WHERE ERROR_CODE IN ('MY-012468', 'MY-012469') HAVING AT IN ('${stamps.join("', '")}')`,
  );
  return new Set(rows.map(([at = null]) => at));
};
