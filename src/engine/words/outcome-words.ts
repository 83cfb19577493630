import { counted } from '../../text/amounts.ts';
import {
  type CancelReason,
  countsIn,
  type ErrorOutcome,
  type LostOutcome,
  type OkOutcome,
  type RowsOutcome,
} from '../outcome.ts';

/** "OK, 1 row affected, id 2". */
export const okWords = (outcome: OkOutcome, sql: string): string => {
  const { affected, insertId, warnings, info } = outcome;
  const writes = affected > 0 || info !== '' || /^\s*(insert|update|delete|replace)\b/i.test(sql);
  // Recordings of earlier versions have the server's words alone.
  const { matched } = { ...countsIn(info), ...outcome };
  return [
    'OK',
    ...(writes
      ? [matched === undefined ? affectedWords(affected) : `${counted(affected, 'row')} changed`]
      : []),
    ...(matched !== undefined && matched !== affected ? [`${matched} matched`] : []),
    ...(insertId !== undefined && insertId !== '0' ? [`id ${insertId}`] : []),
    ...(warnings > 0 ? [counted(warnings, 'warning')] : []),
  ].join(', ');
};

export const affectedWords = (affected: number): string => `${counted(affected, 'row')} affected`;

export const matchedWords = (matched: number): string => `${counted(matched, 'row')} matched`;

/** "ERROR 1213 (ER_LOCK_DEADLOCK): Deadlock found …"; what no MySQL sent has no number. */
export const errorWords = (error: ErrorOutcome): string =>
  error.errno === 0 ? error.message : `${errorName(error)}: ${error.message}`;

/** "ERROR 1213 (ER_LOCK_DEADLOCK)" */
export const errorName = ({ errno, symbol }: Pick<ErrorOutcome, 'errno' | 'symbol'>): string =>
  errno === 0 ? symbol : `ERROR ${errno} (${symbol})`;

export const lostWords = ({ message }: Pick<LostOutcome, 'message'>): string => `connection lost: ${message}`;

/** Said behind what a statement answered; nothing where it was left to end by itself. */
export const cancelledWords = ({
  kind,
  cancelled,
}: Pick<RowsOutcome | ErrorOutcome, 'kind' | 'cancelled'>): readonly string[] => {
  if (cancelled === undefined) return [];
  return [kind === 'rows' ? askedWords[cancelled] : cancelWords(cancelled)];
};

/** Its rows do not say whether it was ended, as SLEEP() is, or was over by then. */
const askedWords: Record<CancelReason, string> = {
  limit: 'it ran past its limit: the lab asked for its end',
  stuck: 'nobody was left who could free it: the lab asked for its end',
  user: 'its end was asked for',
};

/** Who ended a statement that the server would have gone on with. */
export const cancelWords = (cancelled: CancelReason): string => {
  switch (cancelled) {
    case 'limit':
      return 'the lab ended it: it ran past its limit';
    case 'stuck':
      return 'the lab ended it: nobody was left who could free it';
    case 'user':
      return 'it was ended on request';
  }
};
