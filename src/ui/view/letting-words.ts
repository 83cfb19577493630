import { valuesOf } from '../../engine/kept.ts';
import { upcoming, upcomingOf } from '../../engine/run/upcoming.ts';
import { sentOf } from '../../engine/sent.ts';
import type { LabState } from '../../engine/state.ts';
import { printable } from '../../printable.ts';
import { clip, widthOf } from '../../text/fit.ts';
import type { RunModel } from '../model/run.ts';
import { isLive } from '../run/track.ts';
import type { Theme } from '../theme.ts';
import { sentLine } from './sent-lines.ts';
import { waitsFor } from './session-heads.ts';

/** What each session would do next, behind its letter; at the end, what is left. `below`: so many lines of the page of the end. */
export const lettingWords = (
  run: RunModel,
  lab: LabState,
  { width, below }: { readonly width: number; readonly below: number },
  theme: Theme,
): string => {
  if (!isLive(run.track)) {
    const again = `${theme.chosen(' Space ')} the move again  `;
    return again + lettersOf(lab, width - widthOf(again), theme);
  }
  if (lab.finished) {
    const again = `${theme.chosen(' r ')} again`;
    if (run.isZoomed !== 'page') return `${theme.chosen(' Space ')} the page of the end   ${again}`;
    const more = below > 0 ? `${theme.chosen(' Space ')} ${theme.strong(`more ↓ ${below}`)}   ` : '';
    return `${more}${again}   ${theme.strong('←')} takes a move back`;
  }
  const plan = upcoming(lab);
  if (plan.kind === 'done') return `${theme.chosen(' Space ')} see how it ended`;
  if (plan.kind === 'stuck')
    return `${theme.chosen(' Space ')} end the wait: no step is left that could free it`;
  return lettersOf(lab, width, theme);
};

/** Who has less to say leaves its room to the others. */
const lettersOf = (lab: LabState, width: number, theme: Theme): string => {
  const names = lab.sessions.map(({ name }) => name);
  const full = names.map((name) => widthOf(letWords(lab, name, Number.POSITIVE_INFINITY, theme)));
  const rooms = new Map<string, number>();
  let left = width - 2 * (names.length - 1);
  const shortFirst = names.toSorted((a, b) => (full[names.indexOf(a)] ?? 0) - (full[names.indexOf(b)] ?? 0));
  for (const [index, name] of shortFirst.entries()) {
    const share = Math.floor(left / (names.length - index));
    const room = Math.min(share, full[names.indexOf(name)] ?? 0);
    rooms.set(name, room);
    left -= room;
  }
  return names.map((name) => letWords(lab, name, rooms.get(name) ?? 0, theme)).join('  ');
};

const letWords = (lab: LabState, name: string, width: number, theme: Theme): string => {
  const plan = upcomingOf(lab, name);
  const step = plan.kind === 'take' ? lab.script.steps[plan.step] : undefined;
  if (step === undefined) {
    const own = lab.sessions.find((one) => one.name === name);
    const words = own?.status === 'blocked' ? waitsFor(lab, name) : 'has no step left';
    return theme.faint(clip(printable(`${name} ${words}`), width));
  }
  const before = `${theme.chosen(` ${name} `)} `;
  return `${before}${sentLine(sentOf(step, valuesOf(lab, name)), Math.max(8, width - widthOf(before)), theme)}`;
};
