import type { Place } from '../../engine/claim.ts';
import { type Deadlock, deadlockOf } from '../../engine/deadlock.ts';
import { columnNames } from '../../engine/key-lines.ts';
import type { LabState } from '../../engine/state.ts';
import { statements } from '../../engine/statements.ts';
import { isRolledBack } from '../../engine/wait-end.ts';
import { lastWaits } from '../../engine/waits.ts';
import { deadlockWaitWords } from '../../engine/words/claim-words.ts';
import { printable } from '../../printable.ts';
import { hanging } from '../../text/fit.ts';
import { ring } from '../../text/ring.ts';
import { signs } from '../../text/signs.ts';
import type { Theme } from '../theme.ts';
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
  const { circle, victim } = deadlock;
  const failed = `${theme.failed(signs.failed)} `;
  if (circle === undefined) {
    return [theme.strong('deadlock'), ...hanging(failed, printable(untoldWords(deadlock, lab)), width)];
  }
  return [
    theme.strong('deadlock'),
    ...(style.isSpoken ? [] : circleLines(circle, lab, theme)),
    ...circle.flatMap((_, at) => waitLines(circle, at, lab, style)),
    ...hanging(
      failed,
      `${theme.failed(`${printable(victim)} is the victim:`)} the server rolled its transaction back, which let go of its locks.`,
      width,
    ),
  ];
};

/** What the error that ended it undid: 1213 a transaction, 3058 nothing. Of these InnoDB knows nothing. */
const untoldWords = ({ victim, statement }: Deadlock, { timeline }: LabState): string => {
  const undone = isRolledBack(statement)
    ? 'the server rolled its transaction back'
    : 'the server refused its GET_LOCK(), and undid nothing';
  const waiting = statements({ timeline }).find(
    (one) =>
      one.status === 'blocked' &&
      lastWaits(one).some((wait) => 'session' in wait.for && wait.for.session === victim),
  );
  const stays = waiting === undefined ? '' : ` What ${waiting.session} waits for is still held.`;
  return `${victim} is the victim: ${undone}.${stays}`;
};

type Circle = NonNullable<Deadlock['circle']>;

/** The victim first; the last one waits for it. */
const circleLines = (circle: Circle, lab: LabState, theme: Theme): readonly string[] => {
  const names = circle.map(({ session }) => printable(session));
  const [line = '', ...back] = ring(
    names.map((name) => ({ name, painted: paintSession(name, lab, theme) })),
    theme.waiting,
  );
  return [`  ${theme.failed(signs.failed)} ${line}`, ...back.map((one) => `    ${one}`)];
};

const waitLines = (
  circle: Circle,
  at: number,
  lab: LabState,
  { theme, width }: DeadlockStyle,
): readonly string[] => {
  const one = circle[at];
  const next = circle[(at + 1) % circle.length];
  if (one === undefined || next === undefined) return [];
  const { session, lock, closes, with: place } = one;
  const who = paintSession(session, lab, theme);
  const what = deadlockWaitWords(one, next.session, columnNames(lab, lock));
  const says = closes ? `${what}: with ${placeWords(place)} it closed the circle` : what;
  return hanging(`${who} ${theme.waiting(signs.waiting)} `, printable(says), width);
};

const placeWords = ({ verb, step }: Place): string =>
  step === undefined ? `its own ${verb}` : `its ${verb} in step ${step + 1}`;
