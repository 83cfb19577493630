import { expect, test } from 'vitest';
import { seedOf, sized } from '../campaign.ts';
import { startServerApart } from '../server/server-apart.ts';
import { cells, connect } from '../server/sql.ts';
import { bytesOf, someDeeds, someSize } from './monkey/keys.ts';
import { Random } from './monkey/random.ts';
import { urlOf } from './server-url.ts';
import { TestTerminal } from './terminal.ts';

/** ISOLAB_KEYS asks for more, or fewer, here and in process together. */
const keys = Number(process.env['ISOLAB_KEYS'] ?? sized(100_000)) / 10;

/** What a monkey sits down to. */
const beginnings: readonly (readonly string[])[] = [
  [],
  ['duplicate-book'],
  ['write-skew', '--no-questions'],
  ['present', 'duplicate-book', '--auto', '--speed', '0.5', '--typing'],
  ['replay', 'test/ui/recordings/deadlock.ndjson'],
];

/**
 * The terminal itself makes no signals of keys, and shows none: what is typed while the program is leaving already
 * must not stop it.
 */
const shell = ['-c', 'stty -isig -echo; exec "$0" dist/isolab.js "$@"', process.execPath];

/** Keys in pieces as a terminal hands them over, until the program is left or there were enough. */
const sit = async (random: Random, url: string, most: number): Promise<number> => {
  const args = random.pick(beginnings);
  await using terminal = new TestTerminal({
    columns: 80,
    rows: 24,
    program: 'sh',
    args: [...shell, ...args],
    env: { ISOLAB_URL: url },
  });
  let done = 0;
  let asked = 0;
  /**
   * Below what is enough, the screen names its size: the program still draws, if it has not left. Never the same size
   * as the time before: nobody would tell it of that, should it have missed the size between.
   */
  const answers = async (): Promise<void> => {
    const [columns, rows] = [30 + (asked++ % 30), random.between(5, 17)];
    terminal.resize(columns, rows);
    await terminal.waitFor((text) => !terminal.isRunning || text.includes(`is ${columns}×${rows}`));
    const size = someSize(random);
    terminal.resize(size.columns, size.rows);
  };
  try {
    await terminal.waitFor(() => terminal.isAlternate);
    while (done < most && terminal.isRunning) {
      const deeds = Array.from({ length: random.between(1, 12) }, () => someDeeds(random))
        .flat()
        .filter((deed) => deed.kind !== 'rest');
      terminal.type(deeds.map(bytesOf).join(''));
      done += deeds.length;
      await answers();
    }
    if (terminal.isRunning) terminal.kill(random.pick(['SIGTERM', 'SIGINT', 'SIGHUP']));
    const { exitCode } = await terminal.exited;
    // One that is too narrow for the shell's line would wrap it.
    terminal.resize(80, 24);
    if (![0, 129, 130, 143].includes(exitCode)) throw new Error(`It ended with ${exitCode}.`);
    if (!terminal.isRestored) throw new Error('The terminal is not as it was.');
  } catch (cause) {
    throw new Error(`${args.join(' ')}, key ${done}: ${String(cause)}\n${terminal.text}`, { cause });
  }
  return done;
};

test(`${keys} random keys through a terminal are all taken, whatever its size, and leave nothing behind`, {
  timeout: 300_000 + 100 * keys,
}, async () => {
  const seed = seedOf(process.env);
  await using server = await startServerApart();
  let done = 0;
  for (let sitting = 0; done < keys; sitting++) {
    try {
      done += await sit(
        new Random(1_000_000 * seed + sitting),
        urlOf(server.address),
        Math.min(2000, keys - done),
      );
    } catch (cause) {
      throw new Error(`ISOLAB_SEED=${seed}, sitting ${sitting}: ${String(cause)}`, { cause });
    }
  }
  const admin = await connect(server.address);
  expect(await cells(admin, "SHOW SCHEMAS LIKE 'isolab%'")).toEqual([]);
  expect(await cells(admin, "SELECT user FROM mysql.user WHERE user LIKE 'isolab%'")).toEqual([]);
  await admin.end();
});
