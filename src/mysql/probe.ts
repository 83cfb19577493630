import { exitCodes, UserError } from '../errors.ts';
import { told } from '../printable.ts';
import type { Client } from './client.ts';
import { checkWritable, notesOn, readSettings } from './settings.ts';

export interface ServerFacts {
  /** For instance "9.7.4". */
  readonly version: string;
  /** The host from which the server sees the lab connect; its accounts are made for that host alone. */
  readonly host: string;
  readonly breaksDeadlocks: boolean;
  /** A connection that is reset is as a new one: init_connect runs for new ones alone. */
  readonly resetsConnections: boolean;
  /** Accounts can carry a word about who made them (8.0.21). */
  readonly marksAccounts: boolean;
  /** GRANT takes a schema's name as it is, without wildcards (partial_revokes). */
  readonly grantsLiterally: boolean;
  /** See ServerAbout. */
  readonly notes: readonly string[];
}

/** Evidence comes from these; all are on by default. */
const needed = {
  instrument: ['wait/lock/metadata/sql/mdl', 'transaction'],
  consumer: [
    'global_instrumentation',
    'thread_instrumentation',
    'events_transactions_current',
    'events_transactions_history',
  ],
} as const;

/**
 * Looks whether the lab can work on a server; changes nothing. What is to be seen of a lesson's account tells `tryEvidence`.
 *
 * @throws UserError naming what is missing.
 */
export const probe = async (admin: Client, place: string): Promise<ServerFacts> => {
  const [version = '', host = '', performanceSchema, comment = ''] = await firstRow(
    admin,
    `SELECT VERSION(), SUBSTRING_INDEX(USER(), '@', -1), @@performance_schema, @@version_comment`,
  );
  const name = `${version} ${comment}`;
  const major = Number.parseInt(version ?? '', 10);
  if (/mariadb/i.test(name))
    throw unsuitable(place, `it is MariaDB (${version}), whose locks are shown elsewhere`);
  if (!(major >= 8)) throw unsuitable(place, `it is MySQL ${version}, and lock evidence needs 8.0 or later`);
  if (performanceSchema !== '1') throw unsuitable(place, 'its performance_schema is off');
  for (const kind of ['consumer', 'instrument'] as const) {
    const off = await switchedOff(admin, kind);
    if (off.length > 0)
      throw unsuitable(place, `its ${kind} ${off.join(' and ')} is off`, [
        `UPDATE performance_schema.setup_${kind}s SET ENABLED = 'YES' WHERE NAME IN ('${off.join("', '")}');`,
      ]);
  }
  const settings = await readSettings(admin);
  checkWritable(settings, place);
  return {
    version: (version ?? '').replace(/-.*$/, ''),
    host: host ?? '',
    breaksDeadlocks: settings.get('innodb_deadlock_detect') !== 'OFF',
    resetsConnections: settings.get('init_connect') === '',
    grantsLiterally: settings.get('partial_revokes') === 'ON',
    notes: notesOn(settings),
    marksAccounts: (version ?? '').localeCompare('8.0.21', 'en', { numeric: true }) >= 0,
  };
};

const firstRow = async (client: Client, sql: string) => (await client.query(sql)).rows[0] ?? [];

const switchedOff = async (admin: Client, kind: keyof typeof needed): Promise<readonly string[]> => {
  const names = needed[kind];
  const { rows } = await admin.query(
    `SELECT NAME FROM performance_schema.setup_${kind}s WHERE ENABLED = 'YES' AND NAME IN ('${names.join("', '")}')`,
  );
  return names.filter((one) => !rows.some(([on]) => on === one));
};

const unsuitable = (place: string, why: string, wayOut: readonly string[] = []): UserError =>
  new UserError(told`The server at ${place} cannot run the lab: ${why}.`, {
    exitCode: exitCodes.noServer,
    next: [
      ...wayOut,
      'Use MySQL 8.0 or later with its default performance_schema settings.',
      'Run isolab doctor to see what else is there.',
    ],
  });
