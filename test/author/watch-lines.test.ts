import { expect, test } from 'vitest';
import { roundLines } from '../../src/author/watch-lines.ts';
import { type Round, runRound } from '../../src/author/watch-round.ts';
import { parseLesson } from '../../src/lesson/parse.ts';
import { FakeClock, FakeServer } from '../engine/fake-server.ts';

const around = () => ({
  server: new FakeServer(),
  clock: new FakeClock(),
  signal: new AbortController().signal,
  jobs: 2,
});

const roundOf = (...steps: readonly string[]): Promise<Round> =>
  runRound(
    parseLesson(`format: 1\nid: x\ntitle: X\ntopic: t\nsummary: S.\nsteps:\n${steps.join('\n')}\n`),
    around(),
  );

const text = (round: Round, before?: Round) => roundLines(round, before).map((line) => line.text);

test('a lesson that is as it says is told in one line', async () => {
  expect(text(await roundOf('  - A: ok 1', '    expect: { affected: 1 }'))).toEqual([
    '✓ everything that the lesson expects is so',
  ]);
});

test('what is not expected yet is counted, with how to go on', async () => {
  expect(text(await roundOf('  - A: ok 1'))).toEqual([
    '– the lesson expects nothing yet',
    '– 4 outcomes are not expected yet; isolab record writes down what happened',
  ]);
});

test('an expectation that does not hold is told once for all levels, with its line', async () => {
  const round = await roundOf(
    '  - A: ok 1',
    '    expect: { default: { affected: 2 }, SERIALIZABLE: { error: 1062 } }',
  );
  expect(text(round)).toEqual([
    '✗ 2 expectations do not hold',
    '✗ step 1, A: ok 1 (line 7), READ UNCOMMITTED, READ COMMITTED, REPEATABLE READ',
    '    affected rows',
    '    expected  2 rows affected',
    '    observed  1 row affected',
    '✗ step 1, A: ok 1 (line 7), SERIALIZABLE',
    '    error',
    '    expected  ERROR 1062',
    '    observed  1 row affected',
  ]);
});

test('what came out differently than the last time is told, also when steps have moved', async () => {
  const before = await roundOf('  - A: ok 1', '  - A: rows 1', '    as: read', '  - A: ok 5');
  const now = await roundOf('  - A: START TRANSACTION', '  - A: ok 1', '  - A: rows 2', '    as: read');
  expect(text(now, before).slice(2)).toEqual([
    '',
    'Changed since the last run',
    '  step 3, A: rows 2 (line 9), every level',
    '    was  (0)',
    '    now  (0), (1)',
  ]);
});

test('a step whose statement was changed is still compared with what it was', async () => {
  const before = await roundOf('  - A: ok 1', '  - A: rows 1', '  - A: ok 5');
  const now = await roundOf('  - A: ok 1', '  - A: rows 2', '  - A: ok 5');
  expect(text(now, before).slice(4)).toEqual([
    '  step 2, A: rows 2 (line 8), every level',
    '    was  (0)',
    '    now  (0), (1)',
  ]);
});

test('nothing from a lesson or a server reaches the terminal as more than text', async () => {
  const round = await roundOf('  - A: "ok 1 \\e[2J"', '    expect: { answer: "\\e[31mX" }');
  expect(text(round).join('')).not.toContain('\u001B');
});
