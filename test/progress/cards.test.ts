import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Reviewed } from '../../src/progress/cards.ts';
import type { LessonProgress } from '../../src/progress/progress.ts';
import { ProgressFile } from '../../src/progress/progress-file.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isolab-cards-'));
});
afterEach(() => rm(folder, { recursive: true }));

const fileIn = () => join(folder, 'progress.json');

const seen: LessonProgress = { level: 'SERIALIZABLE', steps: 0, seen: ['SERIALIZABLE'], answers: {} };

const answer = (day: number, was: Reviewed['was']): Reviewed => ({
  at: `2026-03-0${day}T09:00:00.000Z`,
  was,
});

it('answers of two isolabs are all kept, in the order in which they were given', async () => {
  const [one, other] = [new ProgressFile(fileIn()), new ProgressFile(fileIn())];
  await one.save('lesson', seen);
  await Promise.all([
    one.saveAnswer('lesson', 'SERIALIZABLE#1', answer(3, 'right')),
    other.saveAnswer('lesson', 'SERIALIZABLE#1', answer(2, 'wrong')),
    other.saveAnswer('lesson', 'SERIALIZABLE#promise', answer(2, 'unknown')),
  ]);
  // A lab that was open all the while knows of none of them.
  await one.save('lesson', { ...seen, answers: { 'SERIALIZABLE#1': true } });
  const { progress } = await other.load();
  expect(progress['lesson']).toEqual({
    ...seen,
    answers: { 'SERIALIZABLE#1': true },
    cards: {
      'SERIALIZABLE#1': [answer(2, 'wrong'), answer(3, 'right')],
      'SERIALIZABLE#promise': [answer(2, 'unknown')],
    },
  });
});

it('what is forgotten is forgotten with its cards, and an answer does not bring it back', async () => {
  const file = new ProgressFile(fileIn());
  await file.save('lesson', seen);
  await file.saveAnswer('lesson', 'SERIALIZABLE#1', answer(1, 'right'));
  await file.reset('lesson');
  await file.saveAnswer('lesson', 'SERIALIZABLE#1', answer(2, 'right'));
  expect((await file.load()).progress).toEqual({});
});

it('an answer is kept of a lesson that was never opened, where that is said', async () => {
  const file = new ProgressFile(fileIn());
  const unseen = { ...seen, seen: [] };
  await file.saveAnswer('lesson', 'SERIALIZABLE#1', answer(1, 'right'), unseen);
  expect((await file.load()).progress).toEqual({
    lesson: { ...unseen, cards: { 'SERIALIZABLE#1': [answer(1, 'right')] } },
  });
});

it('a file of an earlier version is read, and gets cards', async () => {
  await writeFile(fileIn(), JSON.stringify({ format: 1, lessons: { lesson: seen } }));
  const file = new ProgressFile(fileIn());
  await file.saveAnswer('lesson', 'SERIALIZABLE#1', answer(1, 'right'));
  expect(await file.load()).toEqual({
    progress: { lesson: { ...seen, cards: { 'SERIALIZABLE#1': [answer(1, 'right')] } } },
  });
});

it('what is seen to its end has the date of the last time', async () => {
  let now = new Date('2026-03-01T09:00:00.000Z');
  const file = new ProgressFile(fileIn(), { now: () => now });
  await file.save('lesson', seen);
  now = new Date('2026-03-02T09:00:00.000Z');
  await file.save('lesson', { ...seen, steps: 3 });
  await file.save('lesson', { ...seen, level: 'READ COMMITTED', seen: ['READ COMMITTED', 'SERIALIZABLE'] });
  const { progress } = await file.load();
  expect(progress['lesson']?.seenAt).toEqual({
    'READ COMMITTED': '2026-03-02T09:00:00.000Z',
    SERIALIZABLE: '2026-03-01T09:00:00.000Z',
  });
});
