import { isOfScript, type RunAction } from '../../engine/run/retrace.ts';
import type { LabState } from '../../engine/state.ts';
import type { Script } from '../../lesson/script.ts';
import { stepKeys } from '../../lesson/step-keys.ts';
import type { Track } from './track.ts';

/**
 * What was done in an order of the user's own, in another variant: the same sessions go one after the other, each up to the
 * step that it came to. A step that is not there is left out; those that only the other has are taken on the way.
 */
export const sameTurns = (
  { actions, states, at }: Track,
  own: Script,
  other: Script,
): readonly RunAction[] => {
  const [keys, others] = [stepKeys(own.steps), stepKeys(other.steps)];
  const done = actions.slice(0, at);
  if (keys.join() === others.join()) return done;
  const taken = new Set<number>();
  return done.flatMap((action, index): readonly RunAction[] => {
    if (!isOfScript(action)) return [action];
    const step = stepTaken(states[index], states[index + 1]);
    if (step === undefined) return [action];
    const place = others.indexOf(keys[step] ?? '');
    const session = other.steps[place]?.session;
    if (session === undefined) return [];
    const before = [...other.steps.slice(0, place + 1).entries()].flatMap(([one, { session: whose }]) =>
      whose === session && !taken.has(one) ? [one] : [],
    );
    for (const one of before) taken.add(one);
    return before.map(() => ({ kind: 'take', session }));
  });
};

const stepTaken = (before: LabState | undefined, after: LabState | undefined): number | undefined => {
  const step = after?.steps.findIndex(
    ({ status }, place) => status === 'taken' && before?.steps[place]?.status !== 'taken',
  );
  return step === undefined || step < 0 ? undefined : step;
};
