import type { Moment } from './moved.ts';
import { isSame, type Row } from './tables.ts';
import type { Version } from './version.ts';

/** After ROLLBACK TO SAVEPOINT the row is as it was then: to which savepoint, is not told. */
export const returnedTo = (
  chain: Version[],
  now: Row | undefined,
  { returned, moment }: { readonly returned: ReadonlySet<string>; readonly moment: Moment },
): boolean => {
  const session = chain.at(-1)?.by?.session;
  if (session === undefined || !returned.has(session)) return false;
  const at = chain.findLastIndex(({ row }) => isSame(row, now));
  const isOwn = chain
    .slice(at + 1)
    .every(({ by, committed }) => by?.session === session && committed === undefined);
  if (at < 0 || !isOwn) return false;
  for (const version of chain.splice(at + 1)) version.gone = moment;
  forgetWriter(chain, returned);
  return true;
};

/**
 * After a return to a savepoint the row is as it was then: where it was so several times in the transaction, or is as it
 * was before, nobody knows which of its statements has made it so.
 */
export const forgetWriter = (chain: Version[], returned: ReadonlySet<string>): void => {
  const last = chain.at(-1);
  const session = last?.by?.session;
  if (last === undefined || session === undefined || !returned.has(session)) return;
  const isOpenOwn = ({ by, committed }: Version) => by?.session === session && committed === undefined;
  const others = chain.slice(
    Math.max(
      0,
      chain.findLastIndex((one) => !isOpenOwn(one)),
    ),
    -1,
  );
  if (!isOpenOwn(last) || !others.some(({ row }) => isSame(row, last.row))) return;
  chain.splice(-1, 1, { row: last.row, moment: last.moment });
};
