import { expect, test } from 'vitest';
import { startRun } from '../../src/engine/run/start-run.ts';
import type { LabState } from '../../src/engine/state.ts';
import { explore } from '../../src/explore/explore.ts';
import { type Move, switchesIn } from '../../src/explore/switches.ts';
import { loadLesson } from '../../src/lesson/load.ts';
import { scriptOf } from '../../src/lesson/script.ts';
import { samples } from '../exercise/samples.ts';
import { clock, openLab } from '../mysql/real-lab.ts';

const lesson = await loadLesson(samples.tally);

test.for(['READ COMMITTED', 'SERIALIZABLE'] as const)(
  'whoever goes move by move has as many switches as the explorer counts, at %s',
  async (level) => {
    const script = scriptOf(lesson, { level });
    await using lab = await openLab();
    const stop = AbortSignal.timeout(100_000);
    const { orders } = await explore({ script, server: lab, clock, jobs: 2, stop, serial: false });
    expect(orders.length).toBeGreaterThan(5);
    for (const { order, switches } of orders) {
      let now: LabState | undefined;
      await using run = await startRun({
        script,
        server: lab,
        clock,
        signal: stop,
        emit: (_, state) => {
          now = state;
        },
      });
      const moves: Move[] = [];
      for (const session of order) {
        if (now === undefined) throw new Error('No run');
        if (run.state.sessions.find(({ name }) => name === session)?.status !== 'idle') continue;
        const hasStep = run.state.steps.some(
          ({ status }, at) => status === 'pending' && script.steps[at]?.session === session,
        );
        if (!hasStep) continue;
        moves.push({ session, before: now });
        await run.take(session);
      }
      expect([order, switchesIn(moves)]).toEqual([order, switches]);
    }
  },
);
