import { columnsOf } from '../../explore/outcome.ts';
import { enumerated } from './amounts.ts';
import type { Seen } from './explored.ts';
import { stepOf } from './step-of.ts';

/** What the application looks for in an answer that never has such a column: it is never kept, and its condition never holds. */
export const unknownColumns = (seen: readonly Seen[]): readonly string[] => [
  ...new Set(
    seen.flatMap(({ script, exploration: { orders } }) =>
      script.steps.flatMap(({ session, keep, rejectIf }, place) => {
        const number = stepOf({ script }, place);
        const wanted = [
          ...Object.values(keep ?? {}).filter((from) => from !== 'insert_id'),
          ...rejectIf.flatMap(({ condition }) => (condition.kind === 'value' ? [condition.column] : [])),
        ];
        if (wanted.length === 0) return [];
        const returned = orders.flatMap(({ cameTo }) => columnsOf(cameTo, `${session}${number}`) ?? []);
        return wanted
          .filter((column) => returned.length > 0 && !returned.includes(column))
          .map(
            (column) =>
              `Step ${number} of ${session} is asked for the column ${column}, and returns only ${enumerated([...new Set(returned)])}.`,
          );
      }),
    ),
  ),
];
