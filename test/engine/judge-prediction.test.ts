import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isSaid, type Told, toldOf } from '../../src/engine/judge/asked-fact.ts';
import { bindingsBefore, judge } from '../../src/engine/judge/judge.ts';
import { isWaitOtherwise } from '../../src/engine/judge/judge-meaning.ts';
import { answerOf } from '../../src/engine/judge/judge-prediction.ts';
import type { Outcome, Value } from '../../src/engine/outcome.ts';
import { parseRecording } from '../../src/engine/recording.ts';
import { reduce } from '../../src/engine/reduce.ts';
import type { LabState } from '../../src/engine/state.ts';
import type { StepExpectation } from '../../src/lesson/expectation.ts';
import { type Fact, longestAnswer, type Meaning, type Prediction } from '../../src/lesson/prediction.ts';

/** The states of a run of the flagship lesson at SERIALIZABLE: A's insert waits for B, then B's is a deadlock. */
const states: readonly LabState[] = (() => {
  const file = new URL('../ui/recordings/deadlock.ndjson', import.meta.url);
  const all: LabState[] = [];
  for (const event of parseRecording(readFileSync(file, 'utf8'))) all.push(reduce(all.at(-1), event));
  return all;
})();

const end = states.at(-1);
if (end === undefined) throw new Error('An empty recording');
const [lookupB, insertA, insertB, commitB] = [3, 4, 5, 7];

const choices = (...means: readonly StepExpectation[]): Prediction => ({
  kind: 'choices',
  ask: 'What comes?',
  choices: means.map((one, index) => ({ says: `choice ${index}`, means: one })),
});

const rows = (...offered: readonly (readonly (string | null)[])[]): Prediction => ({
  kind: 'rows',
  ask: 'Which rows?',
  rows: offered,
});

const answer = (prediction: Prediction, step: number, lab: LabState = end) =>
  answerOf(prediction, { lab, step, bindings: bindingsBefore(lab, step) });

describe('the answer to a question', () => {
  test('is the choice that the server makes true', () => {
    const prediction = choices({ affected: 1 }, { error: 'ER_DUP_ENTRY' }, { error: 'ER_LOCK_DEADLOCK' });
    expect(answer(prediction, insertB)).toEqual({ kind: 'right', indices: [2] });
  });

  test('a wait is known as soon as the server says so, before it ends, and stays right', () => {
    const prediction = choices({ affected: 1, waitsFor: [] }, { waitsFor: ['B'] });
    const answers = states.map((lab) => answer(prediction, insertA, lab).kind);
    expect([...new Set(answers)]).toEqual(['open', 'right']);
    const blocked = states.find((lab) => lab.sessions.some((one) => one.status === 'blocked'));
    expect(blocked && answer(prediction, insertA, blocked)).toEqual({ kind: 'right', indices: [1] });
  });

  test('what a choice says of a wait is wrong as soon as it waits otherwise, and stays so', () => {
    const wrong = [{ affected: 1, waitsFor: [] }, { waitsFor: ['C'] }, { error: '1205' }];
    const open = [{ waitsFor: ['B'], affected: 2 }, { waitsFor: ['any'] }, { steps: {} }];
    const alternatives: Meaning = { either: [{ waitsFor: ['C'] }, { waitsFor: ['B'], affected: 2 }] };
    const isOtherwise = (means: Meaning): readonly boolean[] =>
      states
        .filter(({ settled, steps }) => settled && steps[insertA]?.status === 'taken')
        .map((lab) => isWaitOtherwise(means, { lab, step: insertA, bindings: bindingsBefore(lab, insertA) }));
    for (const means of wrong) expect(new Set(isOtherwise(means))).toEqual(new Set([true]));
    for (const means of [...open, alternatives])
      expect(new Set(isOtherwise(means))).toEqual(new Set([false]));
  });

  test('what comes after a wait is open until it comes', () => {
    const prediction = choices({ waitsFor: ['B'], affected: 1 }, { waitsFor: ['B'], error: '1205' });
    const blocked = states.find((lab) => lab.sessions.some((one) => one.status === 'blocked'));
    expect(blocked && answer(prediction, insertA, blocked)).toEqual({ kind: 'open' });
    expect(answer(prediction, insertA)).toEqual({ kind: 'right', indices: [0] });
  });

  test('of other steps is known when they have come to something, and of the end when it is reached', () => {
    const meaning = (...means: readonly Meaning[]): Prediction => ({
      kind: 'choices',
      ask: 'What comes?',
      choices: means.map((one, index) => ({ says: `choice ${index}`, means: one })),
    });
    const kinds = (prediction: Prediction) => [
      ...new Set(states.map((lab) => JSON.stringify(answer(prediction, lookupB, lab)))),
    ];
    const open = '{"kind":"open"}';
    const right = (index: number) => `{"kind":"right","indices":[${index}]}`;
    const goesOn = { steps: { insert_b: { affected: 1 } } };
    const victim = { steps: { insert_b: { error: '1213' } } };
    expect(kinds(meaning(goesOn, victim))).toEqual([open, right(1)]);
    // That it waited on the way is no part of what is asked.
    expect(kinds(meaning({ steps: { insert_a: { affected: 1 } } }, goesOn))).toEqual([open, right(0)]);
    expect(kinds(meaning(goesOn, { end: { rolledBack: ['A'] } }))).toEqual([open, '{"kind":"none"}']);
    expect(kinds(meaning({ end: { rolledBack: { oneOf: ['A', 'B'] } } }, goesOn))).toEqual([open, right(0)]);
    expect(kinds(meaning({ either: [goesOn, victim] }, { end: { rolledBack: [] } }))).toEqual([
      open,
      right(0),
    ]);
    const waits = { steps: { insert_a: { waitsFor: ['any'] } } };
    expect(kinds(meaning(waits, { steps: { insert_a: { waitsFor: [] } } }))).toContain(right(0));
  });

  test('is none when no choice came true, or two did, or the step was not taken', () => {
    expect(answer(choices({ affected: 2 }, { affected: 3 }), insertA)).toEqual({ kind: 'none' });
    const both = choices({ affected: 1, waitsFor: ['B'] }, { waitsFor: ['B'] });
    expect(answer(both, insertA)).toEqual({ kind: 'none' });
    expect(answer(choices({ affected: 1 }, { affected: 0 }), commitB)).toEqual({ kind: 'none' });
  });

  test('rows that come are found among those that are offered, each once', () => {
    expect(answer(rows(['1', 'x'], ['2', 'y']), lookupB)).toEqual({ kind: 'right', indices: [] });
    const two: LabState = {
      ...end,
      timeline: end.timeline.map((one) =>
        one.kind === 'statement' && one.step === lookupB
          ? { ...one, outcome: { kind: 'rows', columns: ['id'], rows: [['7'], ['7']] } }
          : one,
      ),
    };
    expect(answer(rows(['$a'], ['8'], ['$a']), lookupB, two)).toEqual({ kind: 'right', indices: [0, 2] });
    expect(answer(rows(['7'], ['8']), lookupB, two)).toEqual({ kind: 'none' });
    expect(answer(rows(['1']), insertB)).toEqual({ kind: 'none' });
  });
});

const asks = (fact: Fact): Prediction => ({ kind: 'fact', ask: 'What?', fact });

describe('the answer to a question that is answered by typing', () => {
  test('is what the server said, once the statement is over', () => {
    expect(answer(asks('rows'), lookupB)).toEqual({ kind: 'told', told: { kind: 'count', count: 0 } });
    const kinds = states.map((lab) => answer(asks('affected'), insertA, lab).kind);
    expect([...new Set(kinds)]).toEqual(['open', 'told']);
    const told = { kind: 'error', errno: 1213, symbol: 'ER_LOCK_DEADLOCK' };
    expect(answer(asks('error'), insertB)).toEqual({ kind: 'told', told });
    expect(answer(asks('error'), insertA)).toEqual({ kind: 'told', told: { kind: 'no error' } });
  });

  test('is none where that does not say it, or the step was not taken', () => {
    expect(answer(asks('affected'), lookupB)).toEqual({ kind: 'none' });
    expect(answer(asks('affected'), insertB)).toEqual({ kind: 'none' });
    expect(answer(asks('error'), commitB)).toEqual({ kind: 'none' });
  });

  const table = (...given: readonly (readonly Value[])[]): Outcome => ({
    kind: 'rows',
    columns: ['v'],
    rows: given,
  });
  const failed = {
    kind: 'error',
    errno: 1317,
    symbol: 'ER_QUERY_INTERRUPTED',
    sqlState: '',
    message: '',
  } as const;

  test.for([
    ['value', table(['70.00']), { kind: 'value', value: '70.00' }],
    ['value', table([null]), { kind: 'value', value: null }],
    ['value', table(), undefined],
    ['value', table(['1'], ['2']), undefined],
    ['value', table(['1', '2']), undefined],
    ['value', table(['x'.repeat(longestAnswer)]), { kind: 'value', value: 'x'.repeat(longestAnswer) }],
    ['value', table(['x'.repeat(longestAnswer + 1)]), undefined],
    ['value', table(['two\nlines']), undefined],
    ['value', table([' ']), undefined],
    ['value', { ...table(['1']), more: [] } as Outcome, undefined],
    ['rows', { ...table(['1']), more: [] } as Outcome, undefined],
    ['rows', failed, undefined],
    ['error', { ...failed, cancelled: 'stuck' }, undefined],
    ['error', { kind: 'lost', message: 'gone' }, undefined],
  ] as const)('%s of %j is %j', ([fact, outcome, told]) => {
    expect(toldOf(fact, outcome)).toEqual(told);
  });

  const count = (of: number): Told => ({ kind: 'count', count: of });
  const value = (of: Value): Told => ({ kind: 'value', value: of });

  test.for([
    ['2', count(2), true],
    ['2.0', count(2), true],
    ['3', count(2), false],
    ['', count(0), false],
    ['70', value('70.00'), true],
    ['12345678901234567890.1', value('12345678901234567890.10'), true],
    ['12345678901234567890.2', value('12345678901234567890.10'), false],
    [' open ', value('open'), true],
    ['Open', value('open'), false],
    ['null', value(null), true],
    ['', value(null), false],
    ['NULL', value('NULL'), true],
  ] as const)('"%s" beside %j: %s', ([typed, told, is]) => {
    expect(isSaid(typed, told)).toBe(is);
  });
});

describe('a lesson is held to its questions', () => {
  const withQuestion = (step: number, predict: Prediction): LabState => ({
    ...end,
    script: {
      ...end.script,
      steps: end.script.steps.map((one, index) => (index === step ? { ...one, predict } : one)),
    },
  });
  const verdicts = (lab: LabState) =>
    judge(lab).flatMap(({ what, verdict, place }) => (what === 'question' ? [{ verdict, place }] : []));

  test('a question with exactly one right choice holds', () => {
    const lab = withQuestion(insertB, choices({ affected: 1 }, { error: 'ER_LOCK_DEADLOCK' }));
    expect(verdicts(lab)).toEqual([{ verdict: 'holds', place: insertB }]);
  });

  test.for([
    ['no choice is right', insertB, choices({ affected: 1 }, { error: '1062' })],
    ['two are', insertA, choices({ affected: 1, waitsFor: ['B'] }, { waitsFor: ['B'] })],
    ['the step is never taken', commitB, choices({ affected: 0 }, { affected: 1 })],
    ['the statement gives no rows to pick', insertA, rows(['1'])],
    ['what is to be typed is not said', insertB, asks('affected')],
    ['what is to be typed never comes', commitB, asks('error')],
  ] as const)('one fails when %s', ([, step, prediction]) => {
    expect(verdicts(withQuestion(step, prediction))).toEqual([{ verdict: 'fails', place: step }]);
  });

  test('a question does not stand in for an expectation', () => {
    const lab = withQuestion(insertB, choices({ affected: 1 }, { error: 'ER_LOCK_DEADLOCK' }));
    const steps = lab.script.steps.map(({ expect: _, ...step }) => step);
    const unproven = judge({ ...lab, script: { ...lab.script, steps } }).filter(
      (one) => one.verdict === 'unproven',
    );
    expect(unproven.map((one) => one.place)).toContain(insertB);
  });
});
