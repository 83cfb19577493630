import { array, assert, constantFrom, oneof, property, record, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LabEvent, LockView, Observation, TableView } from '../../src/engine/events.ts';
import { parseRecording } from '../../src/engine/recording.ts';
import { recordingLine } from '../../src/engine/recording-line.ts';
import { shared } from '../../src/engine/share.ts';
import { readRecording, recordings } from '../report/recordings.ts';

const lock = (key: string, more: Partial<LockView> = {}): LockView => ({
  session: 'A',
  kind: 'record',
  object: 't',
  index: 'PRIMARY',
  mode: 'X',
  key,
  status: 'granted',
  ...more,
});

const table = (...rows: readonly (readonly (string | null)[])[]): TableView => ({
  name: 't',
  columns: ['id', 'v'],
  rows,
});

/** Made anew each time, as what a server answers is. */
const observed = (more: Partial<Observation> = {}): Observation => ({
  tables: [table(['1', 'a'], ['2', 'b'], ['3', 'c'])],
  newest: [table(['1', 'a'], ['2', 'b'], ['3', 'c'])],
  transactions: [{ session: 'A', level: 'REPEATABLE READ', autocommit: false }],
  locks: [lock('1'), lock('2'), lock('3')],
  ...more,
});

const rowsOf = (view: TableView | undefined) => (view && 'rows' in view ? view.rows : []);

describe('what is observed and is as it was before', () => {
  it('is the same object, as a whole', () => {
    const before = shared(observed(), undefined);
    expect(shared(observed(), before)).toBe(before);
  });

  it('is the same object in its parts', () => {
    const before = observed();
    const now = shared(observed({ transactions: [] }), before);
    expect(now.transactions).toEqual([]);
    expect(now.tables).toBe(before.tables);
    expect(now.locks).toBe(before.locks);
    expect(now.newest?.[0]).toBe(now.tables[0]);
  });

  it('is the same object row by row, whatever came, went or changed between them', () => {
    const before = observed({ newest: [] });
    const [one, two, three] = rowsOf(before.tables[0]);
    const rows = (...all: readonly (readonly string[])[]) =>
      rowsOf(shared(observed({ tables: [table(...all)] }), before).tables[0]);
    const changed = rows(['1', 'a'], ['2', 'x'], ['3', 'c']);
    expect([changed[0], changed[2]]).toEqual([one, three]);
    expect(changed[0]).toBe(one);
    expect(changed[2]).toBe(three);
    const inserted = rows(['0', 'z'], ['1', 'a'], ['2', 'b'], ['2.5', 'y'], ['3', 'c'], ['4', 'd']);
    expect(inserted[1]).toBe(one);
    expect(inserted[2]).toBe(two);
    expect(inserted[4]).toBe(three);
    expect(rows(['3', 'c'])[0]).toBe(three);
  });

  it('is the same object lock by lock', () => {
    const before = observed();
    const now = shared(observed({ locks: [lock('1'), lock('2', { mode: 'S' }), lock('3')] }), before);
    expect(now.locks[0]).toBe(before.locks[0]);
    expect(now.locks[1]).toEqual(lock('2', { mode: 'S' }));
    expect(now.locks[2]).toBe(before.locks[2]);
  });
});

describe('uncommitted rows', () => {
  it('are kept beside the committed ones, which are there once', () => {
    const now = shared(
      observed({ newest: [table(['1', 'a'], ['2', 'b'], ['3', 'c'], ['4', 'd'])] }),
      undefined,
    );
    const [committed, newest] = [rowsOf(now.tables[0]), rowsOf(now.newest?.[0])];
    expect(newest).toHaveLength(4);
    for (const [at, row] of committed.entries()) expect(newest[at]).toBe(row);
  });

  it('that are as they were before are the same object', () => {
    const newest = () => [table(['1', 'a'], ['2', 'x'], ['3', 'c'])];
    const before = shared(observed({ newest: newest() }), undefined);
    const now = shared(observed({ newest: newest(), locks: [] }), before);
    expect(now.newest).toBe(before.newest);
  });
});

const value = constantFrom('1', '2', '3', null);
const view = oneof(
  array(tuple(value, value), { maxLength: 6 }).map((rows) => table(...rows)),
  constantFrom<TableView>({ name: 't', unreadable: 'gone' }, { name: 't', unreadable: 'locked' }),
);
const views = array(view, { maxLength: 1 });
const anyLock = tuple(
  constantFrom('1', '2', '3'),
  constantFrom<Partial<LockView>>({}, { session: 'B' }, { mode: 'S' }),
).map(([key, more]) => lock(key, more));
const anything = record<Observation>({
  tables: views,
  newest: views,
  transactions: constantFrom(
    [],
    [{ session: 'A', level: 'SERIALIZABLE', autocommit: true }],
    [{ session: 'A', level: 'SERIALIZABLE', autocommit: false }],
  ),
  locks: array(anyLock, { maxLength: 5 }),
});

it('what is kept says the same, to the letter, whatever was before', () => {
  assert(
    property(anything, anything, (before, now) => {
      const text = JSON.stringify(now);
      expect(JSON.stringify(shared(now, shared(before, undefined)))).toBe(text);
    }),
  );
});

describe('a recording that is read', () => {
  it.each(recordings)('shares what stays the same: %s', async (name) => {
    const events = await readRecording(name);
    // As if each settled state were followed by one in which the same is observed.
    const twice = parseRecording(
      events
        .flatMap((event): readonly LabEvent[] => (event.type === 'settled' ? [event, event] : [event]))
        .map(recordingLine)
        .join(''),
    );
    const observations = twice.flatMap((event) => (event.type === 'settled' ? [event.observation] : []));
    expect(observations.length).toBeGreaterThan(2);
    for (let at = 0; at < observations.length; at += 2) expect(observations[at + 1]).toBe(observations[at]);
  });
});
