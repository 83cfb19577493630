import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import type { LabEvent } from '../../src/engine/events.ts';
import { reduce } from '../../src/engine/reduce.ts';
import { startRun } from '../../src/engine/run/start-run.ts';
import type { LabState } from '../../src/engine/state.ts';
import { loadLesson } from '../../src/lesson/load.ts';
import { type ScriptStep, scriptOf } from '../../src/lesson/script.ts';
import { TextReport } from '../../src/report/text.ts';
import { transcriptLines } from '../../src/report/verify/transcript.ts';
import { scriptOfSteps, step } from '../engine/script-of.ts';
import { openOwnLab } from './own-lab.ts';
import { begin, clock, openLab } from './real-lab.ts';

const lab = await openLab();
afterAll(() => lab[Symbol.asyncDispose]());

const setup = ['CREATE TABLE t (id INT PRIMARY KEY)', 'INSERT INTO t VALUES (10), (20)'];

const eventsOf = async (...steps: readonly ScriptStep[]) => {
  const { run, events } = await begin(lab, scriptOfSteps(steps, { setup }));
  await using _ = run;
  await run.finish();
  return events;
};

it('a wait that grows is told by what is new', async () => {
  const gap = 'SELECT id FROM t WHERE id = 15 FOR UPDATE';
  const events = await eventsOf(
    step('A', 'START TRANSACTION'),
    step('A', gap),
    step('C', 'INSERT INTO t VALUES (15)'),
    step('B', 'START TRANSACTION'),
    step('B', gap),
    step('A', 'COMMIT'),
    step('B', 'COMMIT'),
  );
  // Once for A, then for both; then A has let go.
  const told = events.flatMap((one) => (one.type === 'statement-blocked' ? [one.waits.length] : []));
  expect(told).toEqual([1, 2, 1]);
  const text = transcriptLines(events, 'end', { width: 160, color: false }).join('\n');
  expect(text.match(/waits: /g)).toHaveLength(2);
  expect(text.match(/which A holds/g)).toHaveLength(1);
  expect(text.match(/which B holds/g)).toHaveLength(1);
});

it('whose transactions are still open at the end is said, and of whom there is none is not', async () => {
  const events = await eventsOf(
    step('A', 'START TRANSACTION'),
    step('A', 'DELETE FROM t WHERE id = 10'),
    step('B', 'SET autocommit = 0'),
    step('B', 'SELECT * FROM t'),
    step('C', 'SELECT * FROM t'),
  );
  let text = '';
  const report = new TextReport({ width: 80, color: false, write: (more) => (text += more) });
  let state: LabState | undefined;
  for (const event of events) {
    state = reduce(state, event);
    report.tell(event, state);
  }
  expect(text).toContain('\nStill open at the end: the transactions of A and B.\n');
});

it.each([50, 120])('failed steps are marked, whatever their number, in %d columns', async (width) => {
  const events = await eventsOf(...Array.from({ length: 12 }, (_, at) => step('A', `SELECT ${at}`)));
  const lines = transcriptLines(events, 'end', { width, color: false, failed: new Set([2, 10]) });
  const marked = lines.filter((line) => line.includes('✗'));
  expect(marked).toEqual([
    expect.stringMatching(/^✗ {2}3 (A │ )?A> SELECT 2;/),
    expect.stringMatching(/^✗ 11 (A │ )?A> SELECT 10;/),
  ]);
});

it('what the README shows of a run is what is printed', async () => {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  const shown = readme.split('This is what `isolab run duplicate-book').at(1)?.split('```').at(1) ?? '';
  const lesson = await loadLesson(
    fileURLToPath(new URL('../../lessons/duplicate-book.yaml', import.meta.url)),
  );
  // Whose deadlock was the last one is known here.
  await using own = await openOwnLab();
  let text = '';
  const report = new TextReport({ width: 80, color: false, write: (more) => (text += more) });
  const emit = (event: LabEvent, state: LabState) => report.tell(event, state);
  const script = scriptOf(lesson, { level: 'SERIALIZABLE' });
  await using run = await startRun({ script, server: own.lab, clock, emit });
  await run.finish();
  const withoutTimes = (some: string) => some.replaceAll(/waited \d+(\.\d+)? m?s, then: */g, 'waited, then:');
  const lines = withoutTimes(shown.replace(/^text\n/, '').trimEnd()).split('\n');
  expect(lines.length).toBeGreaterThan(20);
  expect(withoutTimes(text)).toContain(lines.join('\n'));
});
