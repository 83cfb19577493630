import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LabEvent } from '../../../src/engine/events.ts';
import { startRun } from '../../../src/engine/run/start-run.ts';
import { type Level, levels } from '../../../src/lesson/level.ts';
import { isSoak, seedOf } from '../../campaign.ts';
import { Random } from '../../e2e/monkey/random.ts';
import { type OwnLab, openOwnLab } from '../own-lab.ts';
import { clock } from '../real-lab.ts';
import { generate } from './generated.ts';
import { refuted } from './held-against.ts';
import { refutedByTrial } from './lock-replays.ts';
import { allClaims } from './story.ts';

let own: OwnLab;
beforeAll(async () => {
  own = await openOwnLab();
});
afterAll(() => own[Symbol.asyncDispose]());

/** Of each level. */
const count = isSoak ? 500 : 8;

/**
 * What is claimed at a level; first what comes in nearly every script, since others look at it, too. What comes seldom (an own
 * version over another's) is told by name in `moments`.
 */
const often: Readonly<Record<Level, readonly string[]>> = {
  'READ UNCOMMITTED': ['dirty-read', 'not-yet-committed', 'lock-taken', 'own-version', 'deadlock'],
  'READ COMMITTED': ['not-yet-committed', 'dirty-read', 'lock-taken', 'own-version', 'passed-over'],
  'REPEATABLE READ': [
    'not-yet-committed',
    'committed-too-late',
    'from-snapshot',
    'lock-taken',
    'own-version',
  ],
  SERIALIZABLE: ['not-yet-committed', 'lock-taken', 'own-version', 'deadlock', 'passed-over'],
};

describe.each(levels)('scripts at %s', (level) => {
  it('are never told what others have seen to be otherwise', async () => {
    const seed = seedOf(process.env);
    const kinds = new Map<string, number>();
    for (let nth = 0; nth < count; nth++) {
      const { script, bare } = generate(new Random(seed * 10_000 + nth), level);
      const events: LabEvent[] = [];
      {
        await using run = await startRun({
          script,
          server: own.lab,
          clock,
          emit: (event) => events.push(event),
        });
        await run.finish();
      }
      const doubted = [...refuted(events, script), ...(await refutedByTrial(own.lab, events, script, level))];
      const wrong = doubted.map(({ claim, because }) => `${claim.says} – but ${because}`);
      expect({ nth, steps: bare.map(({ session, sql }) => `${session}: ${sql}`), wrong }).toMatchObject({
        wrong: [],
      });
      for (const { claims } of allClaims(events)) {
        for (const { kind } of claims) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      }
    }
    // What is never claimed is never wrong; a few scripts need not come to everything.
    const expected = isSoak ? often[level] : often[level].slice(0, 1);
    expect([...kinds.keys()]).toEqual(expect.arrayContaining([...expected]));
  });
});
