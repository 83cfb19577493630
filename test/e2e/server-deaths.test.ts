import { expect, test } from 'vitest';
import { isSoak, seedOf } from '../campaign.ts';
import { lessonArgs } from './moments.ts';
import { Random } from './monkey/random.ts';
import { OwnLab } from './own-lab.ts';
import type { TestTerminal } from './terminal.ts';

/** Beside each moment once, when there is time. */
const more = isSoak ? 50 : 0;

/** Several labs at once: most of a round is waiting for a server. */
const labs = 2;

const escapeKey = '\u001B';

/**
 * A moment in a run of duplicate-book at SERIALIZABLE: how to come to it from before its first step, and from
 * what covers the run then back to it.
 */
interface Moment {
  readonly name: string;
  readonly come: (terminal: TestTerminal) => Promise<unknown>;
  readonly back?: (terminal: TestTerminal) => Promise<unknown>;
}

const afterSteps = (steps: number): Moment => ({
  name: `after step ${steps}`,
  come: async (terminal) => {
    terminal.type(`t${steps}\r`);
    await terminal.waitFor(steps === 8 ? '✓ It holds' : `step ${steps + 1} of 8`);
  },
});

const uncover = async (terminal: TestTerminal): Promise<void> => {
  terminal.type(escapeKey);
  await terminal.waitFor('r  again');
};

const moments: readonly Moment[] = [
  ...[1, 2, 3, 4, 5, 6, 8].map(afterSteps),
  { name: 'before the first step', come: async () => {} },
  { name: 'while the first step is taken', come: async (terminal) => terminal.type('l') },
  { name: 'while all steps are taken', come: async (terminal) => terminal.type('\u001B[F') },
  // Keys that start something are taken before the server dies: later they would start another server, or nothing.
  {
    name: 'while the sandbox is being made',
    come: async (terminal) => {
      terminal.type('r');
      await terminal.waitFor('Making a sandbox');
    },
  },
  {
    name: 'while it goes the same way again',
    come: async (terminal) => {
      terminal.type('t4\r');
      await terminal.waitFor('step 5 of 8');
      terminal.type('2');
      await terminal.waitFor('READ COMMITTED · as it is', 'step 5 of 8', 'answers are the same as at');
      terminal.type('4');
      await terminal.waitFor('Going the same way again');
    },
  },
  {
    name: 'while a statement waits',
    come: async (terminal) => {
      terminal.type('t5\r');
      await terminal.waitFor(/‖ waits for B, \d+/);
    },
  },
  {
    name: "while a statement of the user's own is at work",
    come: async (terminal) => {
      terminal.type('bSELECT SLEEP(3600)\r');
      await terminal.waitFor('▶ at work');
    },
    back: uncover,
  },
  {
    name: 'looking back',
    come: async (terminal) => {
      terminal.type('t3\r');
      await terminal.waitFor('step 4 of 8');
      terminal.type(`${escapeKey}[D`);
      await terminal.waitFor('1 step back');
    },
  },
  {
    name: 'while the sessions are asked what they would read',
    come: async (terminal) => {
      terminal.type('t3\r');
      await terminal.waitFor('step 4 of 8');
      terminal.type('d');
    },
  },
  {
    name: 'while all levels are compared',
    come: async (terminal) => {
      terminal.type('c');
      await terminal.waitFor('[SERIALIZABLE]');
    },
    back: uncover,
  },
  {
    name: 'while the help is read',
    come: async (terminal) => {
      terminal.type('?');
      await terminal.waitFor('take the next step');
    },
    back: uncover,
  },
];

const restarted = async (terminal: TestTerminal): Promise<void> => {
  terminal.type('r');
  await terminal.waitFor('step 1 of 8', 'SERIALIZABLE');
};

/** Kills the server there, and goes on. */
const die = async (lab: OwnLab, terminal: TestTerminal, { come, back }: Moment): Promise<void> => {
  const server = await lab.server();
  await come(terminal);
  process.kill(server.pid, 'SIGKILL');
  // Its connections end before the process does, and the next server must not be taken for it. What covers the
  // run stays until it is left.
  await lab.without(server);
  await back?.(terminal);
  await terminal.waitFor('✗ The server went away', 'Press r to start a server again');
};

/** Kills the next server before it takes connections. */
const dieAtTheStart = async (lab: OwnLab, terminal: TestTerminal): Promise<void> => {
  terminal.type('r');
  // What is still on the screen must not be taken for what comes of this one.
  await terminal.waitFor((text) => !text.includes('✗ The server went away'));
  const server = await lab.server();
  process.kill(server.pid, 'SIGKILL');
  await lab.without(server);
  await terminal.waitFor(/✗ (No MySQL server|The server went away)/, 'r  again');
};

test.concurrent.for(Array.from({ length: labs }, (_, index) => index))(
  'killed at every moment of a run, the server is told as gone, and r begins anew with another one (lab %d)',
  { timeout: 1_800_000 },
  async (index) => {
    const seed = seedOf(process.env);
    // The same order in all labs, which share it.
    const all = new Random(seed).eachOnce(moments, more);
    const random = new Random(1000 * seed + index);
    await using lab = await OwnLab.make();
    await using terminal = lab.open(...lessonArgs);
    await terminal.waitFor('step 1 of 8');
    const story: string[] = [];
    try {
      for (const [round, moment] of all.entries()) {
        if (round % labs !== index) continue;
        story.push(moment.name);
        await die(lab, terminal, moment);
        // Once in each lab, and then by chance.
        if (round === index || random.chance(0.15)) {
          story.push('again, while another one starts');
          await dieAtTheStart(lab, terminal);
        }
        await restarted(terminal);
      }
      terminal.type('l');
      await terminal.waitFor('step 2 of 8');
      // Nothing of the dead ones is left but the folder of the one that runs.
      await lab.foldersLeft(1);
      const server = await lab.server();
      terminal.type('q');
      expect(await terminal.exited).toMatchObject({ exitCode: 0 });
      expect(terminal.isRestored).toBe(true);
      await lab.nothingLeft(server);
    } catch (cause) {
      throw new Error(`ISOLAB_SEED=${seed}, ${story.join(', ')}: ${String(cause)}`, { cause });
    }
  },
);
