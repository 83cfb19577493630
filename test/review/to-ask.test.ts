import { describe, expect, it } from 'vitest';
import { neverOpened, type StudentProgress, standingIn } from '../../src/progress/progress.ts';
import { dueAfter } from '../../src/review/schedule.ts';
import { countDue, hasToReview, nextDue, type ToAsk, toReview } from '../../src/review/to-ask.ts';
import { day, seen, twoRows } from './asked-lesson.ts';

const lessons = ['one', 'two', 'three'].map((id) => twoRows(id));

const told = (asked: readonly ToAsk[]) =>
  asked.map(({ lesson, level, variant, subject }) =>
    [lesson.id, level, variant, subject?.kind === 'step' ? subject.step : subject?.kind]
      .filter((part) => part !== undefined)
      .join(' '),
  );

const review = (progress: StudentProgress, now = day(7)) => told(toReview(lessons, progress, now, dueAfter));

const wrongOn = (at: Date) => [{ at: at.toISOString(), was: 'wrong' as const }];

describe('a review', () => {
  it('asks nothing of lessons that were not seen to their end', () => {
    const begun = seen({ seen: [], answers: { 'READ COMMITTED#1': false } });
    expect(review({ one: begun })).toEqual([]);
    expect(review({})).toEqual([]);
    expect(hasToReview(lessons, {})).toBe(false);
  });

  it('asks again what a quiz has asked of a lesson that was not seen, and nothing else of it', () => {
    const progress = { one: { ...neverOpened(twoRows()), cards: { 'READ COMMITTED#1': wrongOn(day(6)) } } };
    expect(review(progress)).toEqual(['one READ COMMITTED 1']);
    expect(review(progress, day(6.5))).toEqual([]);
    expect(hasToReview(lessons, progress)).toBe(true);
    expect(countDue(lessons, progress, day(7), dueAfter)).toEqual({ all: 1, due: 1 });
    expect(standingIn(twoRows(), progress.one)).toBe('new');
  });

  it('asks after a week what was missed, the most overdue first, and then the rest', () => {
    const progress: StudentProgress = {
      one: seen({
        cards: { 'READ COMMITTED#1': wrongOn(day(3)) },
        seenAt: { 'READ COMMITTED': day(0).toISOString() },
      }),
      two: seen({
        seen: ['READ COMMITTED/more', 'SERIALIZABLE'],
        cards: {
          'SERIALIZABLE#promise': wrongOn(day(1)),
          'READ COMMITTED/more#table books': wrongOn(day(6.5)),
        },
      }),
      three: seen({
        answers: { 'READ COMMITTED#0': true, 'READ COMMITTED#1': false, 'SERIALIZABLE#1': true },
        guessed: ['SERIALIZABLE#1'],
        seenAt: { 'READ COMMITTED': day(-3).toISOString() },
      }),
    };
    expect(review(progress)).toEqual([
      'two SERIALIZABLE promise',
      'one READ COMMITTED 1',
      // Missed in the lesson, and then guessed.
      'three READ COMMITTED 1',
      'three SERIALIZABLE 1',
      // Seen, nobody knows when, and the longest ago.
      'two READ COMMITTED more',
      'two SERIALIZABLE',
      'three READ COMMITTED',
      'one READ COMMITTED',
    ]);
    expect(nextDue(lessons, progress, day(7), dueAfter)).toEqual(day(7.5));
    expect(countDue(lessons, progress, day(7), dueAfter)).toEqual({ all: 3, due: 2 });
  });

  it('asks by its dates alone what it has asked once', () => {
    const progress = {
      one: seen({ answers: { 'READ COMMITTED#1': false }, cards: { 'READ COMMITTED#1': wrongOn(day(7)) } }),
    };
    expect(review(progress)).toEqual(['one READ COMMITTED']);
    expect(review(progress, day(8))).toEqual(['one READ COMMITTED 1', 'one READ COMMITTED']);
  });

  it('passes over what a lesson does not have any more', () => {
    const answers = { 'READ COMMITTED/gone#1': false, 'REPEATABLE READ#1': false, 'READ COMMITTED#?': false };
    expect(review({ one: seen({ answers, seen: ['REPEATABLE READ'] }), gone: seen() })).toEqual([]);
  });

  it('counts nothing that it would never ask', () => {
    const cards = { 'READ COMMITTED#1': wrongOn(day(1)) };
    const asked = [
      twoRows('one'),
      twoRows('now', '  - A: SELECT NOW()'),
      twoRows('either', '    expect: { either: [[[1]], [[2]]] }'),
    ];
    const progress = {
      one: seen({ cards: { ...cards, 'READ COMMITTED/gone#1': wrongOn(day(1)) } }),
      now: seen({ cards }),
      either: seen({ cards }),
      './mine.yaml': seen({ cards }),
    };
    expect(countDue(asked, progress, day(7), dueAfter)).toEqual({ all: 1, due: 1 });
    expect(told(toReview(asked, progress, day(7), dueAfter))).toEqual([
      'one READ COMMITTED 1',
      'one READ COMMITTED',
    ]);
    expect(hasToReview(asked, { now: seen({ cards }) })).toBe(false);
  });
});
