import { valuesOf } from '../../engine/kept.ts';
import type { OwnStatement } from '../../engine/run/retrace.ts';
import { upcoming, upcomingOf } from '../../engine/run/upcoming.ts';
import { sentOf } from '../../engine/sent.ts';
import type { LabState } from '../../engine/state.ts';
import { statements } from '../../engine/statements.ts';
import { placeOf } from '../../lesson/script.ts';
import { printable } from '../../printable.ts';
import { counted, listed } from '../../text/amounts.ts';
import { clip, justify, padded, widthOf } from '../../text/fit.ts';
import { signs } from '../../text/signs.ts';
import type { Goal, RunModel } from '../model/run.ts';
import { isRecorded, type Progress, type ServerModel } from '../model/server.ts';
import { isLetting } from '../run/breaking.ts';
import { coming } from '../run/coming.ts';
import { isOnEndPage } from '../run/end-page.ts';
import { atItsOwnPace, stepInHand } from '../run/in-hand.ts';
import { isOffScript } from '../run/off-script.ts';
import { openQuestion, readsPast } from '../run/question.ts';
import type { Sitting } from '../run/sitting.ts';
import { isLive, type Track } from '../run/track.ts';
import { sqlLine } from '../text/sql.ts';
import type { Theme } from '../theme.ts';
import { lettingWords } from './letting-words.ts';
import { proposedPlace } from './proposal-words.ts';
import { sentLine, sentPrompt } from './sent-lines.ts';

interface Around {
  readonly sitting?: Sitting | undefined;
  /** So many lines of what is to be read are below the screen. */
  readonly unread?: number;
  /** They are in the panel above the one that has the keys. */
  readonly isAbove?: boolean;
  /** So many lines of the page of the end are below the screen. */
  readonly below?: number;
}

/** One line: what the next key press does, and who does it. Of the last one there is a word in the line of keys. */
export const nextBar = (
  run: RunModel,
  server: ServerModel,
  columns: number,
  theme: Theme,
  around: Around = {},
): string => {
  const where = whereWords(run);
  const room = columns - 2 - (where === '' ? 0 : widthOf(where) + 3);
  const says = barWords(run, server, room, theme, around);
  return where === ''
    ? padded(` ${says}`, columns)
    : justify(` ${says}`, `  ${theme.strong(where)} `, columns);
};

/** What is not the run as it is now, or not the script: always on the screen. */
const whereWords = ({ track, lab, breaking, shows }: RunModel): string => {
  const back = track.actions.length - track.at;
  const isOff = breaking === undefined && shows === undefined && isOffScript(lab);
  if (back === 0) return isOff ? offScriptWords : '';
  return `${isOff ? `${signs.own} ` : ''}◂ ${counted(back, breaking === undefined ? 'step' : 'move')} back`;
};

/** Beside a prompt, too. */
export const offScriptWords = `${signs.own} off the script`;

const barWords = (
  run: RunModel,
  server: ServerModel,
  width: number,
  theme: Theme,
  { sitting, unread = 0, isAbove = false, below = 0 }: Around,
): string => {
  if (unread === 0 || run.phase.kind === 'broken' || run.goal) {
    return words(run, server, width, theme, { sitting, below });
  }
  const more = `${button('Space', theme)} ${theme.strong(`more${isAbove ? ' above' : ''} ↓ ${unread}`)}  `;
  return more + words(run, server, width - widthOf(more), theme, { sitting, below }, '');
};

/** `key` as it is drawn; nothing where it does something else first. */
const words = (
  run: RunModel,
  server: ServerModel,
  width: number,
  theme: Theme,
  { sitting, below }: { readonly sitting: Sitting | undefined; readonly below: number },
  key = button(openQuestion(run) ? 'Enter' : 'Space', theme),
): string => {
  if (!isLive(run.track) && run.lab && isLetting(run))
    return lettingWords(run, run.lab, { width, below }, theme);
  if (!isLive(run.track)) return pastWords(run.track, width, theme);
  const remembered = run.nextWanted ? theme.faint('  then the first step') : '';
  switch (run.phase.kind) {
    case 'coming':
      return `${server.status === 'coming' ? progressWords(server.progress) : 'Waiting for the server'}${remembered}`;
    case 'opening': {
      const { progress } = run.phase;
      if (progress) return `${progressWords(progress)}${remembered}`;
      return `${run.again.length > 0 ? `Going the same way again at ${run.script.level}` : 'Making a sandbox'}${remembered}`;
    }
    case 'broken':
      return `${button('r', theme)} again${theme.faint(isRecorded(server) ? '   q quit' : '   q quit   Esc the other lessons')}`;
    case 'ready':
    case 'taking':
      if (run.goal !== undefined) return goalWords(run.goal);
      if (run.lab && typeof run.follows === 'object') return ownWords(run.follows, run.lab, theme);
      if (run.follows === 'nothing' && !run.lab?.finished) return recordingEnds;
      if (readsPast(run)) {
        const before = `${key} ${run.lab?.finished ? 'see how it ended' : 'question'}  `;
        return run.lab && !run.lab.finished
          ? before + stepWords(run.lab, run.order, '', width - widthOf(before), theme)
          : before;
      }
      if (run.lab && isLetting(run) && !(run.lab.finished && run.breaking?.isSolved))
        return lettingWords(run, run.lab, { width, below }, theme);
      if (run.lab?.finished) return endWords(run, server, width, theme, { sitting, below });
      return run.lab === undefined ? '' : stepWords(run.lab, run.order, key, width, theme);
  }
};

const goalWords = (goal: Goal): string => {
  switch (goal.kind) {
    case 'end':
      return 'Going on to the end; any key stops it';
    case 'difference':
      return 'Going on to the next difference; any key stops it';
    case 'wait':
      return 'Going on to the next wait; any key stops it';
    case 'step':
      return `Going on to the place after ${counted(goal.steps, 'step')}; any key stops it`;
  }
};

/** What happened next, when the user looks back. */
const pastWords = ({ actions, states, at }: Track, width: number, theme: Theme): string => {
  const action = actions[at];
  const lab = states[at];
  if (action === undefined || lab === undefined) return '';
  const after = states[at + 1];
  const sent = after && statements(after)[statements(lab).length];
  switch (action.kind) {
    case 'next':
      // In a recording the next thing may be a statement of the user's own.
      if (sent?.by === 'user') return ownWords(sent, lab, theme);
      return planWords(upcoming(lab), lab, button('Space', theme), width, theme);
    case 'take': {
      const plan = upcomingOf(lab, action.session);
      return planWords(
        plan.kind === 'take' ? plan : upcoming(lab),
        lab,
        button('Space', theme),
        width,
        theme,
      );
    }
    case 'submit':
      return ownWords(action, lab, theme);
    case 'cancel':
      return `${button('Space', theme)} end the statement of ${action.session}`;
  }
};

const ownWords = (
  { session, sql }: Pick<OwnStatement, 'session' | 'sql'>,
  lab: LabState,
  theme: Theme,
): string => `${button('Space', theme)} ${promptOf(session, lab, theme)} ${sqlLine(sql, theme)}`;

/** It was broken off, or kept before the run was over: the file does not say which. */
const recordingEnds = 'Recorded up to here; the run was not over. ← goes back';

/** At the end Space reads its page first; what it opens after that is told before. */
const endWords = (
  run: RunModel,
  server: ServerModel,
  width: number,
  theme: Theme,
  { sitting, below }: { readonly sitting: Sitting | undefined; readonly below: number },
): string => {
  const { lesson } = run;
  const others = isRecorded(server)
    ? '   q quit'
    : `   ${lesson.handler ? 'R many requests at once   ' : ''}o every order`;
  const again = `   ${button('r', theme)} again`;
  const proposal = sitting?.proposal;
  const space = !isOnEndPage(run)
    ? 'the page of the end'
    : proposal === undefined
      ? 'down the page'
      : run.isOffered && below === 0
        ? theme.strong(`opens ${printable(proposedPlace(proposal, lesson))}`)
        : `down the page, then ${printable(proposedPlace(proposal, lesson))}`;
  const isRead = isOnEndPage(run) && below === 0 && proposal === undefined;
  const first = isRead ? '' : `${button('Space', theme)} ${space}`;
  const rest = [again + theme.faint(others), again].find((one) => widthOf(first) + widthOf(one) <= width);
  return clip((first + (rest ?? '')).trimStart(), width);
};

const stepWords = (
  lab: LabState,
  order: string | undefined,
  key: string,
  width: number,
  theme: Theme,
): string => {
  const atWork = atItsOwnPace(lab);
  if (atWork) {
    const { session, does, isOwn } = atWork;
    return isOwn
      ? `${printable(session)} ${does}; the script goes on after it. ${theme.strong('x')} ends it`
      : `${printable(session)} ${does}; this step goes on until the server answers`;
  }
  const inHand = stepInHand(lab);
  const plan = inHand === undefined ? coming(lab, order).plan : ({ kind: 'take', step: inHand } as const);
  return planWords(plan, lab, key, width, theme);
};

const promptOf = (name: string, { script }: LabState, theme: Theme): string =>
  theme.session(placeOf(script, name))(`${name}>`);

const planWords = (
  plan: ReturnType<typeof upcoming>,
  lab: LabState,
  key: string,
  width: number,
  theme: Theme,
): string => {
  switch (plan.kind) {
    case 'take': {
      const step = lab.script.steps[plan.step];
      if (step === undefined) return '';
      const sent = sentOf(step, valuesOf(lab, step.session));
      const lane = placeOf(lab.script, step.session);
      const beforePlaced = (place: string) =>
        `${key === '' ? '' : `${key} `}${theme.faint(place)}  ${sentPrompt({ ...sent, session: step.session }, lane, theme)} `;
      const place = placeWords(plan.step, lab);
      const full = beforePlaced(`${place}${laterWords(plan.step, lab)}`);
      const before = widthOf(full) + leastSql <= width ? full : beforePlaced(place);
      return `${before}${sentLine(sent, Math.max(8, width - widthOf(before)), theme)}`;
    }
    case 'stuck': {
      const waiting = lab.sessions.filter((one) => one.status === 'blocked' || one.status === 'running');
      const names = listed(waiting.map((one) => one.name));
      return `${key} end the wait of ${names}: no step is left that could free it`;
    }
    case 'done':
      return `${key} see how it ended`;
  }
};

/** Off the written order a step's number is not its place: both are said. */
const placeWords = (step: number, lab: LabState): string => {
  const others = lab.steps.filter(
    ({ status }, at) => at !== step && (status === 'taken' || status === 'skipped'),
  );
  const of = lab.script.steps.length;
  return lab.outOfTurn !== undefined
    ? `turn ${others.length + 1} of ${of}, step ${step + 1}`
    : `step ${step + 1} of ${of}`;
};

const isOpen = (status: string | undefined): boolean => status === 'pending' || status === 'deferred';

/** A statement is known by so many of its first columns. */
const leastSql = 12;

/** " (step 10 is later: B waits)": why a step was passed over. */
const laterWords = (next: number, lab: LabState): string => {
  if (lab.outOfTurn !== undefined) return '';
  const waiting = lab.sessions.filter(({ status }) => status === 'blocked').map(({ name }) => name);
  const passed = lab.script.steps.flatMap(({ session }, at) =>
    at < next && isOpen(lab.steps[at]?.status) && waiting.includes(session) ? [{ at, session }] : [],
  );
  if (passed.length === 0) return '';
  const numbers = passed.map(({ at }) => at + 1).join(', ');
  const names = [...new Set(passed.map(({ session }) => session))];
  const wait = names.length === 1 ? 'waits' : 'wait';
  const [steps, are] = passed.length === 1 ? ['step', 'is'] : ['steps', 'are'];
  return ` (${steps} ${numbers} ${are} later: ${printable(listed(names))} ${wait})`;
};

const button = (key: string, theme: Theme): string => theme.chosen(` ${key} `);

/** "Fetching MySQL ███████░░░░░░░ 48 %" */
export const progressWords = ({ message, done }: Progress): string => {
  if (done === undefined) return printable(message);
  const share = Math.max(0, Math.min(1, done));
  const full = Math.round(share * barWidth);
  return `${printable(message)}  ${'█'.repeat(full)}${'░'.repeat(barWidth - full)} ${Math.floor(share * 100)} %`;
};

const barWidth = 20;
