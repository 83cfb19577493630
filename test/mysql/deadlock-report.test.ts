import { expect, it } from 'vitest';
import { endOfIndex } from '../../src/innodb-text/lock-kind.ts';
import { deadlockIn } from '../../src/mysql/deadlock-report.ts';

const record = (
  heap: number,
  key: string,
): string => `Record lock, heap no ${heap} PHYSICAL RECORD: n_fields 4
 0: len 4; hex ${key}; asc     ;;
 1: len 6; hex 000000000614; asc       ;;
`;

const lock = (transaction: number, heap: number, key: string, more = ''): string =>
  `RECORD LOCKS space id 0 page no 41 n bits 72 index PRIMARY of table \`x\`.\`t\` trx id ${transaction} lock_mode X${more}
${record(heap, key)}`;

/** Transaction 10 holds the entry 1 and waits for what transaction 11 holds, and the other way round. */
const report = `*** (1) TRANSACTION:
TRANSACTION 10, ACTIVE 0 sec
MySQL thread id 8, OS thread handle 1, query id 18 localhost root updating
*** (1) HOLDS THE LOCK(S):
${lock(10, 2, '80000001')}
*** (1) WAITING FOR THIS LOCK TO BE GRANTED:
${lock(10, 3, '80000009', ' waiting')}
*** (2) TRANSACTION:
TRANSACTION 11, ACTIVE 0 sec
MySQL thread id 9, OS thread handle 1, query id 19 localhost root updating
*** (2) HOLDS THE LOCK(S):
${lock(11, 3, '80000009')}
*** (2) WAITING FOR THIS LOCK TO BE GRANTED:
${lock(11, 2, '80000001', ' waiting')}
*** WE ROLL BACK TRANSACTION (2)`;

const sessions = new Map([
  ['8', 'A'],
  ['9', 'B'],
]);

const told = (text: string, keys: Readonly<Record<string, string>>) =>
  deadlockIn(text, { sessions, keyAt: (place) => keys[place] });

const keysOf = (text: string, keys: Readonly<Record<string, string>>) =>
  told(text, keys)?.circle.map(({ session, waits }) => [session, waits.key]);

it('tells the victim first, each with the key of what it waits for', () => {
  expect(keysOf(report, { '0:41:2': '1', '0:41:3': '9' })).toEqual([
    ['B', '1'],
    ['A', '9'],
  ]);
});

it('a key that was read of the place before another record came there is not told', () => {
  expect(keysOf(report, { '0:41:2': '1', '0:41:3': '5' })).toEqual([
    ['B', '1'],
    ['A', undefined],
  ]);
});

it('the supremum is the end of the index only where the lock was seen to be', () => {
  const atEnd = report.replaceAll('heap no 3', 'heap no 1');
  const waitOfA = (keys: Readonly<Record<string, string>>) => told(atEnd, keys)?.circle[1]?.waits;
  expect(waitOfA({ '0:41:1': endOfIndex })).toMatchObject({ kind: 'gap', key: endOfIndex });
  expect(waitOfA({})).toMatchObject({ kind: 'gap' });
  expect(waitOfA({})).not.toHaveProperty('key');
});

it('one with others in it, or with more or fewer parts than it has, tells nothing', () => {
  expect(told(report.replace('thread id 9', 'thread id 7'), {})).toBeUndefined();
  expect(
    told(report.replace('*** (2) TRANSACTION:', '*** (2) TRANSACTION:\n*** (2) TRANSACTION:'), {}),
  ).toBeUndefined();
  for (const heading of report.match(/^\*\*\* .*$/gm) ?? [])
    expect(told(report.replace(heading, ''), {}), heading).toBeUndefined();
});

it('who has only asked for it before is told to stand in the queue', () => {
  const asked = report.replace(lock(10, 2, '80000001'), lock(10, 2, '80000001', ' waiting'));
  expect(told(asked, {})?.circle.map(({ session, queued }) => [session, queued])).toEqual([
    ['B', true],
    ['A', undefined],
  ]);
});
