import { holderWords } from '../../engine/lock-words.ts';
import { printable } from '../../engine/printable.ts';
import type { LabState, SessionState, StatementEntry } from '../../engine/state.ts';
import type { ScriptSession } from '../../lesson/script.ts';
import { padded } from '../text/fit.ts';
import type { Theme } from '../theme.ts';
import { duration, signs } from '../words.ts';

/** "A  the first user's request", in the colour of the session. */
export const sessionTitle = (session: ScriptSession, index: number, theme: Theme): string =>
  `${theme.session(index)(session.name)}  ${printable(session.role)}`;

/** What a session is doing now, behind its name if one is given. `now` is the run's time in ms. */
export const sessionStateLine = (
  session: ScriptSession,
  lab: LabState | undefined,
  now: number,
  width: number,
  theme: Theme,
  name?: string,
): string => {
  const state = lab?.sessions.find((one) => one.name === session.name);
  const head = name === undefined ? '' : `${printable(name)} `;
  return padded(
    ` ${head}${lab && state ? stateWords(state, lab, now, theme) : theme.faint('not connected yet')}`,
    width,
  );
};

const stateWords = (state: SessionState, lab: LabState, now: number, theme: Theme): string => {
  switch (state.status) {
    case 'lost':
      return theme.failed(`${signs.failed} connection lost`);
    case 'blocked': {
      const statement = inFlight(lab, state.name);
      const holders = [...new Set(statement?.waits.map((wait) => printable(holderWords(wait.for))))];
      const since = duration(Math.max(0, now - (statement?.blockedAt ?? now)));
      return theme.waiting(`${signs.waiting} waits for ${holders.join(' and ')}, ${since}`);
    }
    case 'running': {
      const statement = inFlight(lab, state.name);
      return `${signs.running} at work, ${duration(Math.max(0, now - (statement?.sentAt ?? now)))}`;
    }
    case 'idle':
    case 'sent':
      return restWords(state, theme);
  }
};

const restWords = (state: SessionState, theme: Theme): string => {
  if (state.transaction !== undefined) {
    return `${theme.strong(signs.open)} in a transaction${theme.faint(`, ${state.transaction}`)}`;
  }
  const why =
    state.over === 'rejected'
      ? 'done: refused by the application'
      : state.over === 'failed'
        ? 'done: stopped at the error'
        : state.transactionGone
          ? 'rolled back by the server'
          : `no transaction, ${state.level}`;
  return `${signs.idle} ${theme.faint(why)}`;
};

const inFlight = (lab: LabState, session: string): StatementEntry | undefined =>
  lab.timeline.findLast(
    (one): one is StatementEntry =>
      one.kind === 'statement' && one.session === session && one.status !== 'finished',
  );

/** Does the screen show a time that goes on by itself? */
export const isTicking = (lab: LabState | undefined): boolean =>
  lab?.sessions.some((one) => one.status === 'blocked' || one.status === 'running') ?? false;
