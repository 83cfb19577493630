import type { LabEvent } from '../engine/events.ts';
import { inOrder, orderOf } from '../lesson/order.ts';
import type { Script, ScriptStep } from '../lesson/script.ts';

/**
 * The events of a run whose steps were taken one by one, as those of a script that has its steps in just this order: so a
 * recording of it is one of `isolab run --order`.
 *
 * @param order the word of the run: a letter a step.
 */
export const inItsOrder = (events: readonly LabEvent[], order: string): readonly LabEvent[] => {
  const [begin] = events;
  if (begin?.type !== 'run-started') return events;
  const { script } = begin;
  if (order === orderOf(script.steps)) return events;
  const places = inOrder(
    script.steps.map(({ session }, place) => ({ session, place })),
    order,
  ).map(({ place }) => place);
  const placeOf = new Map(places.map((from, to) => [from, to]));
  return events.map((event): LabEvent => {
    if (event.type === 'run-started') {
      const steps = places.flatMap((place) => script.steps[place] ?? []);
      return { ...event, script: { ...withoutEnd(script), steps: steps.map(withoutClaims), order } };
    }
    if (!('step' in event) || event.step === undefined) return event;
    const step = placeOf.get(event.step) ?? event.step;
    if (event.type !== 'statement-sent') return { ...event, step };
    const { outOfTurn: _, ...sent } = event;
    return { ...sent, step };
  });
};

/** What the author says of steps and of the end, he says of his own order. */
const withoutClaims = ({
  look: _,
  predict: __,
  hint: ___,
  why: ____,
  expect: _____,
  ...step
}: ScriptStep): ScriptStep => step;

const withoutEnd = ({ end: _, ...script }: Script): Script => script;
