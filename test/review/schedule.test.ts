import { expect, it } from 'vitest';
import type { Reviewed } from '../../src/progress/cards.ts';
import { dueAfter } from '../../src/review/schedule.ts';
import { day } from './asked-lesson.ts';

const answered = (at: Date, was: Reviewed['was']): Reviewed => ({ at: at.toISOString(), was });

const daysUntil = (from: Date, due: Date | undefined): number =>
  ((due?.getTime() ?? 0) - from.getTime()) / 86_400_000;

it('asks what is answered right later and later, when it is due', () => {
  const answers: Reviewed[] = [];
  const waits: number[] = [];
  let now = day(0);
  for (let times = 0; times < 5; times++) {
    answers.push(answered(now, 'right'));
    const due = dueAfter(answers) ?? now;
    waits.push(daysUntil(now, due));
    now = due;
  }
  expect(waits[0]).toBeGreaterThanOrEqual(1);
  expect(waits).toEqual(waits.toSorted((a, b) => a - b));
  expect(new Set(waits).size).toBe(waits.length);
});

it('asks what was not known tomorrow, and what was known once and is forgotten sooner than before', () => {
  expect(daysUntil(day(0), dueAfter([answered(day(0), 'wrong')]))).toBe(1);
  expect(daysUntil(day(0), dueAfter([answered(day(0), 'unknown')]))).toBe(1);
  const known = [answered(day(0), 'right'), answered(day(3), 'right')];
  const later = dueAfter([...known, answered(day(20), 'right')]);
  expect(dueAfter([...known, answered(day(20), 'wrong')])?.getTime()).toBeLessThan(later?.getTime() ?? 0);
});

it('has no date for what was never asked', () => {
  expect(dueAfter([])).toBeUndefined();
});
