import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LabEvent } from '../../../src/engine/events.ts';
import { startRun } from '../../../src/engine/run/start-run.ts';
import { levels } from '../../../src/lesson/level.ts';
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
const count = isSoak ? 500 : 15;

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
    // What is never claimed is never wrong.
    expect(kinds.get('lock-taken')).toBeGreaterThan(0);
    expect(
      kinds.get(
        level === 'READ UNCOMMITTED'
          ? 'dirty-read'
          : level === 'READ COMMITTED'
            ? 'not-yet-committed'
            : 'own-version',
      ),
    ).toBeGreaterThan(0);
    if (level === 'REPEATABLE READ') expect(kinds.get('committed-too-late')).toBeGreaterThan(0);
  });
});
