import { expect, test } from 'vitest';
import { reduce } from '../../src/engine/reduce.ts';
import type { LabState } from '../../src/engine/state.ts';
import type { Prediction } from '../../src/lesson/prediction.ts';
import type { Answer } from '../../src/ui/model/run.ts';
import { freshReveals } from '../../src/ui/run/reveals.ts';
import { asking } from './asked.ts';

const step = 5;

/** What the run had come to each time it settled, with that question at the step that waits. */
const settledWith = (predict: Prediction): readonly LabState[] => {
  const states: LabState[] = [];
  for (const event of asking('wait-and-refusal', step, predict)) states.push(reduce(states.at(-1), event));
  return states.filter(({ settled }) => settled);
};

/** What was told of the answer, each time that anything was. */
const verdicts = (states: readonly LabState[], answer: Answer) =>
  states.flatMap((lab, at) => freshReveals(lab, [answer], states[at - 1]).map(({ verdict }) => verdict));

const waits: Prediction = {
  kind: 'choices',
  ask: 'What becomes of the insert?',
  choices: [
    { says: 'It waits.', means: { waitsFor: ['A'] } },
    { says: 'It is done at once.', means: { waitsFor: [] } },
  ],
};
const rows: Prediction = { kind: 'fact', ask: 'How many rows?', fact: 'affected' };

test('what was told of an answer when the wait began is not told again at its end', () => {
  const said = { kind: 'chosen', indices: [0] } as const;
  expect(verdicts(settledWith(waits), { step, said })).toEqual(['right']);
});

test('what is known only at the end of the wait is told then', () => {
  const said = { kind: 'typed', text: '1' } as const;
  const told = verdicts(settledWith(rows), { step, said });
  expect(told).toEqual(['open', 'unknown']);
});
