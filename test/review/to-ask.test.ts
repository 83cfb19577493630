import { describe, expect, it } from 'vitest';
import type { Lesson } from '../../src/lesson/lesson.ts';
import { neverOpened, type StudentProgress, standingIn } from '../../src/progress/progress.ts';
import type { Question } from '../../src/review/question.ts';
import { dueAfter } from '../../src/review/schedule.ts';
import { QuestionSource } from '../../src/review/source.ts';
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

describe('what is asked next', () => {
  const ask = async (toAsk: readonly ToAsk[], turns: 'once' | 'again', most = 9) => {
    let made = 0;
    const makeOne = async (asked: ToAsk) => ({ asked, key: `${made++}` }) as unknown as Question;
    const source = new QuestionSource(toAsk, makeOne, () => false, turns);
    const asked: ToAsk[] = [];
    for (let question = await source.next(); question && asked.length < most; question = await source.next())
      asked.push(question.asked);
    return told(asked);
  };
  const [one, two] = lessons as [Lesson, Lesson];
  const at = (lesson: Lesson, step?: number): ToAsk => ({
    lesson,
    level: 'READ COMMITTED',
    ...(step !== undefined && { subject: { kind: 'step', step } }),
  });

  it('is about another run, as long as there is one: what is told of a run may answer more of it', async () => {
    expect(await ask([at(one, 0), at(one, 1), at(two, 1)], 'once')).toEqual([
      'one READ COMMITTED 0',
      'two READ COMMITTED 1',
      'one READ COMMITTED 1',
    ]);
  });

  it('comes once of a run where nothing is due, and in a quiz by turns', async () => {
    const seenRuns = [at(one, 1), at(one), at(two)];
    expect(await ask(seenRuns, 'once')).toEqual(['one READ COMMITTED 1', 'two READ COMMITTED']);
    expect(await ask(seenRuns, 'again', 5)).toEqual([
      'one READ COMMITTED 1',
      'two READ COMMITTED',
      'one READ COMMITTED',
      'two READ COMMITTED',
      'one READ COMMITTED',
    ]);
  });
});
