import { join } from 'node:path';
import { expect, it } from 'vitest';
import { judgeRead, type ReadAnswers, type ReadVerdict } from '../../src/exercise/judge-read.ts';
import type { KeptRuns } from '../../src/exercise/shown-run.ts';
import { loadLesson } from '../../src/lesson/load.ts';
import { exhibitLines } from '../../src/report/exercise/exhibit-lines.ts';
import { readLines } from '../../src/report/exercise/read-lines.ts';
import { paintFor } from '../../src/report/paint.ts';
import { clock, openLab } from '../mysql/real-lab.ts';

/** Judges answers to a reading that comes with isolab. */
const judged = async (id: string, said: ReadAnswers, kept: KeptRuns = {}): Promise<ReadVerdict> => {
  const lesson = await loadLesson(join('lessons', `${id}.yaml`));
  const asks = lesson.exercise?.asks;
  if (asks?.kind !== 'read') throw new Error(`${id} asks for nothing to be read`);
  await using lab = await openLab();
  return await judgeRead(lesson, asks, said, {
    server: lab,
    clock,
    jobs: 1,
    stop: AbortSignal.timeout(60_000),
    kept,
  });
};

const looks = { width: 200, color: false, paint: paintFor(false) };

const shownIn = ({ exhibit }: ReadVerdict): string => exhibitLines(exhibit, looks).join('\n');

const toldOf = (verdict: ReadVerdict): string => readLines(verdict, looks).join('\n');

it('a reading is solved when every answer is right', async () => {
  const verdict = await judged('read-victim', { victim: 1, wanted: 2, last: 1, end: 3 });
  expect(verdict).toMatchObject({ isSolved: true });
  expect(toldOf(verdict)).toContain('It had the smaller weight');
  expect(shownIn(verdict)).toContain('*** WE ROLL BACK TRANSACTION (1)');
});

it('a wrong answer is told why it is wrong, and a missing one is asked for again', async () => {
  const verdict = await judged('read-victim', { victim: 0, wanted: 2, last: 1 });
  expect(verdict).toMatchObject({
    isSolved: false,
    answers: [{ said: 0, isRight: false }, { isRight: true }, { isRight: true }, { isRight: false }],
  });
  expect(verdict.answers[3]).not.toHaveProperty('said');
  const told = toldOf(verdict);
  expect(told).toContain('Which statement was that one at?');
  expect(told).not.toContain('It had the smaller weight');
  expect(told).toContain('Not yet: 2 of 4 right.');
  expect(told).toContain('a. 31 is in the van, and 57 is in the depot.');
});

it('the report stays what it was while its reader answers', async () => {
  const kept: KeptRuns = {};
  const first = shownIn(await judged('read-victim', {}, kept));
  expect(shownIn(await judged('read-victim', { victim: 1 }, kept))).toBe(first);
});

it('a transcript that breaks off shows nothing of what is asked next', async () => {
  const verdict = await judged('read-who-locked', { taker: 3, next: 2, elsewhere: 1 });
  expect(verdict).toMatchObject({ isSolved: true });
  const shown = shownIn(verdict);
  expect(shown).toContain('wants the row id=4 of members');
  expect(shown).not.toContain('WHERE id = 5');
});

it('a question about another level is answered by a run at that level', async () => {
  const said = { level: 2, dirty: 2, last: 1, waits: 1 };
  expect(await judged('read-level', said)).toMatchObject({ isSolved: true });
  expect(await judged('read-level', { ...said, dirty: 0 })).toMatchObject({
    isSolved: false,
    answers: [{ isRight: true }, { isRight: false }, { isRight: true }, { isRight: true }],
  });
});

it('locks are shown as they were before others came', async () => {
  const verdict = await judged('read-next-key', { below: 1, above: 2, equal: 1, row: 1 });
  expect(verdict).toMatchObject({ isSolved: true });
  expect(shownIn(verdict)).toContain('| A       | trees  | by_height | X             | GRANTED | 9, 2  |');
  expect(shownIn(verdict)).not.toContain('| B ');
});

it.each([
  ['read-anomaly', { name: 2, committed: 0, serializable: 3 }],
  ['read-report', { wants: 2, taker: 1, victim: 1, level: 2 }],
  ['read-metadata-wait', { taker: 1, other: 2, end: 1, lower: 2 }],
])('%s', async (id, said) => {
  expect(await judged(id, said)).toMatchObject({ isSolved: true });
});
