import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findLesson } from '../../src/cli/lessons.ts';
import { SandboxPool } from '../../src/engine/run/sandbox-pool.ts';
import type { Level } from '../../src/lesson/level.ts';
import type { MysqlLab } from '../../src/mysql/lab-server.ts';
import { paintFor } from '../../src/report/paint.ts';
import { questionLines } from '../../src/report/review/question-lines.ts';
import { replyLines } from '../../src/report/review/reply-lines.ts';
import { drawFrom } from '../../src/review/draw.ts';
import { makeQuestion } from '../../src/review/make-question.ts';
import type { Subject } from '../../src/review/subject.ts';
import { clock, openLab } from '../mysql/real-lab.ts';

let lab: MysqlLab;
let pool: SandboxPool;
beforeAll(async () => {
  lab = await openLab();
  pool = new SandboxPool(lab);
});
afterAll(async () => {
  await pool[Symbol.asyncDispose]();
  await lab[Symbol.asyncDispose]();
});

interface Place {
  readonly level: Level;
  readonly variant?: string;
}

/** A lesson may come to have other steps: they are found by what they send. */
const questionAbout = async (id: string, place: Place, about: RegExp | Subject) => {
  const lesson = await findLesson(id);
  const { steps } = lesson.variants.find((one) => one.id === place.variant) ?? lesson;
  const subject =
    about instanceof RegExp
      ? ({ kind: 'step', step: steps.findIndex(({ sql }) => about.test(sql)) } as const)
      : about;
  return await makeQuestion(
    { lesson, ...place, subject },
    {
      server: pool,
      clock,
      signal: new AbortController().signal,
      draw: drawFrom(4),
      isNew: () => true,
    },
  );
};

const wide = 300;

const told = async (...about: Parameters<typeof questionAbout>) => {
  const question = await questionAbout(...about);
  if (question === undefined) throw new Error('There is no question');
  const paint = paintFor(false);
  return {
    question,
    asked: questionLines(question, '1', wide, paint).join('\n'),
    reply: replyLines(question, question.right, 'isolab …', wide, paint).join('\n'),
  };
};

describe('a level that a session has set itself', () => {
  it('is not told as the level of the run, and other levels are those at which the sessions begin', async () => {
    const { asked, reply } = await told(
      'where-a-level-comes-from',
      { level: 'REPEATABLE READ' },
      {
        kind: 'step',
        step: 4,
      },
    );
    expect(asked).toMatch(/^The sessions begin at REPEATABLE READ/m);
    expect(asked).toMatch(/^What does B get here\?$/m);
    expect(reply).toMatch(/^\d happens where the sessions begin at READ UNCOMMITTED\.$/m);
  });

  it('is that of its session alone', async () => {
    const place = { level: 'READ COMMITTED', variant: 'level' } as const;
    const { asked } = await told(
      'read-only-transaction',
      { ...place, level: 'SERIALIZABLE' },
      /INTO tickets/,
    );
    expect(asked).toMatch(/^The sessions begin at SERIALIZABLE/m);
    expect(asked).toMatch(/^Does B have to wait here, at SERIALIZABLE\?$/m);
  });

  it('is told of everybody where the lesson gives one of its own', async () => {
    const { asked, reply } = await told('mixed-levels', { level: 'READ UNCOMMITTED' }, /^SELECT balance/);
    expect(asked).toMatch(/^With A at READ UNCOMMITTED and B at SERIALIZABLE/m);
    expect(asked).toMatch(/^What does A get here, at READ UNCOMMITTED\?$/m);
    expect(reply).toMatch(/^\d happens with A at READ COMMITTED and REPEATABLE READ\.$/m);
  });
});

describe('what nobody could know is not asked', () => {
  const refused = { level: 'READ UNCOMMITTED', variant: 'what-is-refused' } as const;
  const snapshot = { level: 'READ UNCOMMITTED', variant: 'consistent-snapshot' } as const;
  it.each([
    ['how many warnings a statement has', 'read-only-transaction', refused, /^START TRANSACTION/],
    ['the words of the server', 'read-only-transaction', snapshot, /^SHOW WARNINGS/],
    ['what comes after a wait', 'idempotency-key', { level: 'SERIALIZABLE' }, /^UPDATE accounts/],
  ] as const)('%s', async (_, id, place, sql) => {
    // Whether it waits may be asked; then nothing is said of what comes later.
    const question = await questionAbout(id, place, sql);
    const lines = question?.choices.flatMap((one) => one.lines) ?? [];
    expect(lines.filter((line) => /warning|Level=|then /.test(line))).toEqual([]);
  });

  it('to wait for somebody who has done nothing is no choice', async () => {
    const place = { level: 'READ UNCOMMITTED', variant: 'rollback-first' } as const;
    expect(await questionAbout('retry', place, /^UPDATE money SET amount = 0/)).toBeUndefined();
  });
});

describe('whom the server rolls back', () => {
  /** What closes the circle, in every variant but one. */
  const last = /^UPDATE staff SET wage = wage \+ 20 WHERE id = 1$/;
  const level = 'READ COMMITTED';

  it('is not asked where nobody has more to lose', async () => {
    const tie = { level, variant: 'tie' } as const;
    const question = await questionAbout('who-is-the-victim', tie, last);
    const lines = question?.choices.map((one) => one.lines.join()) ?? [];
    expect(lines.toSorted()).toEqual([
      'a deadlock: this statement gets an error, or another one in the deadlock does',
      '‖ waits for A',
    ]);
  });

  it('is asked where one has less to lose', async () => {
    const question = await questionAbout('who-is-the-victim', { level }, last);
    const lines = question?.choices.map((one) => one.lines.join()) ?? [];
    expect(lines).toContain('✗ 1213 ER_LOCK_DEADLOCK');
    expect(lines[question?.right ?? -1]).toMatch(/^OK, 1 row changed/);
  });

  it('that somebody fails is asked', async () => {
    const place = { level: 'SERIALIZABLE' } as const;
    const question = await questionAbout(
      'lost-update',
      place,
      /^UPDATE accounts SET balance = @balance - 50/,
    );
    expect(question?.choices.map((one) => one.lines.join()).toSorted()).toEqual([
      'a deadlock: this statement gets an error, or another one in the deadlock does',
      '‖ waits for A',
    ]);
  });
});

describe('what there is at the beginning', () => {
  it('is every table, watched or not', async () => {
    const { asked } = await told(
      'who-is-the-victim',
      { level: 'READ COMMITTED' },
      /wage \+ 20 WHERE id = 1$/,
    );
    for (const table of ['staff', 'bonuses', 'tax', 'pension', 'insurance', 'union_fee', 'lunch'])
      expect(asked).toMatch(new RegExp(`^ {2}${table} \\(primary key`, 'm'));
  });

  it('tells of foreign keys, by which other tables are locked', async () => {
    const lesson = await findLesson('foreign-key-counter');
    const question = await makeQuestion(
      { lesson, level: lesson.level },
      { server: pool, clock, signal: new AbortController().signal, draw: drawFrom(4), isNew: () => true },
    );
    const asked = question && questionLines(question, '1', wide, paintFor(false)).join('\n');
    expect(asked).toMatch(/foreign key post_id to posts id\)/);
  });
});

describe('what is said to an answer', () => {
  it('is what the run has shown, where each choice happens, and the lesson’s words to its own question', async () => {
    const { reply } = await told('ddl-implicit-commit', { level: 'READ COMMITTED' }, /^SELECT id, name/);
    expect(reply).toMatch(
      /^B still sees \(1, \w+\): A deleted it in step 2, and A's transaction is still open/m,
    );
    expect(reply).toMatch(/^\d happens at READ UNCOMMITTED\.$/m);
    expect(reply).toMatch(/^\d happens also at REPEATABLE READ and SERIALIZABLE\.$/m);
    // It answers a question of the lesson, and that is not what was asked.
    expect(reply).not.toMatch(/^No, /m);
    expect(reply).toMatch(/^To see step 3 again: /m);
  });

  it('does not quote what the lesson asks about other steps', async () => {
    const { question } = await told('circular-flow', { level: 'SERIALIZABLE' }, /^SELECT IF\(here, 2, 1\)/);
    expect(question.lesson).toBeUndefined();
  });

  it('to a question about the promise is what the server finds at the end', async () => {
    const place = { level: 'READ UNCOMMITTED', variant: 'for-update' } as const;
    const { asked, reply } = await told('materialised-conflict', place, { kind: 'promise' });
    // Whether a variant mends it would be the answer.
    expect(asked).toMatch(/^Variant: Look with FOR UPDATE$/m);
    expect(reply).toMatch(/^What breaks it: room=7, guest=/m);
    expect(reply).toMatch(/^At the end:\n {2}bookings /m);
  });
});
