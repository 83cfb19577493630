import { exitCodes, UserError } from '../errors.ts';
import type { Client } from './client.ts';

/** A server's global settings, by name; those that a version does not know are missing. */
export type Settings = ReadonlyMap<string, string>;

const names = [
  'binlog_format',
  'init_connect',
  'innodb_autoinc_lock_mode',
  'innodb_deadlock_detect',
  'innodb_read_only',
  'innodb_rollback_on_timeout',
  'log_bin',
  'lower_case_table_names',
  'partial_revokes',
  'read_only',
  'sql_generate_invisible_primary_key',
  'sql_require_primary_key',
  'super_read_only',
];

export const readSettings = async (client: Client): Promise<Settings> => {
  const { rows } = await client.query(
    `SHOW GLOBAL VARIABLES WHERE Variable_name IN ('${names.join("', '")}')`,
  );
  return new Map(rows.map(([name, value]) => [name ?? '', value ?? '']));
};

/** @throws UserError (exit code 3) where nobody could write: a lesson's account is exempt from nothing. */
export const checkWritable = (settings: Settings, place: string): void => {
  const why = ['super_read_only', 'read_only', 'innodb_read_only'].find(
    (name) => settings.get(name) === 'ON',
  );
  if (why === undefined) return;
  throw new UserError(`The server can only be read: its ${why} is ON. (${place})`, {
    exitCode: exitCodes.noServer,
    next: ['It may be a replica: use its source, or another server.'],
  });
};

/**
 * What lessons show otherwise here than they say, since it is set for the whole server: what could be set for a session
 * alone the lab has set as lessons take it (see Client).
 */
export const notesOn = (settings: Settings): readonly string[] => {
  const is = (name: string, value: string) => settings.get(name) === value;
  return [
    // https://dev.mysql.com/doc/refman/9.7/en/innodb-parameters.html
    ...(is('innodb_deadlock_detect', 'OFF')
      ? ['innodb_deadlock_detect is OFF: the server ends no deadlock, so nobody gets error 1213.']
      : []),
    ...(is('innodb_rollback_on_timeout', 'ON')
      ? [
          'innodb_rollback_on_timeout is ON: error 1205 undoes the whole transaction, not the statement alone.',
        ]
      : []),
    ...(is('innodb_autoinc_lock_mode', '0') || is('innodb_autoinc_lock_mode', '1')
      ? [
          `innodb_autoinc_lock_mode is ${settings.get('innodb_autoinc_lock_mode')}: statements that insert wait for each other's ids.`,
        ]
      : []),
    // https://dev.mysql.com/doc/refman/9.7/en/create-table-gipks.html
    ...(is('sql_generate_invisible_primary_key', 'ON')
      ? [
          'sql_generate_invisible_primary_key is ON: tables without a primary key get one, and are locked by it.',
        ]
      : []),
    ...(is('sql_require_primary_key', 'ON')
      ? ['sql_require_primary_key is ON: lessons that make a table without a primary key cannot be set up.']
      : []),
    // https://dev.mysql.com/doc/refman/9.7/en/binary-log-setting.html
    ...(is('log_bin', 'ON') && is('binlog_format', 'STATEMENT')
      ? ['binlog_format is STATEMENT: READ COMMITTED and READ UNCOMMITTED cannot write (error 1665).']
      : []),
    ...(is('lower_case_table_names', '1')
      ? ["lower_case_table_names is 1: the server keeps tables' names in small letters."]
      : []),
  ];
};
