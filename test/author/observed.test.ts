import { describe, expect, test } from 'vitest';
import { correctedStep } from '../../src/author/corrected.ts';
import { stepExpectationData } from '../../src/author/expectation-data.ts';
import { Names } from '../../src/author/names.ts';
import { observedStep } from '../../src/author/observed-step.ts';
import type { Wait } from '../../src/engine/events.ts';
import type { StepFacts } from '../../src/engine/judge/judge-step.ts';
import { judgeStep } from '../../src/engine/judge/judge-step.ts';
import type { Outcome, Value } from '../../src/engine/outcome.ts';
import type { StepExpectation } from '../../src/lesson/expectation.ts';

const facts = (outcome: Outcome, waits: readonly Wait[] = [], answer?: string): StepFacts => ({
  entry: {
    kind: 'statement',
    statement: 0,
    session: 'B',
    step: 0,
    sql: '',
    by: 'script',
    sentAt: 0,
    status: 'finished',
    waits,
    outcome,
  },
  ...(answer !== undefined && { answer }),
});

const rows = (...all: readonly (readonly Value[])[]): Outcome => ({
  kind: 'rows',
  columns: ['id', 'name'],
  rows: all,
});
const ok: Outcome = { kind: 'ok', affected: 1, warnings: 0, info: '' };
const failed = (errno: number, symbol: string): Outcome => ({
  kind: 'error',
  errno,
  symbol,
  sqlState: '',
  message: '',
});

const waitForA = (key: string): Wait => ({
  kind: 'record',
  object: 'books',
  index: 'PRIMARY',
  mode: 'S,REC_NOT_GAP',
  key,
  for: { session: 'A' },
});

const observed = (...runs: readonly StepFacts[]) => stepExpectationData(observedStep(runs, new Names()));

describe('what is written down of a step', () => {
  test('says that it did not wait, and what came of it', () => {
    expect(observed(facts(rows(['1', null])))).toEqual([['1', null]]);
    expect(observed(facts(ok, [], 'Done.'))).toEqual({ affected: 1, answer: 'Done.' });
  });

  test('says for whom it waited, on which lock, and what came then', () => {
    expect(JSON.stringify(observed(facts(rows(), [waitForA('2')], 'None.')))).toBe(
      '{"waits_for":"A","on":{"kind":"record","table":"books","index":"PRIMARY","mode":"S,REC_NOT_GAP","key":"2"},"then":{"rows":[],"answer":"None."}}',
    );
  });

  test('says nothing of the wait of a deadlock victim, which only the server saw', () => {
    expect(observed(facts(failed(1213, 'ER_LOCK_DEADLOCK')))).toBe('ER_LOCK_DEADLOCK');
    expect(observed(facts(failed(1062, 'ER_DUP_ENTRY')))).toBe('ER_DUP_ENTRY');
  });

  test('says that it was skipped and nothing else', () => {
    expect(observed({ skipped: 'transaction-gone' })).toBe('skipped');
  });

  test('only counts rows that nobody would read', () => {
    const many = rows(...Array.from({ length: 21 }, (_, index) => [`${index}`, 'x']));
    expect(observed(facts(many))).toEqual({ rows: { count: 21 } });
  });

  test('leaves open who it was that somebody outside of the lab made it wait for', () => {
    expect(observed(facts(ok, [{ ...waitForA('2'), for: { outsider: 'root' } }]))).toBe('changes 1');
  });
});

describe('what differs from run to run', () => {
  test('is a name in rows, the same one for the same value', () => {
    const names = new Names();
    const first = observedStep([facts(rows(['17', 'x'])), facts(rows(['18', 'x']))], names);
    const second = observedStep(
      [facts(rows(['17', 'x'], ['3', 'y'])), facts(rows(['18', 'x'], ['3', 'y']))],
      names,
    );
    expect(first.rows).toEqual({ kind: 'exact', rows: [['$id', 'x']] });
    expect(second.rows).toEqual({
      kind: 'exact',
      rows: [
        ['$id', 'x'],
        ['3', 'y'],
      ],
    });
  });

  test('is another name for another value of the same column', () => {
    const seen = [facts(rows(['1', 'a'], ['2', 'b'])), facts(rows(['3', 'c'], ['4', 'd']))];
    expect(observedStep(seen, new Names()).rows).toEqual({
      kind: 'exact',
      rows: [
        ['$id', '$name'],
        ['$id_2', '$name_2'],
      ],
    });
  });

  test('is left out of a lock', () => {
    const [on] = [observedStep([facts(ok, [waitForA('2')]), facts(ok, [waitForA('3')])], new Names()).on];
    expect(on).toEqual({ kind: 'record', table: 'books', index: 'PRIMARY', mode: 'S,REC_NOT_GAP' });
  });

  test('is one of two expectations where the server chose', () => {
    expect(observed(facts(ok), facts(failed(1213, 'ER_LOCK_DEADLOCK')))).toEqual({
      either: ['changes 1', 'ER_LOCK_DEADLOCK'],
    });
  });
});

describe('the names that a lesson uses', () => {
  const names = () => {
    const learned = new Names();
    learned.learn(
      { kind: 'exact', rows: [['$first', 'x']] },
      { columns: ['id', 'name'], runs: [[['2', 'x']], [['2', 'x']]] },
    );
    return learned;
  };

  test('are used again for the same value of the same column, and for no other', () => {
    const both = facts(rows(['2', '2']));
    expect(observedStep([both, both], names()).rows).toEqual({ kind: 'exact', rows: [['$first', '2']] });
  });

  test('keep their values out of lock keys', () => {
    const waiting = facts(ok, [waitForA("'x', 2")]);
    expect(observedStep([waiting, waiting], names()).on).not.toHaveProperty('key');
  });

  test('are learned from their place when the rows are no longer what they were', () => {
    const learned = new Names();
    const seen = { columns: ['id', 'name'], runs: [[['2', 'new']]] };
    learned.learn({ kind: 'exact', rows: [['$first', 'old']] }, seen);
    expect(learned.bindings(0)).toEqual(new Map([['$first', '2']]));
  });
});

describe('an expectation that does not hold', () => {
  const corrected = (claimed: StepExpectation, now: StepFacts): unknown => {
    const holds = (one: StepExpectation) =>
      judgeStep(one, now, new Map()).judgements.every(({ ok: isOk }) => isOk);
    return stepExpectationData(correctedStep(claimed, observedStep([now], new Names()), holds));
  };

  test('keeps what holds in it, as the author wrote it', () => {
    const now = facts(rows(['1', 'x']), [], 'Yes.');
    expect(corrected({ rows: { kind: 'include', rows: [['1', 'x']] }, answer: 'No.' }, now)).toEqual({
      rows: { include: [['1', 'x']] },
      answer: 'Yes.',
    });
    expect(corrected({ error: '1062', waitsFor: ['A'] }, facts(failed(1062, 'ER_DUP_ENTRY')))).toBe(1062);
  });

  test('goes on counting where it counted', () => {
    expect(corrected({ rows: { kind: 'count', count: 2 } }, facts(rows(['1', 'x'])))).toMatchObject({
      rows: { count: 1 },
    });
  });

  test('claims no more of a lock than it did', () => {
    const now = facts(ok, [waitForA('2')]);
    expect(corrected({ waitsFor: ['C'], on: { kind: 'gap', table: 'books' } }, now)).toMatchObject({
      waits_for: 'A',
      on: { kind: 'record', table: 'books' },
    });
    expect(corrected({ waitsFor: ['C'] }, now)).not.toHaveProperty('on');
    expect(corrected({ affected: 2 }, now)).toHaveProperty('on.key', '2');
  });

  test('makes room for another kind of outcome', () => {
    expect(corrected({ rows: { kind: 'exact', rows: [] }, columns: ['id'] }, facts(ok))).toBe('changes 1');
    expect(corrected({ skipped: true }, facts(ok))).toBe('changes 1');
  });

  test('is written in a few words, also with a wait', () => {
    expect(stepExpectationData({ ok: true, waitsFor: [] })).toBe('ok');
    expect(stepExpectationData({ waitsFor: ['any'] })).toBe('waits for somebody');
    expect(stepExpectationData({ waitsFor: ['A', 'C'], error: '1213' })).toBe('waits for A and C, then 1213');
    expect(stepExpectationData({ waitsFor: ['A', 'C'], affected: 2 })).toBe(
      'waits for A and C, then changes 2',
    );
    expect(stepExpectationData({ waitsFor: [] })).toEqual({ waits_for: 'none' });
  });
});
