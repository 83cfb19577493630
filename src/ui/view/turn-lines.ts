import { valuesOf } from '../../engine/kept.ts';
import { upcomingOf } from '../../engine/run/upcoming.ts';
import { sentOf } from '../../engine/sent.ts';
import type { LabState } from '../../engine/state.ts';
import { placeOf } from '../../lesson/script.ts';
import { printable } from '../../printable.ts';
import { padded, widthOf } from '../../text/fit.ts';
import type { RunModel } from '../model/run.ts';
import { inTurn, whyNotOf } from '../run/turn.ts';
import type { Theme } from '../theme.ts';
import { sentLine, sentPrompt } from './sent-lines.ts';

export interface TurnStyle {
  readonly theme: Theme;
  readonly columns: number;
  /** How many rows there are for it. */
  readonly rows: number;
  /** Before a class nobody's step is told before it is taken. */
  readonly isSecret?: boolean;
}

/** Whose turn is it? Every session with the step that it would take, or why it takes none. */
export const turnLines = (
  { lab, turn, notice, breaking }: RunModel,
  { theme, columns, rows, isSecret = false }: TurnStyle,
): readonly string[] => {
  if (lab === undefined || turn === undefined) return [];
  const names = lab.sessions.map(({ name }) => name);
  const at = names.indexOf(turn.session);
  const room = Math.max(1, rows - 1);
  const from = Math.max(0, Math.min(names.length - room, at - Math.floor(room / 2)));
  const head = notice === undefined ? headWords(breaking) : theme.emphasis(printable(notice));
  return [
    ` ${head}`,
    ...names.slice(from, from + room).map((name) => {
      const mark = name === turn.session ? theme.strong('▸') : ' ';
      return ` ${mark} ${sessionLine(lab, name, columns - 4, theme, { isSecret, isWritten: breaking === undefined })}`;
    }),
  ].map((line) => padded(line, columns));
};

/** Where an order is to be found, none is written that could go on. */
const headWords = (breaking: RunModel['breaking']): string =>
  breaking
    ? 'Whose turn is it?'
    : 'Whose turn is it? The script goes on from there, in whatever order is left.';

/** What the session would do, in one line. */
const sessionLine = (
  lab: LabState,
  name: string,
  width: number,
  theme: Theme,
  { isSecret, isWritten }: { readonly isSecret: boolean; readonly isWritten: boolean },
): string => {
  const plan = upcomingOf(lab, name);
  const step = plan.kind === 'take' ? lab.script.steps[plan.step] : undefined;
  if (plan.kind !== 'take' || step === undefined) return theme.faint(printable(whyNotOf(lab, name) ?? ''));
  const sent = sentOf(step, valuesOf(lab, name));
  if (isSecret) return sentPrompt({ session: name }, placeOf(lab.script, name), theme);
  const own = isWritten && inTurn(lab) === name ? ', next as written' : '';
  const prompt = sentPrompt({ ...sent, session: name }, placeOf(lab.script, name), theme);
  const before = `${prompt} ${theme.faint(`step ${plan.step + 1}${own}`)}  `;
  return `${before}${sentLine(sent, Math.max(8, width - widthOf(before)), theme)}`;
};

/** The same for somebody who hears it: the one that is chosen first. */
export const spokenTurn = (
  run: RunModel,
  theme: Theme,
  width: number,
  isSecret: boolean,
): readonly string[] => {
  const { lab, turn } = run;
  if (lab === undefined || turn === undefined) return [];
  const others = lab.sessions.map(({ name }) => name).filter((name) => name !== turn.session);
  const isWritten = run.breaking === undefined;
  const line = (name: string) => sessionLine(lab, name, width, theme, { isSecret, isWritten });
  return [
    run.notice === undefined ? headWords(run.breaking) : printable(run.notice),
    `Chosen: ${line(turn.session)}`,
    ...others.map(line),
  ];
};
