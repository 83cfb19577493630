import { exitCodes, UserError } from '../errors.ts';
import type { Client } from './client.ts';
import { quoteText } from './quote.ts';

/** What a lesson may do inside its own schema. No FILE, no PROCESS, nothing global, no GRANT OPTION. */
export const sandboxPrivileges = [
  'SELECT',
  'INSERT',
  'UPDATE',
  'DELETE',
  'CREATE',
  'DROP',
  'ALTER',
  'INDEX',
  'REFERENCES',
  'LOCK TABLES',
  'CREATE TEMPORARY TABLES',
  'CREATE VIEW',
  'SHOW VIEW',
  'TRIGGER',
  'CREATE ROUTINE',
  'ALTER ROUTINE',
  'EXECUTE',
] as const;

/** The schemas of an account that makes its own sandboxes begin with this. */
export const ownPrefix = 'isolab';

/** GRANT reads _ and % in a schema's name as wildcards. Without backticks around it. */
export const grantPattern = (schemas: string): string => schemas.replaceAll('_', '\\_');

export const accountOf = (user: string, host: string): string => `${quoteText(user)}@${quoteText(host)}`;

/** The account that may see locks, which a lesson's own account must not. */
export const observerOf = (user: string): string => `${user}_observer`;

/**
 * Everybody may change their own password, and so may a lesson: not with this, since it does not know the
 * present one. https://dev.mysql.com/doc/refman/9.7/en/password-management.html
 */
export const keepsPassword = 'PASSWORD REQUIRE CURRENT';

/** What a teacher runs, as an administrator, to let a student's account make sandboxes of one prefix only. */
export const preparingStatements = (user: string, prefix: string, host = '%'): readonly string[] => {
  const schemas = `\`${grantPattern(`${prefix}_`)}%\`.*`;
  const [account, observer] = [accountOf(user, host), accountOf(observerOf(user), host)];
  return [
    `CREATE USER ${account} IDENTIFIED BY 'a password' ${keepsPassword}`,
    `GRANT ${sandboxPrivileges.join(', ')} ON ${schemas} TO ${account}`,
    `CREATE USER ${observer} IDENTIFIED BY 'the same password' ${keepsPassword}`,
    `GRANT SELECT ON performance_schema.* TO ${observer}`,
    `GRANT SELECT, SHOW VIEW ON ${schemas} TO ${observer}`,
  ];
};

/**
 * The GRANT statements that an administrator's account lacks, by its own privileges; what it has through
 * roles is not seen, so ask only when something was refused.
 */
export const missingGrants = async (admin: Pick<Client, 'query'>): Promise<readonly string[]> => {
  const account = (
    await admin.query(`SELECT CONCAT(QUOTE(SUBSTRING_INDEX(CURRENT_USER(), '@', 1)), '@',
    QUOTE(SUBSTRING_INDEX(CURRENT_USER(), '@', -1)))`)
  ).rows[0]?.[0];
  if (account == null) return [];
  const { rows } = await admin.query(
    `SELECT '*', PRIVILEGE_TYPE, IS_GRANTABLE FROM information_schema.USER_PRIVILEGES WHERE GRANTEE = ${quoteText(account)}
     UNION ALL SELECT TABLE_SCHEMA, PRIVILEGE_TYPE, IS_GRANTABLE FROM information_schema.SCHEMA_PRIVILEGES
     WHERE GRANTEE = ${quoteText(account)}`,
  );
  const has = (schema: string, privilege: string, grantable: boolean): boolean =>
    rows.some(
      ([on, type, mayGrant]) =>
        (on === '*' || on === schema) && type === privilege && (!grantable || mayGrant === 'YES'),
    );
  const ours = `${grantPattern(`${ownPrefix}_`)}%`;
  // Then no grant can name the schemas that are yet to be made.
  const literally = (await admin.query("SHOW GLOBAL VARIABLES LIKE 'partial_revokes'")).rows[0]?.[1] === 'ON';
  const needs = [
    { schema: '*', on: '*.*', privileges: ['CREATE USER'], grantable: false },
    {
      schema: literally ? '*' : ours,
      on: literally ? '*.*' : `\`${ours}\`.*`,
      privileges: sandboxPrivileges,
      grantable: true,
    },
    { schema: 'performance_schema', on: 'performance_schema.*', privileges: ['SELECT'], grantable: true },
  ];
  return needs.flatMap(({ schema, on, privileges, grantable }) => {
    const missing = privileges.filter((privilege) => !has(schema, privilege, grantable));
    const option = grantable ? ' WITH GRANT OPTION' : '';
    return missing.length === 0 ? [] : [`GRANT ${missing.join(', ')} ON ${on} TO ${account}${option};`];
  });
};

/**
 * Makes sure that the account of this connection can touch nothing but the schemas of a prefix, written as GRANT does.
 *
 * @throws UserError (exit code 3) naming what it may do besides.
 */
export const checkConfined = async (client: Client, schemas: string, place: string): Promise<void> => {
  const { rows } = await client.query('SHOW GRANTS');
  const besides = rows.flatMap(([grant]) => (grant == null || isInside(grant, schemas) ? [] : [grant]));
  if (besides.length === 0) return;
  throw new UserError(
    [`Lessons on ${place} could do more than they may, since their account has:`, ...besides].join('\n  '),
    {
      exitCode: exitCodes.noServer,
      next: [
        'Take these privileges away (roles that everybody gets, mandatory_roles, count as well), or use another server.',
      ],
    },
  );
};

/** For instance "GRANT SELECT, INSERT ON `ann\_%`.* TO `ann`@`%`"; USAGE means nothing. */
const isInside = (grant: string, schemas: string): boolean => {
  if (grant.startsWith('GRANT USAGE ON *.* TO ')) return !grant.endsWith('WITH GRANT OPTION');
  const schema = /^GRANT .+? ON `([^`]+)`\.(?:\*|`[^`]+`) TO /.exec(grant)?.[1];
  return schema?.startsWith(schemas) === true;
};
