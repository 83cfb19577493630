import { counted } from '../../text/amounts.ts';
import type { CancelReason, ErrorOutcome, LostOutcome, OkOutcome } from '../outcome.ts';

/** "OK, 1 row affected, id 2". */
export const okWords = ({ affected, insertId, warnings, info }: OkOutcome, sql: string): string => {
  const writes = affected > 0 || info !== '' || /^\s*(insert|update|delete|replace)\b/i.test(sql);
  const matched = /matched: (\d+)/i.exec(info)?.[1];
  return [
    'OK',
    ...(writes
      ? [matched === undefined ? affectedWords(affected) : `${counted(affected, 'row')} changed`]
      : []),
    ...(matched !== undefined && matched !== String(affected) ? [`${matched} matched`] : []),
    ...(insertId !== undefined && insertId !== '0' ? [`id ${insertId}`] : []),
    ...(warnings > 0 ? [counted(warnings, 'warning')] : []),
  ].join(', ');
};

export const affectedWords = (affected: number): string => `${counted(affected, 'row')} affected`;

/** "ERROR 1213 (ER_LOCK_DEADLOCK): Deadlock found …"; what no MySQL sent has no number. */
export const errorWords = (error: ErrorOutcome): string =>
  error.errno === 0 ? error.message : `${errorName(error)}: ${error.message}`;

/** "ERROR 1213 (ER_LOCK_DEADLOCK)" */
export const errorName = ({ errno, symbol }: ErrorOutcome): string =>
  errno === 0 ? symbol : `ERROR ${errno} (${symbol})`;

export const lostWords = ({ message }: Pick<LostOutcome, 'message'>): string => `connection lost: ${message}`;

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
