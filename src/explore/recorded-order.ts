import type { Claim } from '../engine/claim.ts';
import type { LabEvent } from '../engine/events.ts';
import { anomalyWords, doubtWords } from '../engine/words/anomaly-words.ts';
import { said } from '../engine/words/claim-words.ts';
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
    if (event.type === 'settled' && event.seen)
      return {
        ...event,
        seen: event.seen.map((one) => ({
          ...one,
          claims: one.claims.map((claim) => claimed(claim, placeOf)),
        })),
      };
    if (event.type === 'run-finished') return toldAgain(renumbered(event, placeOf));
    if (!('step' in event) || event.step === undefined) return event;
    const step = placeOf.get(event.step) ?? event.step;
    if (event.type !== 'statement-sent') return { ...event, step };
    const { outOfTurn: _, ...sent } = event;
    return { ...sent, step };
  });
};

/** What happened names steps in its sentences, too. */
const toldAgain = (event: Extract<LabEvent, { readonly type: 'run-finished' }>): LabEvent => {
  const { happened } = event;
  if (happened === undefined) return event;
  const { anomalies, doubts } = happened;
  return {
    ...event,
    happened: {
      ...happened,
      anomalies: anomalies.map((one) => ({ ...one, says: anomalyWords(one) })),
      doubts: doubts.map((one) => ({ ...one, says: doubtWords(one) })),
    },
  };
};

/** A claim names steps in its sentence, too; but for that of a deadlock, which speaks of locks. */
const claimed = (claim: Claim, placeOf: ReadonlyMap<number, number>): Claim => {
  const { says, ...body } = renumbered(claim, placeOf);
  return body.kind === 'deadlock' ? { ...body, says } : said(body);
};

/** The steps of all statements that are named in it. */
const renumbered = <T>(value: T, placeOf: ReadonlyMap<number, number>): T =>
  JSON.parse(JSON.stringify(value), (_, one: unknown) =>
    isPlace(one) ? { ...one, step: placeOf.get(one.step) ?? one.step } : one,
  );

const isPlace = (value: unknown): value is { readonly statement: number; readonly step: number } =>
  typeof value === 'object' &&
  value !== null &&
  'statement' in value &&
  'step' in value &&
  typeof value.step === 'number';

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
