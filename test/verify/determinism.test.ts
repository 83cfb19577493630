import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LabEvent } from '../../src/engine/events.ts';
import { missedWait } from '../../src/engine/judge/missed-wait.ts';
import { SandboxPool } from '../../src/engine/run/sandbox-pool.ts';
import { startRun } from '../../src/engine/run/start-run.ts';
import { lessonById, lessonsFolder, loadCatalogue } from '../../src/index.ts';
import { type Script, type ScriptStep, scriptOf } from '../../src/lesson/script.ts';
import type { MysqlLab } from '../../src/mysql/lab-server.ts';
import { expectedMs } from '../../src/verify/expected-time.ts';
import { firstDifference, storyWithLocks } from '../../src/verify/story.ts';
import { isSoak } from '../campaign.ts';
import { scriptOfSteps, step } from '../engine/script-of.ts';
import { clock, openLab } from '../mysql/real-lab.ts';
import { busyProcessors } from './busy-processors.ts';

/** On processors that are busy only in the whole size: that slows down everybody. */
const repetitions = isSoak ? 25 : 3;

/** Of what waits for a second that really passes. */
const slowRepetitions = isSoak ? 10 : 2;

/** Five scripts run at a time, on processors that are busy: on a free machine all of them take half a minute. */
const patience = 900_000;

let lab: MysqlLab;
/** So each repetition but the first is on a sandbox that was renewed. */
let pool: SandboxPool;
let busy: AsyncDisposable | undefined;
beforeAll(async () => {
  lab = await openLab();
  pool = new SandboxPool(lab);
  if (isSoak) busy = await busyProcessors();
});
afterAll(async () => {
  await busy?.[Symbol.asyncDispose]();
  await pool[Symbol.asyncDispose]();
  await lab[Symbol.asyncDispose]();
});

const catalogue = await loadCatalogue(lessonsFolder());
const duplicateBook = lessonById(catalogue, 'duplicate-book');

const setup = [
  'CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(20))',
  "INSERT INTO t VALUES (1, 'one'), (2, 'two'), (3, 'three')",
];
const circle = (steps: readonly ScriptStep[]): Script => scriptOfSteps(steps, { setup, watch: ['t'] });
const lock = (session: string, id: number): ScriptStep =>
  step(session, `UPDATE t SET name = '${session}' WHERE id = ${id}`);
const begin = (session: string): ScriptStep => step(session, 'START TRANSACTION');

/** Scripts with a wait in them, of every kind. */
const scripts: readonly (readonly [string, Script])[] = [
  ['a wait of A for B that a deadlock ends', scriptOf(duplicateBook, { level: 'SERIALIZABLE' })],
  ...(['unique-index', 'for-update'] as const).flatMap((variant) =>
    (['REPEATABLE READ', 'SERIALIZABLE'] as const).map(
      (level) =>
        [`duplicate-book at ${level} with ${variant}`, scriptOf(duplicateBook, { level, variant })] as const,
    ),
  ),
  ...['serializable-reader-blocks-writer', 'serializable-writer-blocks-reader'].map(
    (id) =>
      [`${id}, to its timeout`, scriptOf(lessonById(catalogue, id), { level: 'SERIALIZABLE' })] as const,
  ),
  ['a look-up that waits', scriptOf(duplicateBook, { level: 'SERIALIZABLE', variant: 'later' })],
  [
    'a deadlock of three',
    circle([
      ...['A', 'B', 'C'].map(begin),
      ...['A', 'B', 'C'].map((session, index) => lock(session, index + 1)),
      lock('A', 2),
      lock('B', 3),
      lock('C', 1),
      ...['A', 'B', 'C'].map((session) => step(session, 'COMMIT')),
    ]),
  ],
  [
    'several that wait for one, and a metadata lock',
    circle([
      begin('A'),
      lock('A', 1),
      lock('B', 1),
      lock('C', 1),
      step('D', 'ALTER TABLE t ADD COLUMN more INT'),
      step('A', 'COMMIT'),
    ]),
  ],
];

/** A run with everything that is to be seen; one that has missed a wait is made anew. */
const recorded = async (script: Script): Promise<readonly LabEvent[]> => {
  for (;;) {
    const events: LabEvent[] = [];
    await using run = await startRun({ script, server: pool, clock, emit: (event) => events.push(event) });
    if (!missedWait(await run.finish())) return events;
  }
};

describe('the same happens every time', () => {
  it.concurrent.each(scripts)(
    '%s',
    async (_, script) => {
      const times = expectedMs({ kind: 'steps', prose: [], script }) < 1000 ? repetitions : slowRepetitions;
      let first: readonly string[] | undefined;
      const differences: unknown[] = [];
      for (let time = 0; time < times; time++) {
        const story = storyWithLocks(await recorded(script));
        first ??= story;
        const difference = firstDifference(first, story);
        if (difference)
          differences.push({ ...difference, before: story.slice(0, difference.line).slice(-12) });
      }
      expect(first?.join('\n')).toContain(' waits for ');
      expect(differences).toEqual([]);
    },
    patience,
  );
});
