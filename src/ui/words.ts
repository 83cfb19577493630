import type { SkipReason } from '../engine/events.ts';
import type { CancelReason, ErrorOutcome, OkOutcome } from '../engine/outcome.ts';
import type { StatementEntry } from '../engine/state.ts';
import type { WaitEnd } from '../engine/wait-end.ts';
import { printable } from '../printable.ts';

/** The signs of the screen; the help explains them. */
export const signs = {
  idle: '○',
  open: '●',
  running: '▶',
  waiting: '‖',
  failed: '✗',
  answer: '→',
  passed: '·',
  holds: '✓',
  begun: '…',
} as const;

/** Milliseconds as people read them: "12 ms", "2.4 s", "1 min 5 s". */
export const duration = (ms: number): string => {
  if (ms < 100) return `${Math.max(1, Math.round(ms))} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
};

export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

export const skipWords = (because: SkipReason): string => {
  switch (because) {
    case 'rejected':
      return 'the application has answered already';
    case 'condition':
      return 'its condition did not come true';
    case 'transaction-gone':
      return 'the server rolled the transaction back';
    case 'failed':
      return 'the error before ended this script';
    case 'lost':
      return 'the connection is lost';
    case 'stuck':
      return 'nobody is left who could free this session';
  }
};

export const cancelWords = (cancelled: CancelReason): string => {
  switch (cancelled) {
    case 'limit':
      return 'the lab ended this statement: it ran past its limit';
    case 'stuck':
      return 'the lab ended this statement: nobody was left who could free it';
    case 'user':
      return 'you ended this statement';
  }
};

/** Why the wait of a statement was over, behind "waited 0.2 s, then". */
export const waitEndWords = (end: WaitEnd, { session, outcome }: StatementEntry): string => {
  switch (end.kind) {
    case 'freed':
      return freedWords(end);
    case 'deadlock':
      return end.victim === session
        ? 'it was the victim of a deadlock'
        : `${end.victim} was rolled back, the victim of a deadlock`;
    case 'timeout':
      return 'its time was up: nobody had let go';
    case 'ended':
      return outcome?.kind === 'error' && outcome.cancelled ? cancelWords(outcome.cancelled) : 'it was ended';
    case 'lost':
      return 'its connection was lost';
    case 'unknown':
      return 'nobody held it up any more';
  }
};

const freedWords = ({
  by,
  with: { sql, step, outcome },
}: Extract<WaitEnd, { readonly kind: 'freed' }>): string => {
  const place = step === undefined ? '' : ` in step ${step + 1}`;
  if (outcome?.kind === 'lost') return `${by} lost its connection${place}`;
  if (/^\s*commit\b/i.test(sql)) return `${by} committed${place}`;
  if (/^\s*rollback\b/i.test(sql)) return `${by} rolled back${place}`;
  return `${by} let go of it${place}`;
};

/** "OK, 1 row affected, id 2", as a client says it. */
export const okWords = (outcome: OkOutcome, sql: string): string => {
  const { affected, insertId, warnings, info } = outcome;
  const writes = affected > 0 || info !== '' || /^\s*(insert|update|delete|replace)\b/i.test(sql);
  const matched = /matched: (\d+)/i.exec(info)?.[1];
  return [
    'OK',
    ...(writes ? [`${counted(affected, 'row')} ${matched === undefined ? 'affected' : 'changed'}`] : []),
    ...(matched !== undefined && matched !== String(affected) ? [`${matched} matched`] : []),
    ...(insertId !== undefined && insertId !== '0' ? [`id ${insertId}`] : []),
    ...(warnings > 0 ? [counted(warnings, 'warning')] : []),
  ].join(', ');
};

/** What the lab did not send has no number. */
export const errorWords = ({ errno, symbol, message }: ErrorOutcome): string =>
  `${errno === 0 ? '' : `ERROR ${errno} (${symbol}): `}${printable(message)}`;

/** Why what needs a server cannot be had now. */
export const noServer = {
  coming: 'There is no server yet.',
  absent: 'There is no server.',
  ready: undefined,
};
