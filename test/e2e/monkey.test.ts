import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { loadCatalogue, loadLesson } from '../../src/lesson/load.ts';
import { MysqlLab } from '../../src/mysql/lab-server.ts';
import { isSoak, seedOf } from '../campaign.ts';
import { samples } from '../exercise/samples.ts';
import { startServerApart } from '../server/server-apart.ts';
import { cells, connect } from '../server/sql.ts';
import { Random } from './monkey/random.ts';
import { Sitting } from './monkey/sitting.ts';

const lessonsFolder = fileURLToPath(new URL('../../lessons', import.meta.url));

/** ISOLAB_KEYS asks for more, or fewer. */
const keys = Number(process.env['ISOLAB_KEYS'] ?? (isSoak ? 90_000 : 4500));

/** So many, and on until everything has been seen, but no more than that. */
const most = Math.max(keys, 90_000);

/** Several at the same server, so that what one waits for does not hold up the others. */
const monkeys = 3;

/** No sitting goes on for ever: the lab is entered and left many times. */
const keysAtOnce = 1500;

/** All of these must come up, or the monkeys have not been everywhere. */
const screens = [
  ['list', 'search', 'lab', 'replay', 'present', 'help', 'about', 'compare', 'compared', 'map', 'too small'],
  ['opening', 'taking', 'ready', 'question', 'transcript', 'versions', 'statement prompt', 'step prompt'],
  ['broken by letters', 'fix', 'judged', 'read', 'read and answered', 'review', 'asked', 'answered'],
  ['looking back', 'sent', 'idle', 'running', 'blocked', 'lost', 'finished'],
].flat();

test(`random keys on every screen, ${keys} at least, break nothing, hang nothing and leave nothing behind`, {
  timeout: 100 * most,
}, async () => {
  const seed = seedOf(process.env);
  const { lessons } = await loadCatalogue(lessonsFolder);
  const exercises = await Promise.all([samples.tally, samples.likes, samples.shelf].map(loadLesson));
  const folder = await mkdtemp(join(tmpdir(), 'isolab-monkey-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  // A server of its own: what the monkeys leave is not taken for anybody else's.
  await using server = await startServerApart();
  await using lab = await MysqlLab.open(server);
  const seen = new Set<string>();
  const unseen = () => screens.filter((kind) => !seen.has(kind));
  const pressed = await Promise.all(
    Array.from({ length: monkeys }, async (_, monkey) => {
      let done = 0;
      for (
        let sitting = 0;
        done < keys / monkeys || (unseen().length > 0 && done < most / monkeys);
        sitting++
      ) {
        const own = 1_000_000 * seed + 1000 * monkey + sitting;
        const here = new Sitting(sitting, new Random(own), { lessons, exercises, folder }, lab);
        try {
          await here.run(keysAtOnce);
        } catch (cause) {
          throw new Error(`ISOLAB_SEED=${seed}, monkey ${monkey}, sitting ${sitting}: ${String(cause)}`, {
            cause,
          });
        }
        done += here.keys;
        for (const kind of here.seen) seen.add(kind);
      }
      return done;
    }),
  );
  expect(pressed.reduce((sum, done) => sum + done, 0)).toBeGreaterThanOrEqual(keys);
  expect(unseen()).toEqual([]);
  const admin = await connect(server.address);
  expect(await cells(admin, "SHOW SCHEMAS LIKE 'isolab%'")).toEqual([]);
  expect(await cells(admin, "SELECT user FROM mysql.user WHERE user LIKE 'isolab%'")).toHaveLength(1);
  await admin.end();
});
