import { expect, test } from 'vitest';
import { isSoak, seedOf } from '../campaign.ts';
import { lessonArgs, moments } from './moments.ts';
import { Random } from './monkey/random.ts';
import { OwnLab } from './own-lab.ts';

/** Beside each moment once, when there is time. */
const more = isSoak ? 50 : 0;

/** Several at once: most of a round is waiting for a server. */
const labs = 2;

const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

test.concurrent.for(Array.from({ length: labs }, (_, index) => index))(
  'SIGINT, SIGTERM and SIGHUP at every moment leave no process, no socket, no folder and a whole terminal (lab %d)',
  { timeout: 1_800_000 },
  async (index) => {
    const seed = seedOf(process.env);
    // The same order in all labs, which share it.
    const all = new Random(seed).eachOnce(moments, more);
    await using lab = await OwnLab.make();
    for (const [round, { name, args = lessonArgs, come }] of all.entries()) {
      if (round % labs !== index) continue;
      const signal = signals[(seed + Math.floor(round / labs)) % signals.length] ?? 'SIGINT';
      try {
        await using terminal = lab.open(...args);
        await come(terminal, lab);
        const servers = await lab.servers();
        terminal.kill(signal);
        expect(await terminal.exited).toMatchObject({ exitCode: exitCodes[signal] });
        expect(terminal.isRestored).toBe(true);
        await lab.nothingLeft(...servers);
      } catch (cause) {
        throw new Error(`ISOLAB_SEED=${seed}, round ${round}, ${signal} ${name}: ${String(cause)}`, {
          cause,
        });
      }
    }
  },
);
