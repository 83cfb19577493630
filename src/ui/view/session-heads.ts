import { holderWords } from '../../engine/lock-words.ts';
import { printable } from '../../engine/printable.ts';
import type { LabState, SessionState, StatementEntry } from '../../engine/state.ts';
import type { Script, ScriptSession } from '../../lesson/script.ts';
import { padded } from '../text/fit.ts';
import { type RulePart, ruleLine } from '../text/rule.ts';
import type { Theme } from '../theme.ts';
import { duration, signs } from '../words.ts';
import { laneWidths } from './transcript.ts';

/** A rule with the names of the sessions and a row with what each is doing now, `now` ms into the run. */
export const sessionHeads = (
  { sessions }: Script,
  lab: LabState | undefined,
  now: number,
  part: RulePart,
  theme: Theme,
): readonly string[] => {
  const lanes = laneWidths(sessions.length, part.width - 1);
  if (lanes.length < sessions.length) return sharedHeads(sessions, lab, now, part, theme);
  // The first lane begins behind the margin of the screen.
  const width = (index: number) => (lanes[index] ?? 0) + (index === 0 ? 1 : 0);
  const { note, focused = false } = part;
  const titles = sessions.map((one, index) => ({
    width: width(index),
    title: `${theme.session(index)(printable(one.name))}  ${printable(one.role)}`,
    focused: focused && index === 0,
    ...(note !== undefined && index === sessions.length - 1 && { note }),
  }));
  const states = sessions.map((one, index) => padded(` ${doing(one.name, lab, now, theme)}`, width(index)));
  return [ruleLine(titles, '┬', theme), states.join(theme.faint('│'))];
};

/** Too many sessions for lanes of their own: their states share one row. */
const sharedHeads = (
  sessions: readonly ScriptSession[],
  lab: LabState | undefined,
  now: number,
  part: RulePart,
  theme: Theme,
): readonly string[] => {
  const title = sessions.map((one) => printable(one.name)).join(', ');
  const each = Math.floor(part.width / sessions.length);
  const states = sessions.map((one) =>
    padded(` ${printable(one.name)} ${doing(one.name, lab, now, theme)}`, each),
  );
  return [ruleLine([{ ...part, title }], '─', theme), padded(states.join(''), part.width)];
};

/** What a session is doing now, in words. */
export const doing = (name: string, lab: LabState | undefined, now: number, theme: Theme): string => {
  const state = lab?.sessions.find((one) => one.name === name);
  return lab && state ? stateWords(state, lab, now, theme) : theme.faint('not connected yet');
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
