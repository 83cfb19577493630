import { exitCodes } from '../../errors.ts';
import type { ServerWish } from '../../hosts/provider.ts';
import { Client, serverErrno } from '../../mysql/client.ts';
import { Heartbeat } from '../../mysql/heartbeat.ts';
import {
  endTransactions,
  findLeftovers,
  isRemovable,
  type Leftover,
  removeLeftover,
  removingStatements,
} from '../../mysql/leftovers.ts';
import { explainRefusal } from '../../mysql/refusal.ts';
import { urlProvider } from '../../mysql/server/url.ts';
import { printable } from '../../printable.ts';
import { counted } from '../../text/amounts.ts';
import type { Edge } from '../edge.ts';
import { tellSilence } from '../silence.ts';
import { serverContext } from '../with-lab.ts';

/** Removes what killed runs left on a server of the user's own; what may be somebody's is shown, and stays. */
export const cleanServer = async (edge: Edge, wish: ServerWish): Promise<number> =>
  withLeftovers(edge, wish, async (leftovers, admin) => {
    const lines: string[] = [];
    for (const found of leftovers) {
      const leftover = await endTransactions(admin, found);
      if (!isRemovable(leftover)) lines.push(...linesOf(leftover));
      else lines.push(...(await removed(admin, leftover)));
    }
    edge.stdout.write(`${lines.length === 0 ? 'No killed run left anything there.' : lines.join('\n')}\n`);
    return exitCodes.ok;
  });

/** ER_LOCK_WAIT_TIMEOUT, of a metadata lock too. */
const lockWaitTimeout = 1205;

const removed = async (admin: Client, leftover: Leftover): Promise<readonly string[]> => {
  try {
    return (await removeLeftover(admin, leftover)) ? [`Removed ${about(leftover)}.`] : [];
  } catch (error) {
    if (serverErrno(error) !== lockWaitTimeout) throw error;
    return [
      `${about(leftover)}: something holds its tables, so it stays. If that is an XA transaction that was prepared,`,
      '    only an account with XA_RECOVER_ADMIN can find it: GRANT XA_RECOVER_ADMIN ON *.* TO …, and try again.',
    ];
  }
};

/** What there is to clean, for `isolab doctor`. */
export const leftoverLines = (edge: Edge, wish: ServerWish): Promise<readonly string[]> =>
  withLeftovers(edge, wish, async (leftovers) => [
    ...leftovers.flatMap((one) => linesOf(one)).map((line) => `  ${line}`),
    ...(leftovers.some(isRemovable)
      ? ['  → isolab server clean removes what is known to be of isolab.']
      : []),
  ]);

const withLeftovers = async <T>(
  edge: Edge,
  wish: ServerWish,
  use: (leftovers: readonly Leftover[], admin: Client) => Promise<T>,
): Promise<T> => {
  const context = serverContext(edge, () => {});
  const { address, place, schemaPrefix } = await urlProvider.start(wish, context);
  using heartbeat = new Heartbeat((signal) => Client.open(address, { signal }));
  using telling = new DisposableStack();
  telling.defer(tellSilence(edge, heartbeat.onSilence));
  return await explainRefusal(place, async () => {
    using admin = await Client.open(address, { signal: edge.signal });
    // An open transaction may hold a schema for as long as it likes.
    await admin.query('SET SESSION lock_wait_timeout = 5');
    return await use(await findLeftovers(admin, schemaPrefix), admin);
  });
};

const linesOf = (leftover: Leftover): readonly string[] => {
  const { maker, connections } = leftover;
  if (connections.length > 0)
    return [`${about(leftover)}: still used by connection ${connections.join(', ')}`];
  if (maker !== undefined) return [about(leftover)];
  return [
    `${about(leftover)}: named like isolab's, but nothing says that isolab made it. If you know it did:`,
    ...removingStatements(leftover).map((sql) => printable(`    ${sql};`)),
  ];
};

const about = ({ name, schemas, accounts, xids, maker }: Leftover): string => {
  const parts = [
    counted(schemas.length, 'schema'),
    counted(accounts.length, 'account'),
    ...(xids.length > 0 ? [counted(xids.length, 'prepared XA transaction')] : []),
  ];
  const made = maker === undefined ? '' : `, made by ${maker.by} at ${maker.at}`;
  return printable(`${name}…: ${parts.join(', ')}${made}`);
};
