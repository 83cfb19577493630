import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type DeadlockText, deadlocksIn } from '../../../src/innodb-text/deadlock-text.ts';
import { shapeOf } from '../../../src/innodb-text/shape.ts';
import { parseLesson } from '../../../src/lesson/parse.ts';
import { scriptOf } from '../../../src/lesson/script.ts';
import { adviceFor, alwaysTrue } from '../../../src/report/deadlock/advice.ts';
import { deadlocksReport } from '../../../src/report/deadlock/json.ts';
import { deadlockListLines } from '../../../src/report/deadlock/list-lines.ts';
import { deadlockLines, neverToldLines } from '../../../src/report/deadlock/text.ts';
import { paintFor } from '../../../src/report/paint.ts';
import { widthOf } from '../../../src/text/fit.ts';
import { textOf, texts } from '../../innodb-text/texts.ts';

const paint = paintFor(false);

const shown = (one: DeadlockText, width = 80): string => deadlockLines(one, width, paint).join('\n');

const firstOf = (text: string): DeadlockText => {
  const [first] = deadlocksIn(text).deadlocks;
  if (first === undefined) throw new Error('No deadlock');
  return first;
};

it.each([
  '9.7-section-three.txt',
  '9.7-section-insert-beside.txt',
  '5.7-status-upgrade.txt',
  '8.0-error.log',
  'mariadb-11.8-error.log',
])('%s', (name) => {
  expect(shown(firstOf(textOf(name)))).toMatchSnapshot();
});

it('the README shows what is printed', () => {
  const lines = shown(firstOf(textOf('9.7-status-opposite.txt'))).split('\n');
  expect(readFileSync('README.md', 'utf8')).toContain(lines.slice(0, 15).join('\n'));
});

it('what is cut off is told as far as it goes, and what is missing is said', () => {
  const text = textOf('9.7-status-opposite.txt');
  expect(shown(firstOf(text.slice(0, text.indexOf('*** (2) HOLDS'))))).toMatchSnapshot();
});

it('nothing is wider than the screen, however much of the text is there', () => {
  for (const width of [80, 120]) {
    for (const text of texts.values()) {
      const { deadlocks } = deadlocksIn(text);
      const lines = [
        ...deadlocks.flatMap((one) => deadlockLines(one, width, paint)),
        ...deadlockListLines(deadlocks, 'error.log', width, paint),
        ...neverToldLines(width, paint),
      ];
      for (const line of lines) expect(widthOf(line), line).toBeLessThanOrEqual(width);
    }
  }
});

it('a circle that is too wide to be drawn is listed', () => {
  const three = firstOf(textOf('9.7-section-three.txt'));
  const [one] = three.transactions;
  const lock = one?.waits;
  if (one === undefined || lock === undefined) throw new Error('No lock');
  const placed = (at: number) => ({ ...lock, records: [{ place: `0:4:${at}`, fields: [], fieldCount: 0 }] });
  const transactions = Array.from({ length: 30 }, (_, at) => ({
    ...one,
    number: at + 1,
    holds: [placed(at + 2)],
    waits: placed(((at + 1) % 30) + 2),
  }));
  const lines = shown({ ...three, transactions }).split('\n');
  expect(lines.slice(0, 4)).toEqual([
    'A deadlock of 30 transactions, 2026-12-01 15:33:33',
    '',
    '    (1) ──▶ (2)',
    '  ✗ (2) ──▶ (3)',
  ]);
  for (const line of lines) expect(widthOf(line), line).toBeLessThanOrEqual(80);
});

it('a statement cannot do anything to the terminal', () => {
  const hostile = textOf('9.7-status-opposite.txt')
    .replace('SET balance = balance + 10', "SET owner = '\u001B[2J\u202E\u0007'")
    .replaceAll('`accounts`', '`acc\u001B[31mounts`')
    .replaceAll('localhost root', 'local\u009Bhost root');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it is about
  expect(shown(firstOf(hostile))).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202E]/); // oxlint-disable-line no-control-regex
  expect(shown(firstOf(hostile))).toContain("SET owner = '␛[2J<U+202E>␇'");
});

it('a list has a line for each', () => {
  const { deadlocks } = deadlocksIn(textOf('9.7-error.log'));
  const lines = deadlockListLines(deadlocks, 'error.log', 80, paint);
  expect(lines.slice(0, 3)).toEqual([
    'error.log has 13 deadlocks.',
    '   1  2026-12-01 15:33:28  2 transactions  accounts',
    '      entries locked in opposite order',
  ]);
  for (const width of [40, 80, 120]) {
    const said = deadlockListLines(deadlocks, 'error.log', width, paint).join('\n').replaceAll(/\s+/g, ' ');
    for (const one of deadlocks) {
      const shape = shapeOf(one);
      expect(said).toContain(shape && adviceFor(shape).kind);
    }
  }
  expect(deadlockListLines(deadlocks, 'error.log', 120, paint)).toHaveLength(14);
  const many = Array.from({ length: 40 }, (_, at) => deadlocks[at % 13]).flatMap((one) => one ?? []);
  expect(deadlockListLines(many, 'error.log', 80, paint).slice(0, 2)).toEqual([
    'error.log has 40 deadlocks. These are the last 20:',
    expect.stringMatching(/^ {2}21 {2}/),
  ]);
});

it('lessons that are named end in a deadlock at the level that is named, and the last that is said holds for every kind', () => {
  const { deadlocks } = deadlocksIn(textOf('9.7-error.log'));
  for (const one of deadlocks) {
    const text = shown(one, 1000);
    expect(text).toContain(alwaysTrue);
  }
  const kinds = [
    'auto-increment',
    'table',
    'gap-insert',
    'shared-gap-insert',
    'upgrade',
    'parent-row',
    'unique-insert',
    'insert-beside',
    'two-indexes',
    'scan',
    'opposite-order',
  ] as const;
  expect(new Set(kinds.map((kind) => adviceFor(kind).kind)).size).toBe(kinds.length);
  for (const { lesson: id, level } of kinds.map(adviceFor)) {
    if (id === undefined) continue;
    const lesson = parseLesson(readFileSync(`lessons/${id}.yaml`, 'utf8'));
    const { steps } = scriptOf(lesson, level && { level });
    const expected = steps.map((one) => ('expect' in one ? JSON.stringify(one.expect) : ''));
    expect(expected.join(), id).toContain('ER_LOCK_DEADLOCK');
  }
});

it('each sign of the drawing is explained, and no other one', () => {
  for (const text of texts.values()) {
    for (const one of deadlocksIn(text).deadlocks) {
      const [, drawing = '', legend = ''] =
        /^\n([\s\S]*?)\n( {2}──▶ waits for.*)$/m.exec(shown(one).replace(/^.*/, '')) ?? [];
      expect(legend).not.toBe('');
      for (const sign of ['✗', '?'])
        expect(legend.includes(` ${sign} `), drawing).toBe(drawing.includes(sign));
    }
  }
});

it('a lock that somebody holds is told in a sentence', () => {
  const said = [...texts.values()]
    .flatMap((text) => deadlocksIn(text).deadlocks)
    .map((one) => shown(one, 1000))
    .join('\n');
  expect(said).toContain('• holds an exclusive lock on the row (1) of accounts.PRIMARY');
  expect(said).toContain('• holds a shared lock on the gap before (63, 27452, 1234) of tracks.one_place');
  expect(said).toContain(
    '• holds an exclusive lock on a gap of nopk at the end of the index, or of a page of it',
  );
  for (const line of said.split('\n').filter((one) => one.includes('• ')))
    expect(line).toMatch(/• holds an? (?:exclusive |shared )?lock on /);
});

it('what fits no kind has no advice but the one that always holds', () => {
  const text = textOf('9.7-section-three.txt');
  const part = shown(firstOf(text.slice(0, text.indexOf('*** (3) WAITING'))));
  expect(part).not.toContain('Its kind');
  expect(part).toContain('What usually helps\n  The victim');
});

/** As MariaDB tells it: of each what it waits for, and what of others is in its way. */
const ofMariaDb = (text: string): string => {
  const [held = '', other = ''] = [
    ...text.matchAll(/^\*\*\* \(\d\) HOLDS THE LOCK\(S\):\n([\s\S]*?)\n\n\n/gm),
  ].map(([, lock = '']) => lock);
  let at = 0;
  return text
    .replaceAll(/^\*\*\* \(\d\) HOLDS THE LOCK\(S\):\n[\s\S]*?\n\n\n/gm, '')
    .replaceAll(
      /^\*\*\* \(\d\) (WAITING FOR THIS LOCK TO BE GRANTED:\n[\s\S]*?\n)\n/gm,
      (_, waits: string) => `*** ${waits}\n*** CONFLICTING WITH:\n${at++ === 0 ? other : held}\n\n`,
    );
};

it('a lock that is only asked for is held by nobody, and others wait behind it', () => {
  const text = textOf('9.7-section-insert-beside.txt');
  expect(ofMariaDb(text)).toContain('*** CONFLICTING WITH:\nRECORD LOCKS');
  for (const one of [firstOf(text), firstOf(ofMariaDb(text))]) {
    const said = shown(one, 1000);
    expect(said).toContain(
      "before ('bob@example.org', 1) of users.email, behind transaction 1, which wants it shared",
    );
    expect(said).not.toMatch(/holds (?:a )?shared/);
    expect(said).toContain('Its kind: an INSERT of a unique key');
    const [{ transactions, shape } = { transactions: [], shape: undefined }] = deadlocksReport(
      [one],
      [1],
      undefined,
    ).deadlocks;
    expect(shape).toBe('insert-beside');
    expect(transactions.map(({ holds }) => holds.map(({ mode }) => mode))).toEqual([[], ['X,REC_NOT_GAP']]);
    expect(transactions[1]?.waits).toMatchObject({ behind: 1, behindMode: 'S' });
    expect(transactions[1]?.waits).not.toHaveProperty('heldBy');
  }
});

it('as JSON, locks are in the form of the recordings', () => {
  const { deadlocks } = deadlocksIn(textOf('mariadb-10.6-status.txt'));
  expect(deadlocksReport(deadlocks, [1], undefined)).toMatchObject({
    format: 1,
    found: 1,
    deadlocks: [
      {
        nth: 1,
        victim: 1,
        shape: 'opposite-order',
        lesson: 'deadlock-victim',
        missing: [],
        transactions: [
          {
            number: 1,
            connection: '16',
            statement: 'update shelves set books = 5 where id = 1',
            waits: {
              schema: 'library',
              object: 'shelves',
              index: 'PRIMARY',
              kind: 'record',
              mode: 'X,REC_NOT_GAP',
              key: '1',
              heldBy: 2,
              heldMode: 'X,REC_NOT_GAP',
            },
            holds: [{ object: 'shelves', kind: 'record', key: '2' }],
          },
          { number: 2, waits: { key: '2', heldBy: 1 }, holds: [{ key: '1' }] },
        ],
      },
    ],
  });
  expect(deadlocksReport(deadlocks, [], 7)).toEqual({ format: 1, found: 1, read: 7, deadlocks: [] });
});
