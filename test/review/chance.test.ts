import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { DeadlockReport, Evidence, LabEvent } from '../../src/engine/events.ts';
import type { Outcome } from '../../src/engine/outcome.ts';
import { latestReport } from '../../src/innodb-text/report.ts';
import { isOtherVictim, stepsByChance } from '../../src/review/chance.ts';

const folder = new URL('../innodb-text/deadlocks/', import.meta.url);
const reportIn = async (file: string) =>
  latestReport(await readFile(new URL(file, folder), 'utf8')) ?? expect.fail('There is no report');

const sent = (statement: number, session: string): LabEvent => ({
  at: 0,
  type: 'statement-sent',
  statement,
  session,
  sql: 'UPDATE books SET sold = 1',
  by: 'script',
  step: statement,
});

const error = (errno: number): Outcome => ({
  kind: 'error',
  errno,
  sqlState: '40001',
  symbol: '',
  message: '',
});

const finished = (statement: number, session: string, outcome: Outcome): LabEvent => ({
  at: 0,
  type: 'statement-finished',
  statement,
  session,
  outcome,
  tookMs: 0,
});

const settled = (deadlock?: DeadlockReport): LabEvent => {
  const evidence: Evidence = {
    transactions: [],
    unwatched: { committed: [], newest: [] },
    definitions: [],
    variables: [],
    asked: [],
    ...(deadlock && { deadlock }),
  };
  return { at: 0, type: 'settled', observation: { tables: [], transactions: [], locks: [], evidence } };
};

const waits = { kind: 'record', object: 'books', mode: 'X' } as const;
const reported = (text: string): DeadlockReport => ({
  id: '1',
  victim: 'B',
  circle: [
    { session: 'B', waits },
    { session: 'A', waits },
  ],
  text,
});

const ok: Outcome = { kind: 'ok', affected: 1, info: '', warnings: 0 };

/** A waits, B closes the circle and fails; C has waited for something else. */
const deadlock = (deadlockReport?: DeadlockReport, errno = 1213): readonly LabEvent[] => [
  sent(0, 'C'),
  settled(),
  sent(1, 'A'),
  settled(),
  sent(2, 'B'),
  finished(2, 'B', error(errno)),
  finished(1, 'A', ok),
  settled(deadlockReport),
];

describe('who fails in a deadlock', () => {
  it('nobody knows where InnoDB tells the same weight of both', async () => {
    const text = await reportIn('9.7-status-opposite.txt');
    expect(stepsByChance(deadlock(reported(text)))).toEqual(new Set([1, 2]));
  });

  it('is known where one weighs least, and not where that is another one', async () => {
    const text = await reportIn('9.7-status-opposite.txt');
    const [own = '', other = ''] = text.split(/^(?=\*\*\* \(2\) TRANSACTION)/m);
    const heavier = (part: string) => part.replace('3 lock struct(s)', '4 lock struct(s)');
    const [fails, stays] = text.endsWith('(1)')
      ? [heavier(own) + other, own + heavier(other)]
      : [own + heavier(other), heavier(own) + other];
    expect(stepsByChance(deadlock(reported(stays)))).toEqual(new Set([]));
    expect(stepsByChance(deadlock(reported(fails)))).toEqual(new Set([1, 2]));
  });

  it.each([
    ['a definition', 1213],
    ['a named lock', 3058],
  ])('nobody knows where they wait for %s: nothing is told of what counts', (_, errno) => {
    expect(stepsByChance(deadlock(undefined, errno))).toEqual(new Set([0, 1, 2]));
  });

  it('is nothing where no deadlock is', () => {
    expect(stepsByChance(deadlock(undefined, 1205))).toEqual(new Set([]));
  });
});

it.each([
  [{ error: 'ER_LOCK_DEADLOCK' }, { affected: 1 }, true],
  [{ affected: 1 }, { error: '1213' }, true],
  [{ waitsFor: ['B'], error: '1213' }, { waitsFor: ['B'], affected: 1 }, true],
  // It waits, or it does not: that can be known.
  [{ waitsFor: ['B'], error: '1213' }, { affected: 1 }, false],
  [{ error: '1213' }, { waitsFor: ['B'] }, false],
  [{ error: '1213' }, { error: '1205' }, false],
])('%j and %j are one deadlock with another victim: %s', (right, other, is) => {
  expect(isOtherVictim(right, other)).toBe(is);
});
