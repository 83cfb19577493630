import { afterAll, expect, it } from 'vitest';
import { makeTheme } from '../../src/ui/theme.ts';
import { transcriptRows } from '../../src/ui/view/transcript.ts';
import { scriptOfSteps, step } from '../engine/script-of.ts';
import { begin, openLab } from './real-lab.ts';

const lab = await openLab();
afterAll(() => lab[Symbol.asyncDispose]());

/** What A's lifeline is in the first row of each of these statements, a word each. */
const livesOf = async (...statements: readonly string[]): Promise<string> => {
  const script = scriptOfSteps([step('A', 'DO 1')], {
    setup: ['CREATE TABLE t (id INT PRIMARY KEY)', 'INSERT INTO t VALUES (1)'],
    watch: ['t'],
  });
  const { run } = await begin(lab, script);
  await using _ = run;
  let state = await run.submit('A', statements[0] ?? '');
  for (const sql of statements.slice(1)) state = await run.submit('A', sql);
  return transcriptRows(state, script, { theme: makeTheme(false), width: 80, ruled: false })
    .flatMap(({ statement, lives }) => (statement === undefined ? [] : [lives[0]]))
    .join(' ');
};

it.each([
  [['BEGIN', 'DELETE FROM t', 'BEGIN', 'SELECT * FROM t'], 'begins open anew open'],
  [['BEGIN', 'COMMIT AND CHAIN', 'ROLLBACK AND CHAIN'], 'begins anew anew'],
  [['BEGIN', 'SAVEPOINT s', 'ROLLBACK TO s', 'SET @a = 1'], 'begins open open open'],
  [['BEGIN', 'DELETE FROM t', 'BEGN', 'SELECT * FROM t'], 'begins open open open'],
  // A statement of its own is no transaction that could be seen to go on.
  [['DELETE FROM t', 'BEGIN', 'SELECT * FROM t'], 'nothing begins open'],
])('%j is drawn by the transactions that the server counts', async (statements, lives) => {
  expect(await livesOf(...statements)).toBe(lives);
});
