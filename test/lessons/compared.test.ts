import { isDeepStrictEqual, stripVTControlCharacters } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { type ComparedBy, type ComparedRun, runsToCompare } from '../../src/engine/compare/compared-run.ts';
import { type AcrossRuns, compareOutcomes } from '../../src/engine/compare/comparison.ts';
import type { LabEvent } from '../../src/engine/events.ts';
import { SandboxPool } from '../../src/engine/run/sandbox-pool.ts';
import { startRun } from '../../src/engine/run/start-run.ts';
import { lessonsFolder } from '../../src/index.ts';
import { loadCatalogue } from '../../src/lesson/load.ts';
import { type Script, scriptOf } from '../../src/lesson/script.ts';
import { compareMarkdown } from '../../src/report/compare/markdown.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { compareLines } from '../../src/ui/view/compare-lines.ts';
import { clock } from '../mysql/real-lab.ts';
import { openLabWithRedis } from '../redis/real-redis.ts';

const { lessons } = await loadCatalogue(lessonsFolder());
const lab = await openLabWithRedis();
const pool = new SandboxPool(lab);
afterAll(async () => {
  await pool[Symbol.asyncDispose]();
  await lab[Symbol.asyncDispose]();
});

interface Seen {
  readonly run: ComparedRun;
  readonly events: readonly LabEvent[];
}

const runOf = async (run: ComparedRun): Promise<Seen> => {
  const events: LabEvent[] = [];
  const { script } = run;
  await using started = await startRun({
    script,
    server: pool,
    clock,
    evidence: 'outcomes',
    emit: (event) => events.push(event),
  });
  return { run: { ...run, result: { lab: await started.finish() } }, events };
};

/** What the events say of a step by itself: nothing of the comparison is used here. */
const stepIn = ({ events }: Seen, step: number | undefined): unknown => {
  if (step === undefined) return 'no such step';
  const sent = events.find(
    (one) => one.type === 'statement-sent' && one.by === 'script' && one.step === step,
  );
  const statement = sent?.type === 'statement-sent' ? sent.statement : undefined;
  const told: unknown[] = sent?.type === 'statement-sent' ? [sent.to] : [];
  for (const event of events)
    if (event.type === 'step-skipped' && event.step === step) told.push(['skipped', event.because]);
  let waits: readonly object[] = [];
  let isFirst = true;
  for (const event of sent === undefined ? [] : events.slice(events.indexOf(sent))) {
    if (event.type === 'settled') isFirst = false;
    // The server notices one after the other for whom it waits; for whom it waits once all has settled is kept for good.
    if (event.type === 'statement-blocked' && event.statement === statement)
      waits = isFirst ? event.waits : [...waits, ...event.waits];
    if (event.type === 'statement-finished' && event.statement === statement) told.push(event.outcome);
    if (event.type === 'answered' && event.step === step) told.push([event.answer, event.rejected]);
  }
  return [told, [...new Set(waits.map((one) => JSON.stringify(one)))].toSorted()];
};

const lastOf = ({ events }: Seen) => {
  const last = events.at(-1);
  if (last?.type !== 'run-finished') throw new Error('The run did not finish');
  return last;
};

const endIn = (seen: Seen): unknown => [lastOf(seen).end, lastOf(seen).violations];

const tableIn = (seen: Seen, name: string): unknown =>
  lastOf(seen).observation.tables?.find((one) => one.name === name) ?? 'not watched';

/** ≠ by the events: for each run, whether it is otherwise than the open one. */
const differing = (
  seen: readonly Seen[],
  what: (one: Seen, index: number) => unknown,
): readonly boolean[] => {
  const open = seen.findIndex(({ run }) => run.isOpen);
  // A sandbox has a name of its own, which a lock of its own may have in its name.
  const all = seen.map((one, index) =>
    JSON.parse(JSON.stringify(what(one, index)).replaceAll(/isolab_[0-9a-f]+_\d+/g, 'schema')),
  );
  return all.map((one) => !isDeepStrictEqual(one, all[open]));
};

const marks = (outcomes: AcrossRuns<unknown>): readonly (boolean | undefined)[] =>
  outcomes.map((one) => one?.differs);

const expectMarks = async (open: Script, by: ComparedBy): Promise<number> => {
  const lesson = lessons.find(({ id }) => id === open.lesson);
  if (lesson === undefined) throw new Error(`No lesson ${open.lesson}`);
  const seen = await Promise.all(runsToCompare(lesson, open, by).map(runOf));
  const runs = seen.map(({ run }) => run);
  const { steps, end, tables } = compareOutcomes(runs);
  const wanted = [
    ...steps.map(({ places }) => differing(seen, (one, index) => stepIn(one, places[index]))),
    differing(seen, endIn),
    ...tables.map(({ name }) => differing(seen, (one) => tableIn(one, name))),
  ];
  const rows = [...steps.map((step) => step.runs), end, ...tables.map((table) => table.runs)];
  expect(rows.map(marks)).toEqual(wanted);
  // Every step of every run stands somewhere.
  for (const [index, { script }] of runs.entries()) {
    const places = steps.flatMap((step) => step.places[index] ?? []);
    expect(places.toSorted((a, b) => a - b)).toEqual([...script.steps.keys()]);
  }
  const count = wanted.flat().filter(Boolean).length;
  // So says what is drawn: a table in Markdown, and the screen.
  const markdown = compareMarkdown({ by, runs, server: pool.about });
  expect(markdown.slice(-rows.length).map((line) => line.split('**≠**').length - 1)).toEqual(
    wanted.map((row) => row.filter(Boolean).length),
  );
  const { lines } = compareLines({ number: 1, by, columns: runs }, { theme: makeTheme(false), width: 400 });
  const drawn = lines.map((line) => stripVTControlCharacters(line)).join('\n');
  expect(drawn.match(/(?:^|│ )≠ /gm)?.length ?? 0).toBe(count);
  return count;
};

// One lesson after the other: a server has so many connections, and its levels or variants run side by side already.
describe('≠ stands exactly where the events of two runs differ', () => {
  for (const lesson of lessons) {
    it(`${lesson.id} at its levels`, async () => {
      const [level = lesson.level] = lesson.levels;
      await expectMarks(scriptOf(lesson, { level }), 'level');
    });
    if (lesson.variants.length > 0) {
      it(`${lesson.id} in its variants`, async () => {
        // A fix that changes nothing anywhere would be none.
        expect(await expectMarks(scriptOf(lesson), 'variant')).toBeGreaterThan(0);
      });
    }
  }
});
