import { randomBytes } from 'node:crypto';
import type { ServerAddress } from '../hosts/provider.ts';
import { accountOf, grantPattern, keepsPassword, observerOf, sandboxPrivileges } from './grants.ts';
import { quoteText } from './quote.ts';
import { type Maker, markOf } from './run-name.ts';

/** Who a lab logs in as. Its schemas and accounts begin with `name`, which no other run has. */
export interface LabAccounts {
  readonly name: string;
  /** May read locks and the lab's schemas. */
  readonly observer: ServerAddress;
  /** Statements that make the observer, for the administrator. */
  readonly observerMade: readonly string[];
  /** What it may have besides where the administrator can give it: how many snapshots there are, and deadlocks' reports. */
  readonly observerWidened: readonly string[];
  readonly observerRemoved: readonly string[];
  /** A teacher made the accounts, for schemas of this prefix. */
  readonly prepared?: { readonly user: string; readonly schemaPrefix: string };
  /** What the schemas begin with that a lesson in this schema may touch, as GRANT writes it. */
  lessonsMayUse(schema: string): string;
  /** The account of a schema's lessons, and the statements that make and remove it. */
  sandbox(schema: string): {
    readonly address: ServerAddress;
    readonly made: readonly string[];
    readonly removed: readonly string[];
  };
}

/** Accounts that the lab makes for itself, on a server whose administrator it is. */
export const madeAccounts = (
  admin: ServerAddress,
  run: {
    readonly name: string;
    /** From where the server sees the lab. */
    readonly host: string;
    /** Who makes them, where accounts can say it. */
    readonly maker?: Maker | undefined;
    /** See ServerFacts. */
    readonly grantsLiterally: boolean;
  },
): LabAccounts => {
  const { name, host, maker, grantsLiterally } = run;
  const pattern = grantsLiterally ? (schema: string) => schema : grantPattern;
  const observer = { ...admin, user: `${name}observer`, password: password() };
  const account = accountOf(observer.user, host);
  return {
    name,
    observer,
    observerMade: [
      [`CREATE USER ${account} IDENTIFIED BY ${quoteText(observer.password)} ${keepsPassword}`]
        .concat(maker === undefined ? [] : markOf(maker))
        .join(' '),
      `GRANT SELECT ON performance_schema.* TO ${account}`,
      ...(grantsLiterally ? [] : [`GRANT SELECT, SHOW VIEW ON \`${grantPattern(name)}%\`.* TO ${account}`]),
    ],
    observerWidened: [`GRANT PROCESS ON *.* TO ${account}`],
    observerRemoved: [`DROP USER IF EXISTS ${account}`],
    lessonsMayUse: pattern,
    sandbox: (schema) => {
      const address = { ...admin, user: schema, password: password() };
      const own = accountOf(schema, host);
      return {
        address,
        made: [
          `CREATE USER ${own} IDENTIFIED BY ${quoteText(address.password)} ${keepsPassword}`,
          `GRANT ${sandboxPrivileges.join(', ')} ON \`${pattern(schema)}\`.* TO ${own}`,
          ...(grantsLiterally ? [`GRANT SELECT, SHOW VIEW ON \`${schema}\`.* TO ${account}`] : []),
        ],
        removed: [`DROP USER IF EXISTS ${own}`],
      };
    },
  };
};

/** Accounts that a teacher has prepared (preparingStatements): the lab makes schemas of a prefix, no accounts. */
export const preparedAccounts = (student: ServerAddress, prefix: string, name: string): LabAccounts => ({
  name,
  observer: preparedObserver(student),
  observerMade: [],
  observerWidened: [],
  observerRemoved: [],
  prepared: { user: student.user, schemaPrefix: prefix },
  lessonsMayUse: () => grantPattern(`${prefix}_`),
  sandbox: () => ({ address: student, made: [], removed: [] }),
});

export const preparedObserver = (student: ServerAddress): ServerAddress => ({
  ...student,
  user: observerOf(student.user),
});

/** Long enough for any policy, with letters of both kinds, a digit and a sign, as validate_password wants them. */
const password = (): string => `${randomBytes(27).toString('base64url')}aA1-`;
