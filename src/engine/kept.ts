import type { Step, Values } from '../lesson/step.ts';
import { sinceAttempt } from './attempts.ts';
import { valueIn } from './condition.ts';
import type { Outcome, Value } from './outcome.ts';
import type { LabState } from './state.ts';

/** What a step keeps of its outcome for later steps. */
export const keptOf = (keep: Step['keep'], outcome: Outcome): Values =>
  Object.fromEntries(
    Object.entries(keep ?? {}).flatMap(([name, from]) => {
      const value = from === 'insert_id' ? idOf(outcome) : columnOf(outcome, from);
      return value === undefined ? [] : [[name, shortened(value)]];
    }),
  );

/** A value that is kept may stand in many answers. In characters. */
const longest = 64 * 1024;

/** What is left out is said. */
const shortened = (value: Value): Value =>
  value === null || value.length <= longest
    ? value
    : `${value.slice(0, longest)}… (the lab keeps ${longest} of its ${value.length} characters)`;

const idOf = (outcome: Outcome) => (outcome.kind === 'ok' ? outcome.insertId : undefined);

const columnOf = (outcome: Outcome, column: string) =>
  outcome.kind === 'rows' ? valueIn(outcome, column) : undefined;

/** What a session's request knows: what it says, and what the steps of this attempt have kept so far. */
export const valuesOf = (state: LabState, session: string): Values => {
  const { script } = state;
  const said = script.sessions.find(({ name }) => name === session)?.values;
  const kept = sinceAttempt(state, session).flatMap((entry) => {
    if (entry.kind !== 'statement' || entry.by !== 'script') return [];
    return entry.outcome ? [keptOf(script.steps[entry.step ?? -1]?.keep, entry.outcome)] : [];
  });
  return Object.assign({}, said, ...kept);
};
