import { describe, expect, it } from 'vitest';
import type { LabEventBody } from '../../src/engine/events.ts';
import { judge } from '../../src/engine/judge/judge.ts';
import { leftScriptAt, wordsHold } from '../../src/engine/judge/words-hold.ts';
import type { StepExpectation } from '../../src/lesson/expectation.ts';
import { scriptOfSteps, step } from './script-of.ts';
import { ended, errorOf, nothing, okOf, rowsOf, stateAfter, took, waitFor } from './story.ts';

const sent: LabEventBody = {
  type: 'statement-sent',
  statement: 0,
  session: 'A',
  sql: '',
  by: 'script',
  step: 0,
};
const blockedBy = (...sessions: readonly string[]): LabEventBody => ({
  type: 'statement-blocked',
  statement: 0,
  session: 'A',
  waits: sessions.map((one) => waitFor(one)),
});

const standing = (expected: StepExpectation | undefined, ...told: readonly LabEventBody[]) => {
  const steps = [step('A', 'SELECT 1', expected ? { expect: expected } : {}), step('B', 'SELECT 2')];
  const state = stateAfter(scriptOfSteps(steps), ...told);
  return leftScriptAt(state) === 0 ? 'no' : wordsHold(state, 0) ? 'yes' : 'open';
};

describe('a step beside what the lesson expects of it', () => {
  const waits: StepExpectation = { waitsFor: ['B'], affected: 1 };

  it.each<[string, StepExpectation | undefined, readonly LabEventBody[], string]>([
    ['is open before it is taken', waits, [], 'open'],
    ['is open while nothing is known of it', waits, [sent], 'open'],
    ['waits as it should', waits, [sent, blockedBy('B')], 'yes'],
    ['may still come to wait as it should', waits, [sent, blockedBy('C')], 'open'],
    ['waits, and nobody expects that', { affected: 1 }, [sent, blockedBy('B')], 'no'],
    ['waits, and none was said', { waitsFor: [] }, [sent, blockedBy('B')], 'no'],
    ['waits as it may', { either: [{ error: '1213' }, waits] }, [sent, blockedBy('B')], 'yes'],
    ['came to it', waits, took(0, 'A', okOf(1), [waitFor('B')]), 'yes'],
    ['did not wait', waits, took(0, 'A', okOf(1)), 'no'],
    ['came to something else', { affected: 1 }, took(0, 'A', errorOf(1062, 'ER_DUP_ENTRY')), 'no'],
    ['is claimed by nobody', undefined, took(0, 'A', okOf(1)), 'yes'],
    [
      'is not taken',
      { affected: 1 },
      [{ type: 'step-skipped', step: 0, session: 'A', because: 'lost' }],
      'no',
    ],
    [
      'is not taken, as it should be',
      { skipped: true },
      [{ type: 'step-skipped', step: 0, session: 'A', because: 'condition' }],
      'yes',
    ],
  ])('%s', (_, expected, told, is) => {
    expect(standing(expected, ...told)).toBe(is);
  });

  it('may still get the answer of the application, until everything is settled', () => {
    const expected: StepExpectation = { affected: 1, answer: 'Done.' };
    const settled: LabEventBody = { type: 'settled', observation: nothing };
    expect(standing(expected, ...took(0, 'A', okOf(1)))).toBe('open');
    expect(standing(expected, ...took(0, 'A', okOf(1)), settled)).toBe('no');
  });

  it('is held against the names that earlier steps have bound', () => {
    const named = (id: string): StepExpectation => ({ rows: { kind: 'exact', rows: [[id, 'x']] } });
    const steps = [
      step('A', 'SELECT 1', { expect: named('$book') }),
      step('B', 'SELECT 2', { expect: named('$book') }),
    ];
    const state = stateAfter(
      scriptOfSteps(steps),
      ...took(0, 'A', rowsOf(['7', 'x'])),
      ...took(1, 'B', rowsOf(['8', 'x'])),
    );
    expect([wordsHold(state, 0), wordsHold(state, 1), leftScriptAt(state)]).toEqual([true, false, 1]);
  });

  it('counts no more once another one was not so, nor when the end is another one', () => {
    const claims = { expect: { affected: 1 } };
    const script = scriptOfSteps([step('A', 'SELECT 1', claims), step('B', 'SELECT 2', claims)], {
      watch: ['books'],
      end: { tables: { books: { kind: 'count', count: 1 } } },
    });
    const [first, second] = [took(0, 'A', okOf(1)), took(1, 'B', okOf(1))];
    const other = stateAfter(script, ...took(0, 'A', okOf(2)), ...second);
    expect([wordsHold(other, 1), leftScriptAt(other)]).toEqual([false, 0]);
    const fine = stateAfter(script, ...first, ...second, ended([['1', 'x']]));
    expect([wordsHold(fine, 1), leftScriptAt(fine)]).toEqual([true, undefined]);
    const otherEnd = stateAfter(script, ...first, ...second, ended([]));
    expect([wordsHold(otherEnd, 1), leftScriptAt(otherEnd)]).toEqual([false, 'end']);
  });

  it('says nothing from where a step came before its turn, and still what it said of those before', () => {
    const claims = { expect: { affected: 1 } };
    const waiting = { expect: { waitsFor: ['B'], affected: 1 } };
    const script = scriptOfSteps(
      [step('B', 'SELECT 1', claims), step('A', 'SELECT 2', waiting), step('C', '3', claims), step('D', '4')],
      { watch: ['books'], end: { tables: { books: { kind: 'count', count: 1 } } } },
    );
    const before: LabEventBody[] = [
      ...took(0, 'B', okOf(1)),
      { type: 'statement-sent', statement: 1, session: 'A', sql: '', by: 'script', step: 1 },
      { type: 'statement-blocked', statement: 1, session: 'A', waits: [waitFor('B')] },
    ];
    const off: LabEventBody[] = [
      ...before,
      { type: 'statement-sent', statement: 3, session: 'D', sql: '', by: 'script', step: 3, outOfTurn: true },
      ...took(2, 'C', okOf(7)),
    ];
    const told = (...events: readonly LabEventBody[]) => {
      const state = stateAfter(script, ...events);
      return [leftScriptAt(state), [0, 1, 2, 3].filter((place) => wordsHold(state, place))];
    };
    expect(told(...before)).toEqual([undefined, [0, 1]]);
    expect(told(...off)).toEqual(['order', [0, 1]]);
    // The wait ends in the other order: what it comes to says nothing of the lesson's.
    const freed: LabEventBody = {
      type: 'statement-finished',
      statement: 1,
      session: 'A',
      outcome: okOf(5),
      tookMs: 1,
    };
    expect(told(...off, freed, ended([]))).toEqual(['order', [0]]);
    const findings = judge(stateAfter(script, ...off, freed, ended([])));
    expect(findings.map(({ verdict, place }) => [verdict, place])).toContainEqual(['unproven', 'end']);
    expect(findings.filter(({ verdict }) => verdict === 'fails')).toEqual([]);
  });
});
