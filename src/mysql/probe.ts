import { exitCodes, UserError } from '../errors.ts';
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

/** Evidence comes from these; both are on by default. */
const instruments = ['wait/lock/metadata/sql/mdl', 'transaction'];

/** Looks whether the lab can work on a server; changes nothing. @throws UserError naming what is missing. */
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
  const enabled = await admin.query(
    `SELECT NAME FROM performance_schema.setup_instruments WHERE ENABLED = 'YES' AND NAME IN ('${instruments.join("', '")}')`,
  );
  const missing = instruments.filter((one) => !enabled.rows.some(([on]) => on === one));
  if (missing.length > 0) throw unsuitable(place, `its instrument ${missing.join(' and ')} is off`);
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

const unsuitable = (place: string, why: string): UserError =>
  new UserError(`The server at ${place} cannot run the lab: ${why}.`, {
    exitCode: exitCodes.noServer,
    next: [
      'Use MySQL 8.0 or later with its default performance_schema settings.',
      'Run isolab doctor to see what else is there.',
    ],
  });
