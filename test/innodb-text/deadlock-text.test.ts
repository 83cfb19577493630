import { expect, it } from 'vitest';
import { isCircle, waitsOf } from '../../src/innodb-text/circle.ts';
import { type DeadlockText, deadlocksIn } from '../../src/innodb-text/deadlock-text.ts';
import { lockDetailOf } from '../../src/innodb-text/entry.ts';
import { plainLines } from '../../src/innodb-text/plain-lines.ts';
import { latestReport, parsed } from '../../src/innodb-text/report.ts';
import { shapeOf } from '../../src/innodb-text/shape.ts';
import { textOf, texts } from './texts.ts';

/** "1→2 X,REC_NOT_GAP of accounts.PRIMARY (2)": who waits for whom, in which mode, for which entry. */
const waitWords = (deadlock: DeadlockText): readonly string[] =>
  waitsOf(deadlock).map(({ by, lock, holder }) => {
    const { object, index, partition, mode, key } = lockDetailOf(lock, lock.records[0]);
    const where = [object, index, partition].filter((one) => one !== undefined).join('.');
    return `${by}→${holder?.number ?? '?'} ${mode} of ${where} (${key ?? ''})`;
  });

const told = (text: string) =>
  deadlocksIn(text).deadlocks.map((one) => ({
    waits: waitWords(one),
    victim: one.victim,
    circle: isCircle(one),
    shape: shapeOf(one),
  }));

it.each([
  [
    '9.7-status-opposite.txt',
    ['1→2 X,REC_NOT_GAP of accounts.PRIMARY (2)', '2→1 X,REC_NOT_GAP of accounts.PRIMARY (1)'],
    { victim: 2, circle: true, shape: 'opposite-order' },
  ],
  [
    '9.7-section-three.txt',
    [
      '1→2 X,REC_NOT_GAP of accounts.PRIMARY (-5)',
      '2→3 X,REC_NOT_GAP of accounts.PRIMARY (1)',
      '3→1 X,REC_NOT_GAP of accounts.PRIMARY (2)',
    ],
    { victim: 2, circle: true, shape: 'opposite-order' },
  ],
  [
    '8.0-error.log',
    ['1→2 S,REC_NOT_GAP of patients.PRIMARY (12)', '2→1 X,REC_NOT_GAP of patients.PRIMARY (11)'],
    { victim: 2, circle: true, shape: 'parent-row' },
  ],
  [
    '5.7-status-upgrade.txt',
    ['1→2 X,REC_NOT_GAP of coupons.PRIMARY (7)', '2→? X,REC_NOT_GAP of coupons.PRIMARY (7)'],
    { victim: 2, circle: false, shape: 'upgrade' },
  ],
  [
    '5.7-error.log',
    ['1→2 AUTO_INC of _parcels_new ()', '2→? S,REC_NOT_GAP of parcels.PRIMARY (5200)'],
    { victim: 1, circle: false, shape: 'auto-increment' },
  ],
  [
    '5.6-error.log',
    [
      '1→2 X,GAP,INSERT_INTENTION of tracks.one_place (63, 27452, 1234)',
      '2→? X,GAP,INSERT_INTENTION of tracks.one_place (63, 27452, 1234)',
    ],
    { victim: 2, circle: false, shape: 'shared-gap-insert' },
  ],
  [
    '5.5-section-partition.txt',
    [
      '1→2 X,REC_NOT_GAP of rides.PRIMARY.p004 (110761, 69)',
      '2→? X,REC_NOT_GAP of rides.by_state.p004 (0x00, 110761, 69)',
    ],
    { victim: 2, circle: false, shape: 'two-indexes' },
  ],
  [
    '5.0-section.txt',
    ['1→2 X,REC_NOT_GAP of boxes.PRIMARY (2)', '2→? X,REC_NOT_GAP of boxes.PRIMARY (1)'],
    { victim: 2, circle: false, shape: 'opposite-order' },
  ],
  [
    'mariadb-10.6-status.txt',
    ['1→2 X,REC_NOT_GAP of shelves.PRIMARY (1)', '2→1 X,REC_NOT_GAP of shelves.PRIMARY (2)'],
    { victim: 1, circle: true, shape: 'opposite-order' },
  ],
  [
    'mariadb-11.8-error.log',
    [
      "1→2 X of stock.by_box ('BOX200', 200)",
      '2→3 X,REC_NOT_GAP of stock.PRIMARY (200)',
      '3→1 X of stock.PRIMARY (300)',
    ],
    { victim: 3, circle: true, shape: 'two-indexes' },
  ],
] as const)('%s', (name, waits, rest) => {
  expect(told(textOf(name))).toEqual([{ waits, ...rest }]);
  expect(deadlocksIn(textOf(name)).deadlocks.flatMap(({ missing }) => missing)).toEqual(
    name.startsWith('5.') ? ['What transaction 1 holds: MySQL 5.7 and earlier do not print that.'] : [],
  );
});

it('an error log has all deadlocks that it tells of, each of its kind', () => {
  const log = deadlocksIn(textOf('9.7-error.log')).deadlocks;
  expect(log.map(shapeOf)).toEqual([
    'opposite-order',
    'gap-insert',
    'gap-insert',
    'upgrade',
    'opposite-order',
    'opposite-order',
    'opposite-order',
    'two-indexes',
    'shared-gap-insert',
    'unique-insert',
    'upgrade',
    'scan',
    'opposite-order',
  ]);
  expect(log.every(isCircle)).toBe(true);
  expect(log.map(({ at }) => at?.slice(0, 19)).slice(0, 2)).toEqual([
    '2026-12-01T15:33:28',
    '2026-12-01T15:33:29',
  ]);
  // Long values are cut off by the server, unsigned numbers and bytes are as they look.
  expect(waitWords(log[5] as DeadlockText)[0]).toContain(`('${'b'.repeat(30)}…')`);
  expect(waitWords(log[12] as DeadlockText)).toEqual([
    '1→2 X of nopk.GEN_CLUST_INDEX (0x000000000200)',
    "2→1 X of noise.PRIMARY (1, 0x99b2420000, 0x8000000132, 'x       ')",
  ]);
});

it('statements, connections and times are as the text has them', () => {
  const [log] = deadlocksIn(textOf('8.0-error.log')).deadlocks;
  expect(log).toMatchObject({
    at: '2023-05-04T20:14:27.175240+08:00',
    transactions: [
      {
        id: '2810',
        seconds: 3,
        connection: '54',
        who: 'localhost 127.0.0.1 clinic update',
        statement: "/* visits.add */ INSERT INTO visits (patient_id, day) VALUES (12, '2023-05-04')",
        isCut: false,
      },
      { id: '2811', statement: "UPDATE patients\nSET seen = 'yes'\nWHERE id = 11" },
    ],
  });
  const [maria] = deadlocksIn(textOf('mariadb-10.6-status.txt')).deadlocks;
  expect(maria).toMatchObject({
    at: '2024-09-30 07:41:37',
    transactions: [
      { connection: '16', statement: 'update shelves set books = 5 where id = 1' },
      { id: '176' },
    ],
  });
  const [old] = deadlocksIn(textOf('5.0-section.txt')).deadlocks;
  expect(old).toMatchObject({
    at: '061002  7:45:09',
    transactions: [{ id: '58220619' }, { id: '58220620' }],
  });
});

it('a status without a deadlock is known for one only where it is whole', () => {
  const none = textOf('9.7-status-none.txt');
  expect(deadlocksIn(none)).toEqual({ deadlocks: [], isWholeStatus: true, gaveUp: false });
  expect(deadlocksIn(none.replace('END OF INNODB MONITOR OUTPUT', '')).isWholeStatus).toBe(false);
  expect(deadlocksIn(none.replace('FILE I/O', '... truncated...')).isWholeStatus).toBe(false);
  const gaveUp =
    'LATEST DETECTED DEADLOCK\nTOO DEEP OR LONG SEARCH IN THE LOCK TABLE WAITS-FOR GRAPH, WE WILL ROLL BACK FOLLOWING TRANSACTION \n\n*** TRANSACTION:\nTRANSACTION 7, ACTIVE 1 sec';
  expect(deadlocksIn(gaveUp)).toEqual({ deadlocks: [], isWholeStatus: false, gaveUp: true });
  for (const text of ['', '\n\n', 'hello', '\0\u0001\uFFFD', '*** mine'])
    expect(deadlocksIn(text).deadlocks, text).toEqual([]);
});

const frames: readonly (readonly [string, (text: string) => string])[] = [
  ['line breaks of Windows', (text) => text.replaceAll('\n', '\r\n')],
  ['a mark of its encoding', (text) => `\uFEFF${text}`],
  [
    'one line of the mysql client',
    (text) => `Type\tName\tStatus\nInnoDB\t\t${text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n`,
  ],
  ['a table of the mysql client', (text) => `| Type   | Name | Status |\n| InnoDB |      | ${text} |\n`],
  ['a table with a border at every line', (text) => text.replaceAll(/^(.*)$/gm, '|        |      | $1   |')],
  ['an indentation', (text) => text.replaceAll(/^(?=.)/gm, '\t\t')],
  ['a quotation', (text) => text.replaceAll(/^/gm, '> ')],
  ['fields without their blank', (text) => text.replaceAll(/^ (?=\d+: )/gm, '')],
  [
    'other things before and behind',
    (text) => `mysql> SHOW ENGINE INNODB STATUS\\G\n${text}\n1 row in set (0.00 sec)\n`,
  ],
];

it.each(frames)('%s changes nothing', (_, framed) => {
  for (const name of [...texts.keys()].filter((one) => /status|section/.test(one)))
    expect(deadlocksIn(framed(textOf(name))), name).toEqual(deadlocksIn(textOf(name)));
});

it('reads what the reader of whole reports reads', () => {
  for (const text of texts.values()) {
    const status = plainLines(text)
      .map((line) => line.text)
      .join('\n');
    const report = parsed(
      latestReport(`LATEST DETECTED DEADLOCK\n---\n\n${status.slice(status.indexOf('*** (1)'))}`) ?? '',
    );
    if (report === undefined) continue;
    const [first] = deadlocksIn(text).deadlocks;
    expect(first?.victim).toBe(report.victim + 1);
    expect(first?.transactions.map(({ connection, holds, waits }) => ({ connection, holds, waits }))).toEqual(
      report.transactions.map(({ weight: _, ...rest }) => rest),
    );
    expect(report.transactions.map(({ weight }) => weight)).not.toContain(undefined);
  }
});

/** What is told of a part is what is told of the whole, or less. */
const isPartOf = (part: DeadlockText, whole: DeadlockText): void => {
  expect([undefined, whole.victim]).toContain(part.victim);
  expect([undefined, whole.at]).toContain(part.at);
  const all = new Map(waitsOf(whole).map((wait) => [wait.by, wait]));
  for (const wait of waitsOf(part)) {
    const known = all.get(wait.by);
    expect({ ...wait.lock, records: [] }).toEqual({ ...known?.lock, records: [] });
    if (wait.holder) expect(wait.holder.number).toBe(known?.holder?.number);
    const [key, whole_] = [wait.lock, known?.lock].map(
      (lock) => lock && lockDetailOf(lock, lock.records[0]).key,
    );
    if (key !== undefined && key !== whole_) {
      expect(key.endsWith(', …')).toBe(true);
      expect(whole_?.startsWith(key.slice(0, -3))).toBe(true);
    }
  }
  for (const one of part.transactions) {
    const known = whole.transactions.find(({ number }) => number === one.number);
    expect({ ...known, ...one }).toMatchObject({
      id: known?.id,
      seconds: known?.seconds,
      connection: known?.connection,
      who: known?.who,
    });
    const modes = known?.holds.map((lock) => ({ ...lock, records: [] }));
    for (const lock of one.holds) expect(modes).toContainEqual({ ...lock, records: [] });
    const says = (pattern: RegExp) => expect(part.missing).toContainEqual(expect.stringMatching(pattern));
    if (known?.waits && !one.waits) says(new RegExp(`^What transaction ${one.number} waits for`));
    if (known?.waits?.records.length && one.waits?.records.length === 0)
      says(new RegExp(`^Which entry transaction ${one.number} waits for`));
    if (one.holds.length < (known?.holds.length ?? 0))
      says(new RegExp(`^What transaction ${one.number} holds`));
    if (one.conflicts.length < (known?.conflicts.length ?? 0))
      says(
        new RegExp(
          `^What (?:transaction ${one.number} holds|stands in the way of transaction ${one.number})`,
        ),
      );
    if (one.statement === undefined) continue;
    expect(known?.statement?.startsWith(one.statement)).toBe(true);
    if (one.statement !== known?.statement) expect(one.isCut).toBe(true);
  }
  if (part.transactions.length < whole.transactions.length || part.victim === undefined)
    expect(part.missing).not.toEqual([]);
};

it.each([...texts.keys()].filter((one) => one !== '9.7-error.log'))(
  'a text that is cut off is told as far as it goes: %s',
  (name) => {
    const text = textOf(name);
    const [whole] = deadlocksIn(text).deadlocks;
    for (const { index } of text.matchAll(/\n|(?<=\n.{9})|$/g)) {
      for (const part of deadlocksIn(text.slice(0, index)).deadlocks) isPartOf(part, whole as DeadlockText);
      for (const part of deadlocksIn(text.slice(index)).deadlocks) isPartOf(part, whole as DeadlockText);
    }
  },
);

it('a line of a statement that looks like one of a report is no heading of another one', () => {
  const [one] = deadlocksIn(
    textOf('9.7-status-opposite.txt').replace(' WHERE id = 2', '*** sum ***\n*** (1) NOTES:\n WHERE id = 2'),
  ).deadlocks;
  expect(one?.transactions[0]?.statement).toBe(
    'UPDATE accounts\n   SET balance = balance + 10\n*** sum ***\n*** (1) NOTES:\n WHERE id = 2',
  );
  expect(waitWords(one as DeadlockText)).toEqual(told(textOf('9.7-status-opposite.txt'))[0]?.waits);
});

it('a statement that has a whole part of a report in it makes what is told doubtful, and that is said', () => {
  const part =
    '*** (1) WAITING FOR THIS LOCK TO BE GRANTED:\nTABLE LOCK table `s`.`other` trx id 7 lock mode AUTO-INC waiting';
  const [one] = deadlocksIn(
    textOf('9.7-status-opposite.txt').replace(' WHERE id = 2', () => ` WHERE id = 2 /*\n${part}\n*/`),
  ).deadlocks;
  expect(one?.missing).toEqual([expect.stringMatching(/^The order of InnoDB's headings/)]);
  const many = `*** (1) TRANSACTION:\n${Array.from({ length: 50_000 }, (_, at) => `*** (${at}) TRANSACTION:\n`).join('')}*** WE ROLL BACK TRANSACTION (99999999999)\n`;
  expect(deadlocksIn(many).deadlocks.at(-1)?.victim).toBeUndefined();
});

it('a lock that is not understood is named', () => {
  const [one] = deadlocksIn(
    textOf('9.7-status-opposite.txt').replaceAll(
      'lock_mode X locks rec but not gap waiting',
      'lock_mode Q waiting',
    ),
  ).deadlocks;
  expect(one?.missing).toEqual([
    'What transaction 1 waits for.',
    'What transaction 2 waits for.',
    ...[1561, 1562].map(
      (id) =>
        `A lock whose line is not understood: RECORD LOCKS space id 0 page no 41 n bits 72 index PRIMARY of table \`shop\`.\`accounts\` trx id ${id} lock_mode Q waiting`,
    ),
  ]);
});

it('a statement as long as the server prints may go on', () => {
  const long = `UPDATE t SET a = '${'x'.repeat(2982)}`;
  const [one] = deadlocksIn(
    textOf('9.7-status-opposite.txt').replace(
      /UPDATE accounts SET balance = balance \+ 20 WHERE id = 1/,
      long,
    ),
  ).deadlocks;
  expect(one?.transactions.map(({ isCut }) => isCut)).toEqual([false, true]);
  expect(one?.missing).toEqual(["The end of transaction 2's statement, perhaps."]);
});
