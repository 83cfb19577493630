import { stripVTControlCharacters } from 'node:util';
import { afterAll, expect, it } from 'vitest';
import type { LabEvent } from '../../src/engine/events.ts';
import { parseRecording } from '../../src/engine/recording.ts';
import { recordingLine } from '../../src/engine/recording-line.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { doing } from '../../src/ui/view/session-heads.ts';
import { scriptOfSteps, step } from '../engine/script-of.ts';
import { begin, openLab } from './real-lab.ts';

const lab = await openLab();
afterAll(() => lab[Symbol.asyncDispose]());

/** What the head of A says after each of these statements of its own. */
const heads = async (...statements: readonly string[]) => {
  const script = scriptOfSteps([step('A', 'DO 1')], {
    setup: ['CREATE TABLE t (id INT PRIMARY KEY)', 'INSERT INTO t VALUES (1)'],
    watch: ['t'],
  });
  const { run, events } = await begin(lab, script);
  await using _ = run;
  const words: string[] = [];
  for (const sql of statements) {
    const state = await run.submit('A', sql);
    words.push(stripVTControlCharacters(doing('A', state, 0, makeTheme(false))));
  }
  return { words, events: [...events] };
};

const tx = '● in a transaction, ';
const none = '○ no transaction';

it.each([
  [
    'SET SESSION',
    [
      'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
      'START TRANSACTION',
      'SELECT * FROM t',
      'COMMIT',
    ],
    [`${none}, READ COMMITTED`, `${tx}READ COMMITTED`, `${tx}READ COMMITTED`, `${none}, READ COMMITTED`],
  ],
  [
    'SET of a variable of the session',
    ["SET @@SESSION.transaction_isolation = 'SERIALIZABLE'"],
    [`${none}, SERIALIZABLE`],
  ],
  [
    'SET SESSION inside of a transaction, which keeps its own',
    ['BEGIN', 'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED', 'COMMIT'],
    [`${tx}REPEATABLE READ`, `${tx}REPEATABLE READ`, `${none}, READ COMMITTED`],
  ],
  [
    'SET TRANSACTION, of which no server says what comes next',
    ['SET TRANSACTION ISOLATION LEVEL SERIALIZABLE', 'START TRANSACTION', 'COMMIT', 'START TRANSACTION'],
    [none, `${tx}SERIALIZABLE`, `${none}, REPEATABLE READ`, `${tx}REPEATABLE READ`],
  ],
  [
    'the same as a variable',
    ["SET transaction_isolation = 'READ-COMMITTED'", "SET @@transaction_isolation = 'SERIALIZABLE'", 'BEGIN'],
    [`${none}, READ COMMITTED`, none, `${tx}SERIALIZABLE`],
  ],
  [
    'the same, taken back by SET SESSION',
    [
      'SET TRANSACTION ISOLATION LEVEL SERIALIZABLE',
      'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
      'BEGIN',
    ],
    [none, `${none}, READ COMMITTED`, `${tx}READ COMMITTED`],
  ],
  [
    'autocommit off',
    ['SET autocommit = 0', 'SELECT * FROM t', 'COMMIT', 'SET autocommit = 1'],
    [
      `${none}, REPEATABLE READ, autocommit off`,
      `${tx}REPEATABLE READ, autocommit off`,
      `${none}, REPEATABLE READ, autocommit off`,
      `${none}, REPEATABLE READ`,
    ],
  ],
  [
    'tables locked',
    ['LOCK TABLES t WRITE', 'UNLOCK TABLES', 'LOCK TABLES t READ'],
    [
      `${none}, REPEATABLE READ, tables locked`,
      `${none}, REPEATABLE READ`,
      `${none}, REPEATABLE READ, tables locked`,
    ],
  ],
])('the head tells what the server says after %s', async (_, statements, wanted) => {
  expect((await heads(...statements)).words).toEqual(wanted);
});

it('a recording keeps it, and one without it plays still', async () => {
  const { events } = await heads('SET autocommit = 0');
  const again = (all: readonly LabEvent[]) => parseRecording(all.map(recordingLine).join(''));
  expect(again(events)).toEqual(events);
  const old = events.map((event) => {
    if (!('observation' in event) || !('sessions' in event.observation)) return event;
    const { sessions: _, ...observation } = event.observation;
    return { ...event, observation };
  });
  expect(again(old)).toEqual(old);
});
