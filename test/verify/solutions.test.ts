import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseLesson } from '../../src/lesson/parse.ts';
import type { MysqlLab } from '../../src/mysql/lab-server.ts';
import { samples } from '../exercise/samples.ts';
import { openLab } from '../mysql/real-lab.ts';
import { verified } from './told-events.ts';

let lab: MysqlLab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

const text = await readFile(samples.likes, 'utf8');

/** What does not hold of its solutions, once this stands there instead of that. */
const faultsOf = async (that: string, instead: string): Promise<readonly string[]> => {
  expect(text).toContain(that);
  const { cases } = await verified(
    lab,
    [parseLesson(text.replace(that, instead), { file: 'likes-fix.yaml' })],
    {},
  );
  return [...cases.values()].flatMap(({ findings }) =>
    findings.flatMap(({ verdict, what, observed }) => (verdict === 'fails' ? [`${what}: ${observed}`] : [])),
  );
};

it('right solutions are right, and wrong ones wrong', async () => {
  expect(await faultsOf('title:', 'title:')).toEqual([]);
});

it('a solution that solves nothing is told, with what it fails at', async () => {
  const [fault = ''] = await faultsOf('SET likes = likes + 1', 'SET likes = 1');
  expect(fault).toMatch(/^solution add: it is refused: .*It is violated in /);
});

it('so is one with a statement that the server does not take, whether it is to be right or wrong', async () => {
  const [right = ''] = await faultsOf(
    'UPDATE pictures SET likes = likes + 1',
    'UPDTE pictures SET likes = likes + 1',
  );
  expect(right).toContain('solution add: it is refused: Step write is refused with 1064');
  const wrong = await faultsOf('SET likes = :had + 1 WHERE', 'SET liks = :had + 1 WHERE');
  expect(wrong[0]).toContain('solution share: it is refused: Step write is refused with 1054');
});

it('a wrong one that solves it is told, and one that is known by nothing it has', async () => {
  const solves = await faultsOf('FOR SHARE, keep', 'FOR UPDATE, keep');
  expect(solves).toContain('solution share: it solves the exercise');
  const unlike = await faultsOf('{ sql: for share }', '{ sql: skip locked }');
  expect(unlike).toEqual(['what share looks like: its `like` does not fit it']);
});

it('what is said of a wrong one may be said of no right one', async () => {
  const faults = await faultsOf('{ sql: for share }', '{ sql: update }');
  expect(faults).toContain('what add looks like: like share');
});
