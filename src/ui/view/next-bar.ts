import { valuesOf } from '../../engine/kept.ts';
import type { OwnStatement } from '../../engine/run/retrace.ts';
import { upcoming, upcomingOf } from '../../engine/run/upcoming.ts';
import { sentOf } from '../../engine/sent.ts';
import type { LabState } from '../../engine/state.ts';
import { statements } from '../../engine/statements.ts';
import { placeOf } from '../../lesson/script.ts';
import { printable } from '../../printable.ts';
import { counted, listed } from '../../text/amounts.ts';
import { justify, padded, widthOf } from '../../text/fit.ts';
import { signs } from '../../text/signs.ts';
import type { Goal, RunModel } from '../model/run.ts';
import { isRecorded, type Progress, type ServerModel } from '../model/server.ts';
import { coming } from '../run/coming.ts';
import { atItsOwnPace, stepInHand } from '../run/in-hand.ts';
import { isOffScript } from '../run/off-script.ts';
import { openQuestion } from '../run/question.ts';
import { isLive, type Track } from '../run/track.ts';
import { sqlLine } from '../text/sql.ts';
import type { Theme } from '../theme.ts';
import { sentLine, sentPrompt } from './sent-lines.ts';

/** One line: what the next key press does, and who does it. */
export const nextBar = (run: RunModel, server: ServerModel, columns: number, theme: Theme): string => {
  const { notice } = run;
  const where = whereWords(run);
  const room = columns - 2 - (where === '' ? 0 : widthOf(where) + 3);
  const says = notice === undefined ? words(run, server, room, theme) : theme.emphasis(printable(notice));
  return where === ''
    ? padded(` ${says}`, columns)
    : justify(` ${says}`, `  ${theme.strong(where)} `, columns);
};

/** What is not the run as it is now, or not the script: always on the screen. */
const whereWords = ({ track, lab, notice }: RunModel): string => {
  const back = track.actions.length - track.at;
  const isOff = isOffScript(lab);
  // A word about the last key may be long.
  if (back === 0 && isOff) return notice === undefined ? offScriptWords : signs.own;
  if (back === 0) return '';
  return `${isOff ? `${signs.own} ` : ''}◂ ${counted(back, 'step')} back`;
};

/** Beside a prompt, too. */
export const offScriptWords = `${signs.own} off the script`;

const words = (run: RunModel, server: ServerModel, width: number, theme: Theme): string => {
  if (!isLive(run.track)) return pastWords(run.track, width, theme);
  const remembered = run.nextWanted ? theme.faint('  then the first step') : '';
  switch (run.phase.kind) {
    case 'coming':
      return `${server.status === 'coming' ? progressWords(server.progress) : 'Waiting for the server'}${remembered}`;
    case 'opening': {
      const { progress } = run.phase;
      if (progress) return `${progressWords(progress)}${remembered}`;
      return `${run.again.length > 0 ? 'Going the same way again' : 'Making a sandbox'}${remembered}`;
    }
    case 'broken':
      return `${button('r', theme)} again${theme.faint(isRecorded(server) ? '   q quit' : '   q quit   Esc the other lessons')}`;
    case 'ready':
    case 'taking':
      if (run.goal !== undefined) return goalWords(run.goal);
      if (run.lab && typeof run.follows === 'object') return ownWords(run.follows, run.lab, theme);
      if (run.follows === 'nothing' && !run.lab?.finished) return recordingEnds;
      if (run.lab?.finished) return endWords(run, server, theme);
      return run.lab === undefined
        ? ''
        : stepWords(run.lab, run.order, openQuestion(run) ? 'Enter' : 'Space', width, theme);
  }
};

const goalWords = (goal: Goal): string => {
  switch (goal.kind) {
    case 'end':
      return 'Going on to the end; any key stops it';
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
      return planWords(upcoming(lab), lab, 'Space', width, theme);
    case 'take': {
      const plan = upcomingOf(lab, action.session);
      return planWords(plan.kind === 'take' ? plan : upcoming(lab), lab, 'Space', width, theme);
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

const recordingEnds = 'The recording ends here, before the run did. ← goes back';

const endWords = ({ lesson }: RunModel, server: ServerModel, theme: Theme): string => {
  const others =
    lesson.handler === undefined
      ? '   o every order   1-4 level   v variant   Esc the other lessons'
      : '   R many requests at once   o every order   1-4 level   Esc list';
  return `${button('r', theme)} again${theme.faint(isRecorded(server) ? '   q quit' : others)}`;
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
      const place = theme.faint(placeWords(plan.step, lab));
      const before = `${button(key, theme)} ${place}  ${sentPrompt({ ...sent, session: step.session }, lane, theme)} `;
      return `${before}${sentLine(sent, Math.max(8, width - widthOf(before)), theme)}`;
    }
    case 'stuck': {
      const waiting = lab.sessions.filter((one) => one.status === 'blocked' || one.status === 'running');
      const names = listed(waiting.map((one) => one.name));
      return `${button('Space', theme)} end the wait of ${names}: no step is left that could free it`;
    }
    case 'done':
      return `${button('Space', theme)} see how it ended`;
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

const button = (key: string, theme: Theme): string => theme.chosen(` ${key} `);

/** "Fetching MySQL ███████░░░░░░░ 48 %" */
export const progressWords = ({ message, done }: Progress): string => {
  if (done === undefined) return printable(message);
  const share = Math.max(0, Math.min(1, done));
  const full = Math.round(share * barWidth);
  return `${printable(message)}  ${'█'.repeat(full)}${'░'.repeat(barWidth - full)} ${Math.floor(share * 100)} %`;
};

const barWidth = 20;
