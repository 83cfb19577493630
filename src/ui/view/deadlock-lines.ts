import { type Deadlock, type DeadlockEdge, deadlockOf } from '../../engine/deadlock.ts';
import { columnNames } from '../../engine/key-lines.ts';
import type { LabState, StatementEntry } from '../../engine/state.ts';
import { lockWords } from '../../engine/words/lock-words.ts';
import { printable } from '../../printable.ts';
import { hanging, widthOf } from '../../text/fit.ts';
import type { Theme } from '../theme.ts';
import { signs } from '../words.ts';
import { paintSession } from './sent-lines.ts';

export interface DeadlockStyle {
  readonly theme: Theme;
  readonly width: number;
  /** Said in sentences only, for somebody who hears it. */
  readonly isSpoken?: boolean;
}

/** Who waited for whom when the server ended a deadlock, drawn and in words; nothing without one. */
export const deadlockLines = (lab: LabState, style: DeadlockStyle): readonly string[] => {
  const deadlock = deadlockOf(lab);
  if (deadlock === undefined) return [];
  const { theme, width } = style;
  return [
    theme.strong('deadlock'),
    ...(style.isSpoken ? [] : circleLines(deadlock, lab, theme)),
    ...deadlock.edges.flatMap((edge) => edgeLines(edge, lab, style)),
    ...hanging(
      `${theme.failed(signs.failed)} `,
      `${theme.failed(`${printable(deadlock.victim)} is the victim:`)} the server rolled its transaction back, which let go of its locks.`,
      width,
    ),
  ];
};

/** The victim first; the last one waits for it. */
const circleLines = ({ edges }: Deadlock, lab: LabState, theme: Theme): readonly string[] => {
  const names = edges.map(({ from }) => printable(from));
  const arrow = ' ──▶ ';
  const painted = names.map((name) => paintSession(name, lab, theme)).join(theme.waiting(arrow));
  const back = widthOf(names.slice(0, -1).join(arrow)) + widthOf(arrow) - 1;
  return [
    `  ${theme.failed(signs.failed)} ${painted}`,
    `    ${theme.waiting(`▲${' '.repeat(back)}│`)}`,
    `    ${theme.waiting(`╰${'─'.repeat(back)}╯`)}`,
  ];
};

const edgeLines = (
  { from, to, statement, wait }: DeadlockEdge,
  lab: LabState,
  { theme, width }: DeadlockStyle,
): readonly string[] => {
  const who = paintSession(from, lab, theme);
  const says = wait
    ? `waited for ${to}: ${lockWords(wait, columnNames(lab, wait))}`
    : `closed the circle with ${statementWords(statement)}: it wanted a lock that ${to} held`;
  return hanging(`${who} ${theme.waiting(signs.waiting)} `, printable(says), width);
};

const statementWords = ({ sql, step }: StatementEntry): string => {
  const verb = /^\s*(\w+)/.exec(sql)?.[1]?.toUpperCase() ?? 'its statement';
  return step === undefined ? `its own ${verb}` : `its ${verb} in step ${step + 1}`;
};
