import { describe, expect, test } from 'vitest';
import { deadlockOf } from '../../src/engine/deadlock.ts';
import type { LabState, StatementEntry } from '../../src/engine/state.ts';
import { waitEnd } from '../../src/engine/wait-end.ts';
import { statesOf } from '../ui/recorded.ts';

const entry = (statement: number, session: string, more: Partial<StatementEntry> = {}): StatementEntry => ({
  kind: 'statement',
  statement,
  session,
  sql: 'UPDATE t SET n = 1',
  by: 'script',
  sentAt: statement * 10,
  status: 'blocked',
  waits: [],
  ...more,
});

const waitsFor = (holder: string): Partial<StatementEntry> => ({
  blockedAt: 1,
  waits: [{ kind: 'record', object: 't', index: 'PRIMARY', mode: 'X', key: '1', for: { session: holder } }],
});

const victim: Partial<StatementEntry> = {
  status: 'finished',
  outcome: { kind: 'error', errno: 1213, symbol: 'ER_LOCK_DEADLOCK', sqlState: '40001', message: '' },
};

const ok: Partial<StatementEntry> = {
  status: 'finished',
  outcome: { kind: 'ok', affected: 1, warnings: 0, info: '' },
};

const lock = { kind: 'record', object: 't', index: 'PRIMARY', mode: 'X,REC_NOT_GAP', key: '1' } as const;

const told: Partial<StatementEntry> = {
  ...victim,
  seen: [
    {
      kind: 'deadlock',
      victim: 'B',
      circle: [
        { session: 'B', lock, with: { statement: 2, verb: 'UPDATE' } },
        { session: 'A', lock, with: { statement: 1, verb: 'UPDATE' } },
      ],
      says: 'A deadlock.',
    },
  ],
};

const circle = (timeline: LabState['timeline'], settled = true): string | undefined => {
  const deadlock = deadlockOf({ timeline, settled });
  return deadlock && `${deadlock.victim}: ${deadlock.circle?.map(({ session }) => session).join('>') ?? '?'}`;
};

describe('the circle of a deadlock', () => {
  test('is what InnoDB reported; without a report nobody knows it', () => {
    const first = entry(1, 'A', waitsFor('B'));
    expect(circle([first, entry(2, 'B', { ...told, finishedAt: 25 })])).toBe('B: B>A');
    expect(circle([first, entry(2, 'B', { ...victim, finishedAt: 25 })])).toBe('B: ?');
  });

  test('a procedure may have hidden the error', () => {
    const hidden = { ...ok, ...(told.seen && { seen: told.seen }), finishedAt: 25 };
    expect(circle([entry(1, 'A', waitsFor('B')), entry(2, 'B', hidden)])).toBe('B: B>A');
  });

  test('is there until another statement is sent; a rollback by the application is not one', () => {
    const dead = [entry(1, 'A', waitsFor('B')), entry(2, 'B', { ...told, finishedAt: 25 })];
    expect(circle([...dead, entry(3, 'B', { by: 'application', sql: 'ROLLBACK' })])).toBe('B: B>A');
    expect(circle([...dead, entry(3, 'A', { sql: 'COMMIT' })])).toBeUndefined();
  });

  test('as the server made it: B is rolled back, A goes on', () => {
    const seen = new Set(statesOf('deadlock').map(({ timeline, settled }) => circle(timeline, settled)));
    expect([...seen]).toEqual([undefined, 'B: B>A']);
  });
});

describe('why a wait was over', () => {
  const end = (timeline: readonly StatementEntry[]) => {
    const [first] = timeline;
    return first && waitEnd(first, { timeline });
  };
  const waited = { ...waitsFor('B'), ...ok, finishedAt: 50 };

  test('by the statement that is proved to have ended it', () => {
    const commit = entry(3, 'B', { ...ok, sql: 'COMMIT', finishedAt: 55 });
    expect(end([entry(1, 'A', { ...waited, freedBy: 3 }), commit])).toMatchObject({
      kind: 'freed',
      by: 'B',
      with: { sql: 'COMMIT' },
    });
  });

  test('the other one was the victim of a deadlock', () => {
    const dead = entry(2, 'B', { ...victim, finishedAt: 30 });
    expect(end([entry(1, 'A', { ...waited, freedBy: 2 }), dead])).toEqual({ kind: 'deadlock', victim: 'B' });
  });

  test('nobody is named where nothing is proved', () => {
    expect(end([entry(1, 'A', waited), entry(3, 'B', { ...ok, sql: 'COMMIT' })])).toBeUndefined();
  });

  test('it was the victim itself; its time was up; somebody ended it; its connection was lost', () => {
    const error = (errno: number, symbol: string) => ({
      ...waited,
      outcome: { kind: 'error', errno, symbol, sqlState: 'HY000', message: '' } as const,
    });
    expect(end([entry(1, 'A', { ...waited, ...victim })])).toEqual({ kind: 'deadlock', victim: 'A' });
    expect(end([entry(1, 'A', error(1205, 'ER_LOCK_WAIT_TIMEOUT'))])).toEqual({ kind: 'timeout' });
    expect(end([entry(1, 'A', error(1317, 'ER_QUERY_INTERRUPTED'))])).toEqual({ kind: 'ended' });
    expect(end([entry(1, 'A', { ...waited, outcome: { kind: 'lost', message: '' } })])).toEqual({
      kind: 'lost',
    });
  });

  test('nothing is claimed before it is over, nor without a wait', () => {
    expect(end([entry(1, 'A', waitsFor('B'))])).toBeUndefined();
    expect(end([entry(1, 'A', { ...ok, finishedAt: 12 })])).toBeUndefined();
  });
});
