import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunTransaction } from '../../../src/engine/claim.ts';
import { type OwnLab, openOwnLab } from '../own-lab.ts';
import { tell } from './story.ts';

let own: OwnLab;
beforeAll(async () => {
  own = await openOwnLab();
});
afterAll(() => own[Symbol.asyncDispose]());

const setup = [
  'CREATE TABLE t (id INT PRIMARY KEY, n INT NOT NULL)',
  'INSERT INTO t VALUES (1, 0), (2, 0)',
  'CREATE PROCEDURE p () BEGIN START TRANSACTION; UPDATE t SET n = 7 WHERE id = 1; ROLLBACK; END',
];

/** "A 1–3 committed": from step 1 to step 3; "auto" where it is a statement of its own. */
const told = ({ session, since, ended, autocommit }: RunTransaction): string => {
  const at = (place: typeof since) => (place?.step === undefined ? '?' : String(place.step + 1));
  const end = ended === undefined ? '… open' : `${at(ended.by)} ${ended.how}`;
  return `${session} ${at(since)}–${end}${autocommit ? ' auto' : ''}`;
};

const transactionsOf = async (steps: string): Promise<readonly string[]> => {
  const { state } = await tell(own.lab, { setup, watch: ['t'], steps });
  return (state.finished?.transactions ?? []).map(told);
};

it.each<[string, string, readonly string[]]>([
  [
    'COMMIT and ROLLBACK end one',
    'A: BEGIN\nA: COMMIT\nA: BEGIN\nA: ROLLBACK',
    ['A 1–2 committed', 'A 3–4 rolled back'],
  ],
  [
    'a second BEGIN commits the one before',
    'A: BEGIN\nA: BEGIN\nA: COMMIT',
    ['A 1–2 committed', 'A 2–3 committed'],
  ],
  [
    'AND CHAIN begins the next one, also behind a ROLLBACK',
    'A: BEGIN\nA: UPDATE t SET n = 1\nA: ROLLBACK AND CHAIN\nA: COMMIT AND CHAIN\nA: COMMIT',
    ['A 1–3 rolled back', 'A 3–4 committed', 'A 4–5 committed'],
  ],
  [
    'DDL commits, and is one itself',
    'A: BEGIN\nA: UPDATE t SET n = 1\nA: CREATE TABLE u (id INT)',
    ['A 1–3 committed', 'A 3–3 committed'],
  ],
  [
    'without autocommit the first statement on a table begins one, and SET autocommit = 1 ends it',
    'A: SET autocommit = 0\nA: SELECT 1\nA: SELECT n FROM t\nA: SET autocommit = 1',
    ['A 3–4 committed'],
  ],
  ['a statement of its own is one', 'A: UPDATE t SET n = 1 WHERE id = 1', ['A 1–1 committed auto']],
  ['what is open at the end is open', 'A: BEGIN\nB: BEGIN\nA: COMMIT', ['A 1–3 committed', 'B 2–… open']],
  [
    'a deadlock rolls back its victim',
    `A: BEGIN
    B: BEGIN
    A: UPDATE t SET n = 1 WHERE id = 1
    B: UPDATE t SET n = 2 WHERE id = 2
    A: UPDATE t SET n = 1 WHERE id = 2
    B: UPDATE t SET n = 2 WHERE id = 1
    A: COMMIT`,
    ['A 1–7 committed', 'B 2–6 rolled back'],
  ],
  ['a procedure may have one of its own', 'A: CALL p()', ['A 1–1 rolled back']],
  [
    'LOCK TABLES commits, and reads the dictionary in one of its own',
    'A: BEGIN\nA: UPDATE t SET n = 1\nA: LOCK TABLES t WRITE\nA: UNLOCK TABLES',
    ['A 1–3 committed', 'A 3–3 committed auto'],
  ],
  [
    'what XA has prepared is the session’s no more',
    "A: XA START 'x'\nA: UPDATE t SET n = 1\nA: XA END 'x'\nA: XA PREPARE 'x'\nA: XA ROLLBACK 'x'",
    ['A 1–4 unknown'],
  ],
])('%s', async (_, steps, transactions) => {
  expect(await transactionsOf(steps)).toEqual(transactions);
});
