import { afterAll, describe, expect, it } from 'vitest';
import type { LabEvent } from '../../src/engine/events.ts';
import { stepsOfRecording } from '../../src/engine/run/replay.ts';
import { SandboxPool } from '../../src/engine/run/sandbox-pool.ts';
import { startRun } from '../../src/engine/run/start-run.ts';
import { lessonsFolder } from '../../src/index.ts';
import { loadCatalogue } from '../../src/lesson/load.ts';
import type { Script } from '../../src/lesson/script.ts';
import { casesOf } from '../../src/verify/cases.ts';
import { isSoak, seedOf } from '../campaign.ts';
import { Random } from '../e2e/monkey/random.ts';
import { clock } from '../mysql/real-lab.ts';
import { openLabWithRedis } from '../redis/real-redis.ts';

const { lessons } = await loadCatalogue(lessonsFolder());
const cases = casesOf(lessons).flatMap(({ lesson, id, proves }) =>
  proves.kind === 'steps' ? [{ lesson: lesson.id, id, script: proves.script }] : [],
);
const random = new Random(seedOf(process.env));
/** Of each lesson so many levels and variants; all of them when there is time. */
const ofEach = isSoak ? Number.POSITIVE_INFINITY : 1;

const lab = await openLabWithRedis();
const pool = new SandboxPool(lab);
afterAll(async () => {
  await pool[Symbol.asyncDispose]();
  await lab[Symbol.asyncDispose]();
});

/** How many events there were each time that somebody asked for the next step, and all of them. */
const pressed = async (script: Script) => {
  const events: LabEvent[] = [];
  const presses: number[] = [];
  await using run = await startRun({
    script,
    server: pool,
    clock,
    evidence: 'outcomes',
    emit: (event) => events.push(event),
  });
  while (run.state.finished === undefined) {
    presses.push(events.length);
    await run.next();
  }
  return { events, presses };
};

describe.concurrent('a recording takes as many presses as the run did, and each shows the same', () => {
  for (const [lesson, all] of Map.groupBy(cases, (one) => one.lesson)) {
    it(lesson, async () => {
      for (const { id, script } of random.eachOnce(all).slice(0, ofEach)) {
        const { events, presses } = await pressed(script);
        const steps = stepsOfRecording(events);
        expect(steps.flat()).toEqual(events);
        const begins = steps.map((_, index) => steps.slice(0, index).flat().length);
        expect([id, begins]).toEqual([id, [0, ...presses]]);
      }
    });
  }
});
