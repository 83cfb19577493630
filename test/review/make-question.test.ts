import { describe, expect, it } from 'vitest';
import { drawFrom } from '../../src/review/draw.ts';
import { makeQuestion } from '../../src/review/make-question.ts';
import type { ToAsk } from '../../src/review/to-ask.ts';
import { FakeClock, FakeServer } from '../engine/fake-server.ts';
import { twoRows } from './asked-lesson.ts';

const make = (asked: ToAsk, isNew: (key: string) => boolean = () => true) =>
  makeQuestion(asked, {
    server: Object.assign(new FakeServer(), { knowsLevels: true }),
    clock: new FakeClock(),
    signal: new AbortController().signal,
    draw: drawFrom(1),
    isNew: (_, key) => isNew(key),
  });

const at = (lesson = twoRows()): ToAsk => ({ lesson, level: 'READ COMMITTED' });

describe('a question', () => {
  it('is made of a step that comes out otherwise in a variant, and its choices of what happens there', async () => {
    const question = await make(at());
    expect(question).toMatchObject({
      key: 'READ COMMITTED#1',
      sent: { session: 'A', sql: 'rows 1' },
      lesson: { asks: 'Is anything there?', says: 'One row is there.' },
      hasOtherValues: false,
    });
    expect(question?.choices.map(({ where }) => where).toSorted()).toEqual([['More rows'], ['as it is']]);
    expect(question?.choices[question.right]?.where).toEqual(['as it is']);
    expect(question?.before.timeline).toMatchObject([{ sql: 'START TRANSACTION' }]);
  });

  it('is not made of what was asked, of what comes out alike, or of what the server may choose', async () => {
    expect(await make(at(), (key) => key !== 'READ COMMITTED#1')).toBeUndefined();
    expect(await make({ ...at(), subject: { kind: 'step', step: 0 } })).toBeUndefined();
    const either = twoRows('either', '    expect: { either: [[[1]], [[2]]] }');
    expect(await make(at(either))).toBeUndefined();
  });

  it('is not made of lessons whose answers are others in every run', async () => {
    const now = twoRows('now', '  - A: SELECT NOW()');
    expect(await make(at(now))).toBeUndefined();
  });

  it('is the lesson’s own where the step comes out alike everywhere', async () => {
    const own = twoRows(
      'own',
      `  - A: rows 3
    predict:
      ask: How many?
      choices:
        - { says: Three., means: { rows: { count: 3 } } }
        - { says: Four., means: { rows: { count: 4 } }, but: There are three. }
      because: Three were asked for.`,
    );
    const question = await make({ ...at(own), subject: { kind: 'step', step: 2 } });
    expect(question).toMatchObject({ asks: 'How many?', why: 'Three were asked for.' });
    expect(question?.choices[question.right]?.lines).toEqual(['Three.']);
    expect(question?.choices.find(({ but }) => but)?.but).toBe('There are three.');
  });
});
