import { setTimeout as delay } from 'node:timers/promises';
import { atEnd } from '../ending.ts';
import type { Client } from './client.ts';
import { serverErrno } from './client.ts';
import { accountOf, grantPattern, ownPrefix } from './grants.ts';
import { quoteName, quoteText } from './quote.ts';
import { holdRunName, type Maker, releaseRunName, runNameIn } from './run-name.ts';
import { killIfThere } from './steward.ts';
import { schemaInGtrid } from './xids.ts';

/** What a run that does not live any more left on a server. */
export interface Leftover {
  /** The run's. */
  readonly name: string;
  readonly schemas: readonly string[];
  /** As SQL: 'isolab_1a2b3c4d_1'@'localhost'. */
  readonly accounts: readonly string[];
  /** Prepared XA transactions, which hold the schemas, as SQL: X'69736f…',X'',1. Not everybody may list them. */
  readonly xids: readonly string[];
  /** What the run's own account says. Without it, only the names speak for us: then nothing is removed. */
  readonly maker?: Maker;
  /** Connections of its accounts that are still there. */
  readonly connections: readonly string[];
}

/**
 * Everything on a server that carries a name of ours and belongs to no run that lives. With a prepared account's
 * prefix there are schemas only, and nothing says who made them. Changes nothing.
 */
export const findLeftovers = async (
  admin: Client,
  prefix: string = ownPrefix,
): Promise<readonly Leftover[]> => {
  const like = quoteText(`${grantPattern(`${prefix}_`)}%`);
  const schemas = await admin.query(
    `SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE ${like} ORDER BY SCHEMA_NAME`,
  );
  const accounts = prefix === ownPrefix ? await accountsLike(admin, like) : [];
  const xids = await preparedXids(admin, prefix);
  const names = [
    ...[...schemas.rows, ...accounts].flatMap(([name]) => runNameIn(prefix, name ?? '') ?? []),
    ...xids.map(({ run }) => run),
  ];
  const found: Leftover[] = [];
  for (const name of new Set(names)) {
    if (await isHeld(admin, name)) continue;
    const own = accounts.filter(([user]) => runNameIn(prefix, user ?? '') === name);
    const [, , by, at] = own.find(([user]) => user === `${name}observer`) ?? [];
    found.push({
      name,
      schemas: schemas.rows.flatMap(([schema]) =>
        schema != null && runNameIn(prefix, schema) === name ? [schema] : [],
      ),
      accounts: own.map(([user, host]) => accountOf(user ?? '', host ?? '')),
      xids: xids.flatMap(({ run, xid }) => (run === name ? [xid] : [])),
      connections: prefix === ownPrefix ? await connectionsOf(admin, name) : [],
      ...(by != null && at != null && { maker: { by, at } }),
    });
  }
  return found;
};

type Cells = readonly (string | null)[];

/** With what each says of its maker. Before 8.0.21 accounts say nothing, and not everybody may list them. */
const accountsLike = async (admin: Client, like: string): Promise<readonly Cells[]> => {
  const isAnswer = (error: unknown): { readonly rows: readonly Cells[] } => {
    if (serverErrno(error) === undefined) throw error;
    return { rows: [] };
  };
  const { rows } = await admin
    .query(
      `SELECT USER, HOST, ATTRIBUTE ->> '$.isolab.by', ATTRIBUTE ->> '$.isolab.at'
       FROM information_schema.USER_ATTRIBUTES WHERE USER LIKE ${like} ORDER BY USER, HOST`,
    )
    .catch(isAnswer);
  if (rows.length > 0) return rows;
  return (await admin.query(`SELECT User, Host FROM mysql.user WHERE User LIKE ${like}`).catch(isAnswer))
    .rows;
};

/** Needs XA_RECOVER_ADMIN. https://dev.mysql.com/doc/refman/9.7/en/xa-statements.html */
const preparedXids = async (
  admin: Client,
  prefix: string,
): Promise<readonly { readonly run: string; readonly xid: string }[]> => {
  const outcome = await admin.execute('XA RECOVER CONVERT XID');
  if (outcome.kind !== 'rows') return [];
  return outcome.rows.flatMap(([format, gtridLength, , data]) => {
    const bytes = Buffer.from((data ?? '').replace(/^0x/, ''), 'hex');
    const parts = [bytes.subarray(0, Number(gtridLength)), bytes.subarray(Number(gtridLength))];
    const run = runNameIn(prefix, schemaInGtrid(parts[0]?.toString('latin1') ?? ''));
    const xid = [...parts.map((part) => `X'${part.toString('hex')}'`), format].join(',');
    return run === undefined ? [] : [{ run, xid }];
  });
};

const isHeld = async (admin: Client, name: string): Promise<boolean> => {
  const { rows } = await admin.query(`SELECT IS_USED_LOCK(${quoteText(name)})`);
  return rows[0]?.[0] != null;
};

const connectionsOf = async (admin: Client, name: string): Promise<readonly string[]> => {
  const { rows } = await admin.query(
    `SELECT PROCESSLIST_ID FROM performance_schema.threads
     WHERE PROCESSLIST_USER LIKE ${quoteText(`${grantPattern(name)}%`)}`,
  );
  return rows.flatMap(([id]) => id ?? []);
};

/** The account that says whose all this is goes last. */
export const removingStatements = ({ schemas, accounts, xids }: Leftover): readonly string[] => [
  ...xids.map((xid) => `XA ROLLBACK ${xid}`),
  ...schemas.map((schema) => `DROP SCHEMA IF EXISTS ${quoteName(schema)}`),
  ...accounts
    .toSorted((one, other) => Number(one.includes('observer')) - Number(other.includes('observer')))
    .map((account) => `DROP USER IF EXISTS ${account}`),
];

/** Whether we made it, and nobody is there any more. */
export const isRemovable = ({ maker, connections }: Leftover): boolean =>
  maker !== undefined && connections.length === 0;

/** How long connections are left to end that only waited for a transaction, and how often it is looked, in ms. */
const patienceMs = 5_000;
const lookAgainMs = 50;

/**
 * Rolls back the transactions that a killed run had prepared; whoever of it still waited for them has no client any
 * more, and ends then. Returns what is left. Does nothing where we have not made it.
 */
export const endTransactions = async (admin: Client, leftover: Leftover): Promise<Leftover> => {
  const { name, maker, xids } = leftover;
  if (maker === undefined || xids.length === 0) return leftover;
  if ((await holdRunName(admin, name)) === undefined) return leftover;
  try {
    // One may have ended meanwhile.
    for (const xid of xids) await admin.execute(`XA ROLLBACK ${xid}`);
    let connections = await connectionsOf(admin, name);
    for (let ms = 0; connections.length > 0 && ms < patienceMs; ms += lookAgainMs) {
      await delay(lookAgainMs);
      connections = await connectionsOf(admin, name);
    }
    return { ...leftover, connections };
  } finally {
    await releaseRunName(admin, name);
  }
};

/**
 * Removes what is removable (see isRemovable). Returns false, with nothing done, when the run turns out to live or
 * somebody else removes it just now.
 *
 * @throws the server's error; what is gone by then stays gone, and the rest can be removed later.
 */
export const removeLeftover = async (admin: Client, leftover: Leftover): Promise<boolean> => {
  if ((await holdRunName(admin, leftover.name)) === undefined) return false;
  await using _ = atEnd(() => releaseRunName(admin, leftover.name));
  for (const sql of removingStatements({ ...leftover, xids: [] })) await admin.query(sql);
  return true;
};

/**
 * On a server that is ours alone, which an earlier run may have been killed on: ends that run's statements and
 * removes what it left. What resists is left for the next time.
 */
export const clearLeftovers = async (admin: Client): Promise<void> => {
  for (const leftover of await findLeftovers(admin)) {
    if (leftover.maker === undefined) continue;
    try {
      for (const id of leftover.connections) await killIfThere((sql) => admin.query(sql), 'CONNECTION', id);
      await removeLeftover(admin, await endTransactions(admin, leftover));
    } catch (error) {
      if (serverErrno(error) === undefined) throw error;
    }
  }
};
