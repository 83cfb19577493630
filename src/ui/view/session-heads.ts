import { nextAttemptOf } from '../../engine/attempts.ts';
import type { LabState, SessionState, StatementEntry } from '../../engine/state.ts';
import { statements } from '../../engine/statements.ts';
import { lastWaits } from '../../engine/waits.ts';
import { againLaterWords, skipWords } from '../../engine/words/step-words.ts';
import { tableSize } from '../../engine/words/table-words.ts';
import { holdersOf, waitsForWords } from '../../engine/words/wait-words.ts';
import { redisTable, type Script } from '../../lesson/script.ts';
import { printable } from '../../printable.ts';
import { duration } from '../../text/amounts.ts';
import { padded, widthOf } from '../../text/fit.ts';
import { signs } from '../../text/signs.ts';
import { type RulePart, ruleLine } from '../text/rule.ts';
import type { Theme } from '../theme.ts';
import { isRedisLane, type Lane, lanesOf } from './lanes.ts';

/** A rule with the names of the sessions and a row with what each is doing now, `now` ms into the run. */
export const sessionHeads = (
  script: Script,
  lab: LabState | undefined,
  now: number,
  { width, note, focused = false }: RulePart,
  theme: Theme,
): readonly string[] => {
  const lanes = lanesOf(script, width - 1);
  const heads = lanes.map((lane, index) => ({
    // The first lane begins behind the margin of the screen.
    ...headOf(lane, script, lab, now, lane.width + (index === 0 ? 1 : 0), theme),
    ...(focused && index === 0 && { focused }),
    ...(note !== undefined && index === lanes.length - 1 && { note }),
  }));
  return [ruleLine(heads, '┬', theme), heads.map(({ state }) => state).join(theme.faint('│'))];
};

const headOf = (
  lane: Lane,
  { sessions }: Script,
  lab: LabState | undefined,
  now: number,
  width: number,
  theme: Theme,
): { readonly width: number; readonly title: string; readonly state: string } => {
  if (isRedisLane(lane)) {
    return { width, title: theme.strong('Redis'), state: padded(` ${keysWords(lab, theme)}`, width) };
  }
  const members = lane.sessions.flatMap((place) => {
    const one = sessions[place];
    return one ? [{ ...one, place }] : [];
  });
  const [first, second] = members;
  if (first !== undefined && second === undefined) {
    return {
      width,
      title: `${theme.session(first.place)(printable(first.name))}  ${printable(first.role)}`,
      state: padded(` ${doing(first.name, lab, now, theme)}`, width),
    };
  }
  // Too many sessions for lanes of their own: their states share one row.
  const each = Math.floor(width / members.length);
  const states = members.map(({ name, place }) => {
    const head = ` ${theme.session(place)(printable(name))} `;
    const ways = [doing(name, lab, now, theme), ...doingShortly(name, lab, theme)];
    const words = ways.find((one) => widthOf(head + one) <= each) ?? ways.at(-1) ?? '';
    return padded(head + words, each);
  });
  return {
    width,
    title: members.map(({ name, place }) => theme.session(place)(printable(name))).join(', '),
    state: padded(states.join(''), width),
  };
};

/** How many keys there are now, where the lesson watches them. */
const keysWords = (lab: LabState | undefined, theme: Theme): string => {
  const view = lab?.observation.tables.find(({ name }) => name === redisTable);
  if (view === undefined) return '';
  if (!('rows' in view)) return theme.failed(`${signs.failed} does not answer`);
  const size = tableSize(redisTable, view.rows.length);
  return view.rows.length === 0
    ? `${signs.idle} ${theme.faint(size)}`
    : `${theme.strong(signs.open)} ${size}`;
};

/** The same in few words, and in one. */
const doingShortly = (name: string, lab: LabState | undefined, theme: Theme): readonly string[] => {
  const state = lab?.sessions.find((one) => one.name === name);
  if (lab === undefined || state === undefined) return [''];
  switch (state.status) {
    case 'lost':
      return [theme.failed(`${signs.failed} lost`)];
    case 'blocked':
      return [waitsFor(lab, name), 'waits'].map((words) => theme.waiting(`${signs.waiting} ${words}`));
    case 'running':
      return [`${signs.running} works`];
    case 'idle':
    case 'sent':
      if (isUnread(name, lab)) return [`${signs.passed} ${theme.faint('free')}`];
      if (state.transaction === undefined) {
        const isDone = state.over !== undefined && nextAttemptOf(lab, state) === undefined;
        return [`${signs.idle} ${theme.faint(isDone ? 'done' : 'idle')}`];
      }
      return ['in a transaction', 'open'].map((words) => `${theme.strong(signs.open)} ${words}`);
  }
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
      const since = duration(Math.max(0, now - (statement?.blockedAt ?? now)));
      return theme.waiting(`${signs.waiting} ${waitsFor(lab, state.name)}, ${since}`);
    }
    case 'running': {
      const statement = inFlight(lab, state.name);
      return `${signs.running} at work, ${duration(Math.max(0, now - (statement?.sentAt ?? now)))}`;
    }
    case 'idle':
    case 'sent':
      return restWords(state, lab, theme);
  }
};

/** What it has sent since, each statement a transaction of its own, is newer. */
const hasGoneOn = ({ name }: SessionState, lab: LabState): boolean =>
  statements(lab).findLast(({ session }) => session === name)?.outcome?.kind === 'ok';

const whyAtRest = (state: SessionState, lab: LabState): string => {
  if (nextAttemptOf(lab, state) !== undefined) return againLaterWords;
  if (state.over !== undefined) return `done: ${skipWords(state.over)}`;
  if (state.transactionGone && !hasGoneOn(state, lab)) return 'rolled back by the server';
  return ['no transaction', ...(state.level === undefined ? [] : [state.level])].join(', ');
};

/** It has had an answer since somebody looked at it last, and nobody looks while another one is at work. */
const isUnread = (name: string, lab: LabState): boolean =>
  lab.sessions.some(({ status }) => status === 'running') &&
  statements(lab).some(
    ({ session, statement }) => session === name && lab.answeredLately?.includes(statement),
  );

const restWords = (state: SessionState, lab: LabState, theme: Theme): string => {
  if (isUnread(state.name, lab)) return `${signs.passed} ${theme.faint('free, not looked at yet')}`;
  const left = leftWords(state, lab);
  if (state.transaction !== undefined) {
    return `${theme.strong(signs.open)} in a transaction${theme.faint([`, ${state.transaction}`, ...left].join(', '))}`;
  }
  return `${signs.idle} ${theme.faint([whyAtRest(state, lab), ...left].join(', '))}`;
};

/** What statements have left behind that will matter to the next ones. */
const leftWords = ({ name, autocommitOff }: SessionState, { observation }: LabState): readonly string[] => {
  const hasTables = observation.locks.some(
    ({ session, kind, of, mode, status }) =>
      session === name &&
      kind === 'metadata' &&
      of === undefined &&
      status === 'granted' &&
      lockTables.has(mode),
  );
  return [...(autocommitOff ? ['autocommit off'] : []), ...(hasTables ? ['tables locked'] : [])];
};

/** What LOCK TABLES … READ and WRITE hold until UNLOCK TABLES. */
const lockTables: ReadonlySet<string> = new Set(['SHARED_READ_ONLY', 'SHARED_NO_READ_WRITE']);

/** "waits for A" */
export const waitsFor = (lab: LabState, session: string): string =>
  printable(waitsForWords(holdersOf(lastWaits(inFlight(lab, session) ?? { waits: [] }))));

const inFlight = (lab: LabState, session: string): StatementEntry | undefined =>
  lab.timeline.findLast(
    (one): one is StatementEntry =>
      one.kind === 'statement' && one.session === session && one.status !== 'finished',
  );

/** Does the screen show a time that goes on by itself? */
export const isTicking = (lab: LabState | undefined): boolean =>
  lab?.sessions.some((one) => one.status === 'blocked' || one.status === 'running') ?? false;
