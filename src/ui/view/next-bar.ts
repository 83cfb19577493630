import { printable } from '../../engine/printable.ts';
import type { LabState } from '../../engine/state.ts';
import { goesAtItsOwnPace, stepInHand, stepStatements } from '../in-hand.ts';
import type { Progress, RunModel, ServerModel } from '../model.ts';
import { padded } from '../text/fit.ts';
import { sqlLine } from '../text/sql.ts';
import type { Theme } from '../theme.ts';
import { upcoming } from './upcoming.ts';

/** One line: what the next key press does, and who does it. */
export const nextBar = (run: RunModel, server: ServerModel, columns: number, theme: Theme): string =>
  padded(
    ` ${run.notice === undefined ? words(run, server, theme) : theme.emphasis(printable(run.notice))}`,
    columns,
  );

const words = (run: RunModel, server: ServerModel, theme: Theme): string => {
  const remembered = run.nextWanted ? theme.faint('  then the first step') : '';
  switch (run.phase.kind) {
    case 'coming':
      return `${server.status === 'coming' ? progressWords(server.progress) : 'Waiting for the server'}${remembered}`;
    case 'opening':
      return `Making a sandbox${remembered}`;
    case 'broken':
      return `${button('r', theme)} again${theme.faint(isRecorded(server) ? '   q quit' : '   q quit   Esc the other lessons')}`;
    case 'ready':
    case 'taking':
      if (run.lab?.finished) return endWords(server, theme);
      return run.lab === undefined ? '' : stepWords(run.lab, theme);
  }
};

/** Is what is shown a recording, so that there is nothing else to choose? */
export const isRecorded = (server: ServerModel): boolean =>
  server.status === 'ready' && server.recorded === true;

const endWords = (server: ServerModel, theme: Theme): string => {
  const others = '   1-4 at another level   v another variant   Esc the other lessons';
  return `${button('r', theme)} again${theme.faint(isRecorded(server) ? '   q quit' : others)}`;
};

const stepWords = (lab: LabState, theme: Theme): string => {
  if (goesAtItsOwnPace(lab)) {
    const statement = stepStatements(lab).at(-1);
    const doing = statement?.status === 'blocked' ? 'waits' : 'is at work';
    return `${statement?.session} ${doing}; this step goes on until the server answers`;
  }
  const inHand = stepInHand(lab);
  const plan = inHand === undefined ? upcoming(lab) : ({ kind: 'take', step: inHand } as const);
  switch (plan.kind) {
    case 'take': {
      const step = lab.script.steps[plan.step];
      if (step === undefined) return '';
      const session = lab.script.sessions.findIndex((one) => one.name === step.session);
      const place = theme.faint(`step ${plan.step + 1} of ${lab.script.steps.length}`);
      const prompt = theme.session(session)(`${step.session}>`);
      return `${button('Space', theme)} ${place}  ${prompt} ${sqlLine(step.sql, theme)}`;
    }
    case 'stuck': {
      const waiting = lab.sessions.filter((one) => one.status === 'blocked' || one.status === 'running');
      const names = waiting.map((one) => one.name).join(' and ');
      return `${button('Space', theme)} end the wait of ${names}: no step is left that could free it`;
    }
    case 'done':
      return `${button('Space', theme)} see how it ended`;
  }
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
