import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordLesson } from '../../../src/author/record.ts';
import type { RecordOptions } from '../../../src/author/record-options.ts';
import type { MysqlLab } from '../../../src/mysql/lab-server.ts';
import { clock, openLab } from '../../mysql/real-lab.ts';

let lab: MysqlLab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

/** Who finds a free seat takes it; two may find the same one. */
const seat = (claims: { readonly lesson?: string; readonly variant?: string } = {}): string => `format: 1
id: seat
title: One seat
topic: test
summary: Two want it.
levels: [READ COMMITTED, SERIALIZABLE]
setup: |
  CREATE TABLE taken (id INT AUTO_INCREMENT PRIMARY KEY, seat INT NOT NULL);
watch: [taken]
invariant:
  says: a seat is taken once
  violations: SELECT seat FROM taken GROUP BY seat HAVING COUNT(*) > 1
steps:
  - A: SELECT id FROM taken WHERE seat = 5
    reject_if: { found: too late }
    expect: { rows: [], waits_for: none }
  - B: SELECT id FROM taken WHERE seat = 5
    reject_if: { found: too late }
    expect: { rows: [], waits_for: none }
  - A: INSERT INTO taken (seat) VALUES (5)
    expect: { affected: 1, waits_for: none }
  - B: INSERT INTO taken (seat) VALUES (5)
    as: take_b
    expect: { affected: 1, waits_for: none }
end: { tables: { taken: [[1, 5], [2, 5]] }, invariant: violated, rolled_back: none }
${claims.lesson ?? ''}variants:
  unique:
    title: a unique key
    about: The table says so.
    setup: ALTER TABLE taken ADD UNIQUE KEY (seat)
    steps: { take_b: { expect: { error: ER_DUP_ENTRY, waits_for: none } } }
    end: { tables: { taken: [[1, 5]] }, invariant: holds, rolled_back: none }
${claims.variant ?? ''}`;

const record = (text: string, options: Partial<RecordOptions> = {}) =>
  recordLesson({
    text,
    server: lab,
    clock,
    signal: new AbortController().signal,
    update: false,
    jobs: 4,
    repeat: 2,
    ...options,
  });

/** Of the six orders, in four both look before anybody has inserted. */
const recorded = seat({
  lesson: 'every_order: { broken: 4, of: 6 }\n',
  variant: '    every_order: { broken: none }\n',
});

describe('record', () => {
  it('says nothing of every order where nobody asks', async () => {
    expect(await record(seat())).toMatchObject({ after: seat(), open: [] });
  });

  it('writes of the lesson and its variants in how many orders it is so, when it is asked to', async () => {
    expect(await record(seat(), { everyOrder: true })).toMatchObject({ after: recorded, open: [] });
    expect(await record(recorded)).toMatchObject({ after: recorded, open: [] });
  });

  it('fills in the levels that a claim leaves out', async () => {
    const before = seat({ lesson: 'every_order:\n  SERIALIZABLE: { broken: some }\n' });
    const { after } = await record(before);
    expect(after).toBe(
      seat({
        lesson: 'every_order:\n  READ COMMITTED: { broken: 4, of: 6 }\n  SERIALIZABLE: { broken: some }\n',
      }),
    );
  });

  it('leaves a claim that does not hold, and tells it, until it is told to replace it', async () => {
    const before = seat({ lesson: 'every_order: { broken: none } # how nice\n' });
    const { after, open } = await record(before);
    expect(after).toBe(before);
    expect(open).toMatchObject([
      { level: 'READ COMMITTED', findings: [{ place: 'orders', verdict: 'fails' }] },
      { level: 'SERIALIZABLE', findings: [{ place: 'orders', verdict: 'fails' }] },
    ]);
    expect((await record(before, { update: true })).after).toBe(
      before.replace('{ broken: none }', '{ broken: 4, of: 6 }'),
    );
  });
});
