import type { AnsweredRequest } from '../../race/round.ts';
import type { StepTrace } from '../../race/served.ts';
import type { Paint } from '../paint.ts';

/** So many requests are drawn; more are counted. */
export const mostDrawn = 24;

/** Signs for what a request waits for; its steps are shown by their own. */
export const queued = '·';
export const held = '¦';

/** A step's sign in the picture: its place in the handler, then letters; the application's own steps are signs. */
export const signsOf = (steps: readonly string[]): ReadonlyMap<string, string> =>
  new Map([
    ...steps.map((step, index) => [step, (index + 1).toString(36)] as const),
    ['rollback', '↩'],
    ['back-off', '~'],
  ]);

/**
 * A request in time: a column is `ms / width` long and shows the step that filled most of it; dots while the
 * request waits for a worker, broken bars while the start gate holds it. A step that waits for a lock is drawn as long as it waits.
 */
export const drawn = (
  { arrivedAt, takenAt, startedAt, doneAt, steps }: AnsweredRequest,
  signs: ReadonlyMap<string, string>,
  { ms, width }: { readonly ms: number; readonly width: number },
): string => {
  const heldFrom = Math.max(takenAt, ...steps.map(({ to }) => (to <= startedAt ? to : 0)));
  const columnMs = Math.max(ms, 0.001) / width;
  const columns = Array.from({ length: width }, (_, column) => {
    const from = column * columnMs;
    const to = from + columnMs;
    if (to <= arrivedAt || from >= doneAt) return ' ';
    const longest = steps
      .map((step) => ({ step, share: overlap(step, from, to) }))
      .reduce<{ readonly step?: StepTrace; readonly share: number }>(
        (best, one) => (one.share > best.share ? one : best),
        { share: 0 },
      );
    if (longest.step !== undefined) return signs.get(longest.step.step) ?? '?';
    if (from < takenAt) return queued;
    return to > heldFrom && from < startedAt ? held : ' ';
  });
  return columns.join('');
};

/** The same with a colour for each kind of sign: the steps, what the application does by itself, and waits. */
export const painted = (bar: string, signs: ReadonlyMap<string, string>, paint: Paint): string =>
  bar.replaceAll(/(\S)\1*/gu, (run, sign: string) => paintOf(sign, signs, paint)(run));

export const paintOf = (
  sign: string,
  signs: ReadonlyMap<string, string>,
  paint: Paint,
): ((text: string) => string) => {
  if (sign === queued || sign === held || sign === signs.get('back-off')) return paint.waiting;
  if (sign === signs.get('rollback')) return paint.bad;
  return paint.session([...signs.values()].indexOf(sign));
};

const overlap = (step: StepTrace, from: number, to: number): number =>
  Math.max(0, Math.min(step.to, to) - Math.max(step.from, from));
