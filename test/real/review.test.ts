import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { reviewOn } from '../../src/cli/actions/review.ts';
import { findLesson } from '../../src/cli/lessons.ts';
import { SandboxPool } from '../../src/engine/run/sandbox-pool.ts';
import type { Lesson } from '../../src/lesson/lesson.ts';
import type { MysqlLab } from '../../src/mysql/lab-server.ts';
import { ProgressFile } from '../../src/progress/progress-file.ts';
import { drawFrom } from '../../src/review/draw.ts';
import { makeQuestion } from '../../src/review/make-question.ts';
import { Review } from '../../src/review/review.ts';
import { clock, openLab } from '../mysql/real-lab.ts';
import { day, seen } from '../review/asked-lesson.ts';
import { studentAt } from '../review/review-edge.ts';

let lab: MysqlLab;
let pool: SandboxPool;
let lesson: Lesson;
beforeAll(async () => {
  lab = await openLab();
  pool = new SandboxPool(lab);
  lesson = await findLesson('aborted-read');
});
afterAll(async () => {
  await pool[Symbol.asyncDispose]();
  await lab[Symbol.asyncDispose]();
});

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isolab-review-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Is it paid? */
const check = { kind: 'step', step: 3 } as const;

const questionAt = (level: Lesson['level'], seed: number) =>
  makeQuestion(
    { lesson, level, subject: check },
    {
      server: pool,
      clock,
      signal: new AbortController().signal,
      draw: drawFrom(seed),
      isNew: () => true,
    },
  );

it('the server answers, with other values each time, and the wrong choices are what it does at other levels', async () => {
  const [one, other] = [await questionAt('READ UNCOMMITTED', 1), await questionAt('READ UNCOMMITTED', 2)];
  const values = [one, other].map((question) => {
    const [, paid] = /^id=1, paid=(\d+)$/.exec(question?.choices[question.right]?.lines[0] ?? '') ?? [];
    expect(question?.hasOtherValues).toBe(true);
    expect(question?.before.timeline[1]).toMatchObject({
      sql: `UPDATE orders SET paid = ${paid} WHERE id = 1`,
      outcome: { kind: 'ok', affected: 1 },
    });
    return paid;
  });
  expect(new Set(values).size).toBe(2);
  expect(one?.choices.map(({ where }) => where.join()).toSorted()).toEqual([
    'READ COMMITTED,REPEATABLE READ',
    'READ UNCOMMITTED',
    'SERIALIZABLE',
  ]);
  const waits = await questionAt('SERIALIZABLE', 3);
  expect(waits?.choices[waits.right]?.lines[0]).toBe('‖ waits for A');
  expect(waits?.said).toContain('then no row');
});

it('a review after a week asks what was missed; what was right then comes later; a review that is left keeps its answers', async () => {
  const store = new ProgressFile(join(folder, 'progress.json'));
  await store.save(lesson.id, seen({ level: lesson.level, answers: { 'READ UNCOMMITTED#3': false } }));
  const review = async (now: Date, typed: string, count = 5) => {
    const { progress } = await store.load();
    const student = studentAt();
    student.stdin.end(typed);
    const asked = { count, store, review: new Review([lesson], progress, now), now: () => now, seed: 7 };
    expect(await reviewOn(student.edge, pool, asked)).toBe(0);
    return student.stdout.text;
  };
  const first = await review(day(7), '?\nq\n');
  expect(first).toContain('At READ UNCOMMITTED, with other values than in the lesson.');
  expect(first).toContain('What does B get here, at READ UNCOMMITTED?');
  expect(first).toContain('The server: id=1, paid=');
  expect(first).toMatch(
    /B sees \(1, \d+, \d+\), which A wrote in step 2 and has not committed: a dirty\nread\./,
  );
  expect(first).toMatch(/\d happens at SERIALIZABLE\./);
  expect(first).toContain('0 of 1 right. Every answer is kept. The next question is due in 24 hours.');
  const key = 'READ UNCOMMITTED#3';
  expect((await store.load()).progress[lesson.id]?.cards).toEqual({
    [key]: [{ at: day(7).toISOString(), was: 'unknown' }],
  });
  // The same one comes first as soon as it is due, and not before.
  expect(await review(day(7.5), 'q\n', 1)).not.toContain('What does B get here, at READ UNCOMMITTED?');
  const again = await review(day(8), 'q\n', 1);
  expect(again).toContain('What does B get here, at READ UNCOMMITTED?');
});
