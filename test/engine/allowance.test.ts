import { describe, expect, it } from 'vitest';
import { Allowance } from '../../src/engine/allowance.ts';
import type { LockView, Observation, TableView } from '../../src/engine/events.ts';
import type { RowsOutcome } from '../../src/engine/outcome.ts';

const rows = (count: number, text: string) => Array.from({ length: count }, (_, id) => [`${id}`, text]);
const answer = (count: number): RowsOutcome => ({
  kind: 'rows',
  columns: ['id', 'text'],
  rows: rows(count, 'x'.repeat(1000)),
});
const table = (count: number, text = 'x'.repeat(1000)): TableView => ({
  name: 't',
  columns: ['id', 'text'],
  rows: rows(count, text),
});
const observed = (more: Partial<Observation> = {}): Observation => ({
  tables: [table(10)],
  newest: [table(10)],
  transactions: [],
  locks: [],
  ...more,
});
const lock = (key: string): LockView => ({
  session: 'A',
  kind: 'record',
  object: 't',
  mode: 'X',
  key,
  status: 'granted',
});

describe('what a run may keep', () => {
  it('is an answer after the other until there is no room, which is said in the place of those that follow', () => {
    const allowance = new Allowance(50_000);
    const answers = Array.from({ length: 10 }, () => allowance.outcomeOf(answer(10)));
    expect(answers.slice(0, 4)).toEqual(Array.from({ length: 4 }, () => answer(10)));
    for (const left of answers.slice(4)) {
      expect(left).toMatchObject({ kind: 'error', errno: 0, symbol: 'NOT_KEPT' });
      expect(left).toHaveProperty('message', expect.stringContaining('These 10 rows are left out.'));
    }
  });

  it('is always what is no answer of rows', () => {
    const outcome = { kind: 'ok', affected: 1, warnings: 0, info: '' } as const;
    expect(new Allowance(0).outcomeOf(outcome)).toBe(outcome);
  });

  it('is the same observation as often as it comes', () => {
    const allowance = new Allowance(20_000);
    const first = allowance.observationOf(observed(), undefined);
    let last = first;
    for (let count = 0; count < 1000; count++) last = allowance.observationOf(observed(), last);
    expect(last).toBe(first);
    expect(last).toEqual(observed());
  });

  it('is of a table only its rows that are new', () => {
    const allowance = new Allowance(40_000);
    let last = allowance.observationOf(observed(), undefined);
    for (let count = 11; count < 20; count++) {
      const tables = [table(count)];
      last = allowance.observationOf(observed({ tables, newest: [table(count)] }), last);
      expect(last.tables).toEqual(tables);
    }
  });

  it('is no table for which there is no room, and that is said in its place, until there is less to keep', () => {
    const allowance = new Allowance(20_000);
    const first = allowance.observationOf(observed(), undefined);
    const left = allowance.observationOf(observed({ newest: [table(10, 'y'.repeat(1000))] }), first);
    expect(left.tables).toBe(first.tables);
    const [newest] = left.newest ?? [];
    expect(newest).toEqual({ name: 't', unreadable: expect.stringContaining('Its rows are left out.') });
    const small = [table(1, 'z')];
    expect(allowance.observationOf(observed({ newest: small }), left).newest).toEqual(small);
  });

  it('is no part of the locks', () => {
    const allowance = new Allowance(30_000);
    const first = allowance.observationOf(observed({ locks: [lock('1')] }), undefined);
    const many = Array.from({ length: 1000 }, (_, key) => lock(`${key}`));
    expect(() => allowance.observationOf(observed({ locks: many }), first)).toThrow(
      'There is no room for 1000 locks.',
    );
  });
});
