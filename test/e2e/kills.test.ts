import { expect, test } from 'vitest';
import { isSoak, seedOf } from '../campaign.ts';
import { lessonArgs, moments } from './moments.ts';
import { Random } from './monkey/random.ts';
import { OwnLab } from './own-lab.ts';
import { TestTerminal } from './terminal.ts';

/** Each once, and more of them by chance when there is time. */
const more = isSoak ? 20 : 0;

/** Several at once: most of a round is waiting for a server. */
const labs = 2;

const prompt = 'shell>';

/** Who is killed in the middle of a frame leaves the terminal waiting for its end: the shell ends it. */
const frameEnd = '\u001B[?2026l';

/** Its shell's own line editor would change the terminal, too. */
const shell = ['--norc', '--noprofile', '--noediting', '-i'];

const command = `sh -c 'echo "process=$$."; exec "$0" dist/isolab.js "$@"' "${process.execPath}"`;

/** How often the shell has asked for a command. */
const prompts = ({ written }: TestTerminal): number => written.split(prompt).length - 1;

/** Gives the shell a command. Returns the process that it became. */
const start = async (terminal: TestTerminal, args: readonly string[]): Promise<number> => {
  const before = terminal.written.length;
  terminal.type(`${command} ${args.join(' ')}\r`);
  const said = () => /process=(\d+)\./.exec(terminal.written.slice(before))?.[1];
  await terminal.waitFor(() => said() !== undefined);
  return Number(said());
};

test.concurrent.for(Array.from({ length: labs }, (_, index) => index))(
  'SIGKILL at every moment leaves no server, and after the next start no folder and a whole terminal (lab %d)',
  { timeout: 1_800_000 },
  async (index) => {
    const seed = seedOf(process.env);
    // The same order in all labs, which share it.
    const all = new Random(seed).eachOnce(moments, more);
    await using lab = await OwnLab.make();
    const env = { ...lab.env, PS1: `${frameEnd}${prompt}` };
    await using terminal = new TestTerminal({ columns: 80, rows: 24, program: 'bash', args: shell, env });
    await terminal.waitFor(() => prompts(terminal) === 1);
    for (const [round, { name, args = lessonArgs, come }] of all.entries()) {
      if (round % labs !== index) continue;
      try {
        const pid = await start(terminal, args);
        await come(terminal, lab);
        const servers = await lab.servers();
        const before = prompts(terminal);
        process.kill(pid, 'SIGKILL');
        await terminal.waitFor(() => prompts(terminal) > before);
        await Promise.all(servers.map((server) => lab.without(server)));
        // What is still on the screen of the one that was killed must not be taken for the next one's.
        terminal.type('printf "\\\\033[?1049l\\\\033[2J\\\\033[H"\r');
        await terminal.waitFor((text) => !text.includes('isolab') && text.trimEnd().endsWith(prompt));
      } catch (cause) {
        throw new Error(`ISOLAB_SEED=${seed}, round ${round}, ${name}: ${String(cause)}`, { cause });
      }
    }
    await start(terminal, lessonArgs);
    await terminal.waitFor('step 1 of 8');
    await lab.foldersLeft(1);
    const before = prompts(terminal);
    terminal.type('q');
    await terminal.waitFor(() => prompts(terminal) > before);
    expect(terminal.isPlain).toBe(true);
    await lab.nothingLeft();
    terminal.type('stty -a; exit\r');
    await terminal.exited;
    expect(terminal.text).toMatch(/[^-]icanon/);
    expect(terminal.text).toMatch(/[^-]echo\b/);
  },
);
