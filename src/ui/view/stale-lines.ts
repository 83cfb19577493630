import type { LabState } from '../../engine/state.ts';
import { placeOf } from '../../lesson/script.ts';
import { printable } from '../../printable.ts';
import { listed } from '../../text/amounts.ts';
import { wrapped } from '../../text/fit.ts';
import { signs } from '../../text/signs.ts';
import type { Theme } from '../theme.ts';

/** Rows, versions and locks are read once all has settled: while a statement is at work, or everybody is gone, nobody has looked. */
export const staleLines = (
  { settled, sessions, script }: LabState,
  { theme, width }: { readonly theme: Theme; readonly width: number },
): readonly string[] => {
  if (sessions.length > 0 && sessions.every(({ status }) => status === 'lost'))
    return wrapped(`${signs.failed} No session is left: all of this is as it was before.`, width);
  const atWork = sessions.filter(({ status }) => status === 'running').map(({ name }) => name);
  if (settled || atWork.length === 0) return [];
  const names = atWork.map((name) => theme.session(placeOf(script, name))(printable(name)));
  const verb = names.length === 1 ? 'is' : 'are';
  return wrapped(
    `${signs.running} ${listed(names)} ${verb} at work: all of this is as it was before.`,
    width,
  );
};
