import { describe, expect, it } from 'vitest';
import type { Happened, Link } from '../../src/engine/anomaly.ts';
import type { Claim } from '../../src/engine/claim.ts';
import type { LabEventBody } from '../../src/engine/events.ts';
import { scriptOf } from '../../src/lesson/script.ts';
import { paintFor } from '../../src/report/paint.ts';
import { historyReport } from '../../src/report/textbook/json.ts';
import type { RanHistory, RanLevel } from '../../src/report/textbook/ran-history.ts';
import { historyLines } from '../../src/report/textbook/text.ts';
import { widthOf } from '../../src/text/fit.ts';
import { historyLesson } from '../../src/textbook/history-lesson.ts';
import { paperOf } from '../../src/textbook/paper.ts';
import { scheduleOf } from '../../src/textbook/schedule.ts';
import { errorOf, nothing, okOf, rowsOf, stateAfter, took, waitFor } from '../engine/story.ts';

const schedule = scheduleOf({ text: 'r1(x) w2(x) w1(x=101) c2 r1(x=1)' });
const { lesson } = historyLesson(schedule);

const ended = (x: string, happened?: Happened): LabEventBody => ({
  type: 'run-finished',
  ...(happened && { happened }),
  end: 'complete',
  observation: { ...nothing, tables: [{ name: 'items', columns: ['item', 'value'], rows: [['x', x]] }] },
});

const link = (kind: Link['kind'], first: number, second: number): Link => ({
  kind,
  of: 'row',
  table: 'items',
  key: ['x'],
  first: { statement: first, step: first, verb: 'UPDATE' },
  second: { statement: second, step: second, verb: 'UPDATE' },
});

const lostUpdate: Happened = {
  anomalies: [
    {
      kind: 'P4',
      parties: [{ session: 'A' }, { session: 'B' }],
      links: [link('rw', 1, 3), link('ww', 3, 4)],
      says: 'A sentence.',
    },
  ],
  doubts: [{ why: 'open', session: 'B', at: { statement: 3, step: 3, verb: 'UPDATE' }, says: 'Another.' }],
};

const settled = (statement: number, claim: Claim): LabEventBody => ({
  type: 'settled',
  observation: nothing,
  seen: [{ statement, claims: [claim] }],
});

const dirty = {
  kind: 'dirty-read',
  session: 'A',
  writer: 'B',
  table: 'items',
  row: ['x', '201'],
  isDeleted: false,
  wrote: { statement: 3, step: 3, verb: 'UPDATE' },
  says: 'A sentence.',
} satisfies Claim;

const ran = (
  level: RanLevel['level'],
  told: readonly LabEventBody[],
  more: Partial<RanLevel> = {},
): RanLevel => ({
  level,
  state: stateAfter(scriptOf(lesson, { level }), ...told),
  victims: [],
  likeSerial: 'no',
  tried: 2,
  mayVary: false,
  varies: false,
  ...more,
});

/** Steps: 0 b1, 1 r1(x), 2 b2, 3 w2(x), 4 w1(x), 5 c2, 6 r1(x), 7 c1. */
const begun = [...took(0, 'A', okOf(0)), ...took(1, 'A', rowsOf(['x', '1'])), ...took(2, 'B', okOf(0))];

const history = (...levels: readonly RanLevel[]): RanHistory => ({
  schedule,
  paper: paperOf(schedule.operations),
  server: { version: '9.7.4', provider: 'url', place: 'nowhere' },
  levels,
});

const text = (width: number, ...levels: readonly RanLevel[]) =>
  historyLines(history(...levels), width, paintFor(false));

const odd = [
  ...begun,
  ...took(3, 'B', okOf(1)),
  ...took(4, 'A', okOf(1), [waitFor('B')]),
  ...took(5, 'B', okOf(0)),
  ...took(6, 'A', rowsOf(['x', '201'])),
  settled(6, dirty),
  ...took(7, 'A', okOf(0)),
  ended('101'),
];

const deadlock = [
  ...begun,
  ...took(3, 'B', errorOf(1213, 'ER_LOCK_DEADLOCK'), [waitFor('A')]),
  ...took(4, 'A', okOf(1)),
  { type: 'step-skipped', session: 'B', step: 5, because: 'transaction-gone' } as const,
  ...took(6, 'A', rowsOf(['x', '101'])),
  ...took(7, 'A', okOf(0)),
  ended('101'),
];

describe('what is told of a history', () => {
  it('is what came of each operation, and levels of which the same is told stand together', () => {
    expect(
      text(
        80,
        ran('READ UNCOMMITTED', odd),
        ran('READ COMMITTED', odd),
        ran('SERIALIZABLE', deadlock, { victims: ['B'], likeSerial: 'yes', like: ['A'] }),
      ).join('\n'),
    ).toBe(`r1(x) w2(x) w1(x=101) c2 r1(x=1) c1
T1 had no end: isolab added c1 behind all.
Before: x = 1.

On paper
  T1 → T2: r1(x) before w2(x)
  T2 → T1: w2(x) before w1(x), w2(x) before r1(x)
  Not conflict serializable: T1 → T2 → T1 is a circle.
  Not view serializable: no serial order has the same reads and last writes.
  Recoverable: who commits has read only from those who committed before.
  Avoids cascading aborts (ACA): what is read of others is committed by then.
  Not strict: w1(x) overwrites w2(x) before c2.

MySQL 9.7.4, url: nowhere

READ UNCOMMITTED, READ COMMITTED
  r1(x)  reads 1
  w2(x)  writes 201
  w1(x)  ‖ waits for T2, then writes 101
  c2
  r1(x)  reads 201 (on paper 1), which T2 has not committed
  c1
  At the end: x = 101
  ✗ Not as good as any serial order of T1, T2.

SERIALIZABLE
  r1(x)  reads 1
  w2(x)  ‖ waits for T1, then ✗ deadlock: T2 is rolled back
  w1(x)  writes 101
  c2     not sent: T2 is rolled back
  r1(x)  reads 101 (on paper 1)
  c1
  At the end: x = 101
  ✗ T2 was rolled back to end a deadlock.
  ✓ As good as T1 alone.`);
  });

  it('says what is not known, and where the server may choose', () => {
    const lines = text(80, ran('REPEATABLE READ', odd, { likeSerial: 'unknown', tried: 720, mayVary: true }));
    expect(lines.slice(-3)).toEqual([
      '  ? Not known: it is like none of the 720 serial orders that were tried, and',
      '  there are more.',
      '  Several went on at the same moment: the server may choose otherwise.',
    ]);
    expect(text(80, ran('SERIALIZABLE', odd, { mayVary: true, varies: true })).at(-1)).toBe(
      '  The server chose here: run again, it came to something else.',
    );
    const serial = text(80, ran('REPEATABLE READ', odd, { likeSerial: 'yes', like: ['B', 'A'] }));
    expect(serial.at(-1)).toBe('  ✓ As good as T2, T1.');
  });

  it('is what happened by name, in the words of the history', () => {
    const told = [...odd.slice(0, -1), ended('101', lostUpdate)];
    expect(text(80, ran('REPEATABLE READ', told)).slice(-4)).toEqual([
      '  ✗ Not as good as any serial order of T1, T2.',
      '  ✗ lost update (P4, G-single)',
      '    T1 ─rw(x)→ T2 ─ww(x)→ T1',
      '  ? Cannot tell: T2 has written, and how its transaction ends is not known.',
    ]);
    const { levels } = historyReport(history(ran('REPEATABLE READ', told)));
    expect(levels[0]?.happened?.anomalies[0]).toMatchObject({
      kind: 'P4',
      parties: ['T1', 'T2'],
      links: [
        { kind: 'rw', first: 'r1(x)', second: 'w2(x)' },
        { kind: 'ww', first: 'w2(x)', second: 'w1(x)' },
      ],
    });
  });

  it('says why something has a name that came out as in a serial order, out of who committed', () => {
    const [circle] = lostUpdate.anomalies;
    const parties = circle?.parties ?? [];
    const dirtyRead = { kind: 'P1', parties, links: [link('wr', 3, 6)], says: '' } as const;
    const skew = { kind: 'A5A', parties, links: [link('rw', 1, 3), link('wr', 3, 6)], says: '' } as const;
    const told = (anomalies: Happened['anomalies'], more: Partial<RanLevel> = {}) => {
      const events = [...odd.slice(0, -1), ended('101', { anomalies, doubts: [] })];
      const level = ran('REPEATABLE READ', events, { likeSerial: 'yes', like: ['A', 'B'], ...more });
      const lines = text(300, level);
      return lines.slice(lines.indexOf('  At the end: x = 101') + 1).join('\n');
    };
    const covered = /Both are true\. What was read .* a later write covers both\.$/;
    const wasRolledBack =
      /Both are true\. The order is of those who committed\. T1 rolled back and does not count there: the name is for what came before that\.$/;
    expect(told(lostUpdate.anomalies)).toMatch(covered);
    expect(told([dirtyRead])).toMatch(/Both are true\. Something was read before/);
    expect(told([])).toBe('  ✓ As good as T1, T2.');
    for (const anomaly of [dirtyRead, skew, ...lostUpdate.anomalies]) {
      expect(told([anomaly], { victims: ['A'], like: ['B'] })).toMatch(wasRolledBack);
      const nobody = told([anomaly], { victims: ['A', 'B'], like: [] });
      expect(nobody).toContain('Nobody committed.');
      expect(nobody).not.toMatch(/true|came out well/);
      expect(told([anomaly], { likeSerial: 'no' })).not.toContain('true');
    }
    const several = told([dirtyRead, ...lostUpdate.anomalies]);
    expect(several).toContain('  The order and the names are all true.\n  dirty read: Something');
    expect(several).toMatch(/\n {2}lost update: What was read .* covers both\.$/);
  });

  it('warns of a transaction that has nothing but its end, with the place', () => {
    const lines = (source: string) => {
      const doubtful = scheduleOf({ text: source });
      const paper = paperOf(doubtful.operations);
      const server = { version: '9.7.4', provider: 'url', place: 'nowhere' } as const;
      const report = { schedule: doubtful, paper, server, levels: [] };
      expect(historyReport(report).warnings).toEqual(doubtful.warnings);
      return historyLines(report, 100, paintFor(false)).filter((line) => line.startsWith('! '));
    };
    const warning = (place: string, name: string, operation: string) =>
      `! ${place}: ${name} neither reads nor writes. Is the number in ${operation} the right one?`;
    expect(lines('w1(x) w1(x) c2')).toEqual([warning('column 13', 'T2', 'c2')]);
    expect(lines('r1(x)\n  a2 b3')).toEqual([
      warning('line 2, column 3', 'T2', 'a2'),
      warning('line 2, column 6', 'T3', 'b3'),
    ]);
    expect(lines('b1 r1(x) w2(x) c1 a2')).toEqual([]);
  });

  it('fits where there is little room', () => {
    for (const width of [40, 80, 120])
      for (const line of text(width, ran('SERIALIZABLE', deadlock, { victims: ['B'] })))
        expect(widthOf(line)).toBeLessThanOrEqual(width);
  });

  it('is the same as JSON', () => {
    const { paper, added, before, levels } = historyReport(
      history(ran('SERIALIZABLE', deadlock, { victims: ['B'], likeSerial: 'yes', like: ['A'] })),
    );
    expect(paper).toMatchObject({
      isConflictSerializable: false,
      circle: ['T1', 'T2'],
      isViewSerializable: false,
      isRecoverable: true,
      avoidsCascadingAborts: true,
      isStrict: false,
    });
    expect({ added, before }).toEqual({ added: ['c1'], before: [{ item: 'x', value: '1' }] });
    expect(levels).toEqual([
      {
        level: 'SERIALIZABLE',
        steps: [
          { operation: 'r1(x)', transaction: 'T1', read: '1' },
          {
            operation: 'w2(x)',
            transaction: 'T2',
            waited: { for: ['T1'] },
            error: { errno: 1213, symbol: 'ER_LOCK_DEADLOCK' },
          },
          { operation: 'w1(x)', transaction: 'T1', wrote: '101' },
          { operation: 'c2', transaction: 'T2', skipped: true },
          { operation: 'r1(x)', transaction: 'T1', read: '101', onPaper: '1' },
          { operation: 'c1', transaction: 'T1' },
        ],
        end: [{ item: 'x', value: '101' }],
        committed: ['T1'],
        victims: ['T2'],
        likeSerial: 'yes',
        like: ['T1'],
        tried: 2,
        mayVary: false,
        varies: false,
      },
    ]);
  });
});
