import type { Wrote } from '../claim.ts';
import type { Change } from './changes.ts';
import type { Sent } from './moved.ts';

/** A table of which rows are listed. */
const mostRows = 20;

/** What a statement has done to rows, a claim a table. */
export const wrote = ({ session, outcome }: Sent, changes: readonly Change[]): readonly Wrote[] =>
  [...Map.groupBy(changes, ({ table }) => table)].map(([table, own]) => {
    const rows = own.slice(0, mostRows).map(({ before, after }) => ({
      ...(before && { before }),
      ...(after && { after }),
    }));
    const more = own.length - rows.length;
    return {
      kind: 'wrote',
      session,
      table,
      rows,
      ...(more > 0 && { more }),
      waits: outcome === undefined,
    };
  });
