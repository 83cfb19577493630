import { describe, expect, test } from 'vitest';
import type { LabState } from '../../src/engine/state.ts';
import type { Prediction } from '../../src/lesson/prediction.ts';
import { coveredSessions } from '../../src/ui/run/covered.ts';
import { isCoveredVariable } from '../../src/ui/run/unanswered.ts';
import { scriptOfSteps, step } from '../engine/script-of.ts';
import { stateAfter } from '../engine/story.ts';
import { runModel, statesOf } from './recorded.ts';

const predict: Prediction = {
  kind: 'choices',
  ask: 'What does B see?',
  choices: [
    { says: 'nothing', means: { affected: 0 } },
    { says: 'a row', means: { affected: 1 } },
  ],
};

/** The states in which so many statements were sent and all has settled; B's look-up, step 4, has a question. */
const sentSoFar = (sent: number): LabState => {
  const state = statesOf('violation').find(({ settled, timeline }) => settled && timeline.length === sent);
  if (state === undefined) throw new Error(`Never ${sent} statements`);
  const steps = state.script.steps.map((one, at) => (at === 3 ? { ...one, predict } : one));
  return { ...state, script: { ...state.script, steps } };
};

const covered = (sent: number, more: Parameters<typeof runModel>[1] = {}): readonly string[] => {
  const lab = sentSoFar(sent);
  return coveredSessions(runModel(lab, { script: lab.script, ...more }));
};

describe('what a session would read is covered', () => {
  test('at its question, and not once that is answered or questions are not asked', () => {
    expect(covered(3)).toEqual(['B']);
    expect(covered(3, { answers: [{ step: 3, said: undefined }] })).toEqual([]);
    expect(covered(3, { asks: false })).toEqual([]);
    expect(covered(4)).toEqual([]);
  });

  test('also while only the beginning of its transaction is before it', () => {
    const lab = sentSoFar(3);
    const others = lab.timeline.filter((one) => one.kind === 'statement' && one.session === 'A');
    const steps = lab.steps.map((one, at) => (at === 2 ? ({ status: 'pending' } as const) : one));
    expect(lab.script.steps[2]?.sql).toBe('START TRANSACTION');
    const before = { ...lab, steps, timeline: others };
    expect(coveredSessions(runModel(before, { script: lab.script, phase: { kind: 'taking' } }))).toEqual([
      'B',
    ]);
  });

  test('not where the question is about a statement that reads nothing', () => {
    const lab = sentSoFar(4);
    const steps = lab.script.steps.map((one, at) => (at === 4 ? { ...one, predict } : one));
    expect(steps[4]?.sql).toMatch(/^INSERT/);
    const script = { ...lab.script, steps };
    expect(coveredSessions(runModel({ ...lab, script }, { script }))).toEqual([]);
  });

  test('before it, once somebody else has acted since the session has', () => {
    const lab = sentSoFar(3);
    const a = lab.timeline.find((one) => one.kind === 'statement' && one.session === 'A');
    if (a === undefined) throw new Error('A has sent nothing');
    const isAtWork = { phase: { kind: 'taking' }, script: lab.script } as const;
    // While a step is taken no question is open.
    expect(coveredSessions(runModel(lab, isAtWork))).toEqual([]);
    const others = { ...lab, timeline: [...lab.timeline, { ...a }] };
    expect(coveredSessions(runModel(others, isAtWork))).toEqual(['B']);
  });
});

test('the value of a @variable is not told before the question of the step that uses it', () => {
  const script = scriptOfSteps([
    step('A', 'SET @price = 100'),
    step('A', 'SELECT @price + 1', { predict }),
    step('A', 'SELECT @prices', { predict }),
  ]);
  const lab = stateAfter(script);
  const run = { asks: true, answers: [] } as const;
  const isCovered = (name: string, more: object = {}, session = 'A') =>
    isCoveredVariable(lab, { ...run, ...more }, { session, name });
  expect(['price', 'PRICE', 'prices', 'pric', 'total'].map((name) => isCovered(name))).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
  expect(isCovered('price', {}, 'B')).toBe(false);
  expect(isCovered('price', { asks: false })).toBe(false);
  expect(isCovered('price', { answers: [{ step: 1, said: undefined }] })).toBe(false);
});
