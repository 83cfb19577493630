import { describe, expect, test } from 'vitest';
import { alignedSteps } from '../../src/engine/compare/aligned-steps.ts';
import { initialState, reduce } from '../../src/engine/reduce.ts';
import type { LabState } from '../../src/engine/state.ts';
import type { Script, ScriptStep } from '../../src/lesson/script.ts';
import { actionsToSamePlace } from '../../src/ui/run/same-place.ts';
import { scriptOfSteps, step } from '../engine/script-of.ts';
import { runModelAt } from './recorded.ts';

const named = (...names: readonly string[]): Script =>
  scriptOfSteps(names.map((name): ScriptStep => step('A', `SELECT '${name}'`, { name })));

const plain = named('begin', 'lookup', 'flag', 'commit');
const fixed = named('claim', 'begin', 'lookup', 'reward', 'commit');

/** A run of a script after so many steps, with the way to it. */
const runAfter = (script: Script, steps: number) => {
  const states: LabState[] = [
    initialState({
      at: 0,
      type: 'run-started',
      format: 1,
      script,
      server: { version: '9.7.4', provider: 'embedded', place: 'a socket' },
      observation: { tables: [], transactions: [], locks: [] },
    }),
  ];
  for (let at = 0; at < steps; at++) {
    const sent = { at, type: 'statement-sent', statement: at, session: 'A', sql: '', by: 'script' } as const;
    const outcome = { kind: 'ok', affected: 0, warnings: 0, info: '' } as const;
    const taken = reduce(states.at(-1), { ...sent, step: at });
    states.push(
      reduce(taken, { at, type: 'statement-finished', statement: at, session: 'A', outcome, tookMs: 1 }),
    );
  }
  return runModelAt(states);
};

const nexts = (from: Script, steps: number, to: Script): number =>
  actionsToSamePlace(runAfter(from, steps), to).filter(({ kind }) => kind === 'next').length;

describe('another variant at the same step', () => {
  test('takes the steps that only it has on the way there', () => {
    expect(nexts(plain, 1, fixed)).toBe(2);
    expect(nexts(plain, 2, fixed)).toBe(3);
    expect(nexts(plain, 3, fixed)).toBe(4);
  });

  test('takes none for those that it has not', () => {
    expect(nexts(fixed, 2, plain)).toBe(1);
    expect(nexts(fixed, 3, plain)).toBe(2);
    expect(nexts(fixed, 4, plain)).toBe(3);
  });

  test('is at its beginning where nothing was done, and the same number of steps on where none differ', () => {
    expect(nexts(plain, 0, fixed)).toBe(0);
    expect(nexts(plain, 3, plain)).toBe(3);
  });

  test('is before the same step where it takes them in another order', () => {
    const late = named('lookup', 'begin', 'commit', 'flag');
    expect(nexts(plain, 1, late)).toBe(0);
    expect(nexts(plain, 2, late)).toBe(3);
    expect(nexts(plain, 3, late)).toBe(2);
    expect(nexts(plain, 4, late)).toBe(4);
  });

  test("does the user's own statements again, where they were", () => {
    const run = runAfter(fixed, 2);
    const own = { kind: 'submit', session: 'A', sql: 'SELECT 1' } as const;
    const actions = [{ kind: 'next' } as const, own, { kind: 'next' } as const];
    const track = { actions, states: [...run.track.states, ...run.track.states.slice(-1)], at: 3 };
    expect(actionsToSamePlace({ ...run, track }, plain)).toEqual([{ kind: 'next' }, own]);
  });
});

describe('variants side by side', () => {
  const column = (script: Script, isOpen: boolean) => ({ script, isOpen });

  test('are held against each other by the name of the step, in the order of the open one', () => {
    expect(alignedSteps([column(plain, true), column(fixed, false)])).toEqual([
      [undefined, 0],
      [0, 1],
      [1, 2],
      [undefined, 3],
      [2, undefined],
      [3, 4],
    ]);
  });

  test('are told apart where a step without a name was written twice in one line', () => {
    const twice = scriptOfSteps([step('A', 'SELECT 1'), step('A', 'SELECT 1')]);
    expect(alignedSteps([column(twice, true), column(twice, false)])).toEqual([
      [0, 0],
      [1, 1],
    ]);
  });
});
