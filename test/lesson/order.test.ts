import { array, constantFrom, nat, property, uniqueArray } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { inOrder, misfitOf, orderOf, readOrder } from '../../src/lesson/order.ts';
import { parseLesson } from '../../src/lesson/parse.ts';
import { scriptOf } from '../../src/lesson/script.ts';
import { expectAlways } from '../property.ts';
import { lessonText } from './lesson-text.ts';

const turns = (word: string) => Array.from(word, (session, place) => ({ session, place }));

describe('an order', () => {
  it('is read with blanks, commas and small letters', () => {
    expect(readOrder(' aB,a b\tA ')).toBe('ABABA');
  });

  it.each([
    ['AABB', 'A has 4 steps and gets 2 turns, B has 4 steps and gets 2 turns'],
    ['AAAABBBBB', 'B has 4 steps and gets 5 turns'],
    ['AAAAB', 'B has 4 steps and gets 1 turn'],
    ['BBBB', 'A has 4 steps and gets no turn'],
    ['AAAABBBC', "no step is C's; there are steps of A, B"],
    ['A1A👩', "no step is 1's or 👩's; there are steps of A, B"],
    ['ABABABAB', undefined],
  ])('%s of AABBABAB: %s', (word, misfit) => {
    expect(misfitOf(word, turns('AABBABAB'))).toBe(misfit);
  });

  /** Steps, and any other order of them. */
  const shuffled = array(constantFrom('A', 'B', 'C'), { minLength: 1, maxLength: 30 }).chain((own) =>
    uniqueArray(nat(1e6), { minLength: own.length, maxLength: own.length }).map((ranks) => ({
      own: own.join(''),
      other: own
        .map((letter, at) => ({ letter, rank: ranks[at] ?? 0 }))
        .toSorted((a, b) => a.rank - b.rank)
        .map(({ letter }) => letter)
        .join(''),
    })),
  );

  it('keeps the order of every session, all of its steps, and is the word itself', () => {
    expectAlways(
      property(shuffled, ({ own, other }) => {
        const steps = turns(own);
        const taken = inOrder(steps, other);
        expect(orderOf(taken)).toBe(other);
        expect(misfitOf(other, steps)).toBeUndefined();
        expect(new Set(taken)).toEqual(new Set(steps));
        for (const session of 'ABC') {
          const lane = (all: typeof taken) => all.filter((one) => one.session === session);
          expect(lane(taken)).toEqual(lane(steps));
        }
        expect(inOrder(taken, own)).toEqual(steps);
      }),
    );
  });
});

describe('a script in another order', () => {
  const lesson = parseLesson(
    lessonText({
      steps: `steps:
  - A: SELECT 1
    as: one
    look: See
    hint: Think
    why: So
    answer: Yes
    predict: { ask: What?, pick: [[1], [2]] }
    expect: { rows: [[1]] }
  - B: SELECT 2
    as: two
    reject_if: { found: no }
  - A: SELECT 3
    as: three
    when: { two: found }`,
      invariant: 'invariant: { says: None., violations: SELECT 1 FROM books }',
      end: 'end: { invariant: holds }',
      variants: `variants:
  late: { title: Late, about: x, takes: BAA }
  more: { title: More, about: x, steps: { one: { before: [{ B: SELECT 0 }] } } }`,
    }),
  );

  it('claims nothing of steps and end, and does the same', () => {
    const script = scriptOf(lesson, { order: 'b, a a' });
    expect(script).toMatchObject({ order: 'BAA', invariant: lesson.invariant });
    expect(script).not.toHaveProperty('end');
    expect(script.steps.map(({ name }) => name)).toEqual(['two', 'one', 'three']);
    const [two, one] = script.steps;
    expect(two?.rejectIf).toHaveLength(1);
    expect(Object.keys(one ?? {}).toSorted()).toEqual(
      ['answer', 'limitMs', 'line', 'name', 'onError', 'rejectIf', 'session', 'sql', 'until'].toSorted(),
    );
  });

  it('is the script itself in the order of its author', () => {
    expect(scriptOf(lesson, { order: 'ABA' })).toEqual(scriptOf(lesson));
    expect(scriptOf(lesson, { variant: 'late', order: 'BAA' })).toEqual(
      scriptOf(lesson, { variant: 'late' }),
    );
  });

  it('is another one than that of its variant, also when the lesson has it', () => {
    expect(scriptOf(lesson, { variant: 'late', order: 'ABA' })).toMatchObject({ order: 'ABA' });
  });

  it('may have a step before the one on which it depends: the explorer comes to such orders, too', () => {
    expect(scriptOf(lesson, { order: 'AAB' }).steps.map(({ name }) => name)).toEqual(['one', 'three', 'two']);
  });

  it.each([
    ['AB', {}, 'AB is no order of try-it: A has 2 steps and gets 1 turn.', 'Its own order is ABA'],
    [
      'ABA',
      { variant: 'more' },
      'ABA is no order of try-it in more: B has 2 steps and gets 1 turn.',
      'Its own order is BABA',
    ],
  ])('%s is refused with what to do', (order, choice, message, next) => {
    const choose = () => scriptOf(lesson, { ...choice, order });
    expect(choose).toThrow(UserError);
    expect(choose).toThrow(
      expect.objectContaining({ message, next: [expect.stringContaining(next), expect.anything()] }),
    );
  });
});
