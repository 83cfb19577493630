import { expect, test } from 'vitest';
import { lessonArgs, moments } from './moments.ts';
import { Random, seedOf } from './monkey/random.ts';
import { OwnLab } from './own-lab.ts';

const rounds = 50;

/** Several at once: most of a round is waiting for a server. */
const labs = 2;

const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

test.concurrent.for(Array.from({ length: labs }, (_, index) => index))(
  `SIGINT, SIGTERM and SIGHUP at ${rounds / labs} moments leave no process, no socket, no folder and a whole terminal (lab %d)`,
  { timeout: 1_800_000 },
  async (index) => {
    const seed = seedOf(process.env);
    const random = new Random(1000 * seed + index);
    await using lab = await OwnLab.make();
    for (let round = 0; round < rounds / labs; round++) {
      const { name, come } = random.pick(moments);
      const signal = random.pick(['SIGINT', 'SIGTERM', 'SIGHUP'] as const);
      try {
        await using terminal = lab.open(...lessonArgs);
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
