import { setTimeout as wait } from 'node:timers/promises';
import { runsFolder } from '../../hosts/paths.ts';
import type { PrivateServer } from '../../hosts/program.ts';
import type { ServerContext } from '../../hosts/provider.ts';
import { startNewServer } from './start.ts';
import { noteOf, publishNote, readNote, withdrawNote } from './warm-note.ts';
import { listWarm, makeRoomForUsers, usersOf, type WarmServer } from './warm-use.ts';

/** How often the keeper looks whether somebody uses its server, in ms. */
const lookMs = 1_000;

/** Why a warm server ended: nobody used it, it was told to, it ended by itself, or another one was there first. */
export type WarmEnd = 'idle' | 'stopped' | 'lost' | 'second';

export interface Keeping {
  readonly idleMs: number;
  /** In ms, from whenever. */
  readonly now: () => number;
  /** Called when it can be used; not when another one turns out to have been first. */
  readonly onReady: (warm: WarmServer) => void;
}

/**
 * Starts a server and keeps it for whoever comes, until nobody has used it for `idleMs` or the signal is
 * aborted.
 *
 * @throws UserError (exit code 3) when it does not come up.
 */
export const keepWarm = async (
  wanted: PrivateServer,
  { idleMs, now, onReady }: Keeping,
  context: ServerContext,
): Promise<WarmEnd> => {
  const runs = runsFolder(context.env);
  await using server = await startNewServer(wanted, context);
  const { run } = server;
  const note = await noteOf(wanted, idleMs);
  await makeRoomForUsers(run);
  await publishNote(run, note);
  const isSecond = async (): Promise<boolean> => {
    const [first] = await listWarm(runs);
    return first !== undefined && first.run.path !== run;
  };
  const own = (await listWarm(runs)).find((one) => one.run.path === run);
  if (own !== undefined && !(await isSecond())) onReady(own);
  let usedAt = now();
  for (;;) {
    if ((await usersOf(run)).length > 0) {
      usedAt = now();
    } else if ((await readNote(run)) === undefined) {
      // Somebody swept its folder away: nobody can come any more.
      return 'lost';
    } else if (now() - usedAt >= idleMs || (await isSecond())) {
      await withdrawNote(run);
      // Somebody may have come in between; who comes now finds no note.
      if ((await usersOf(run)).length === 0) return now() - usedAt >= idleMs ? 'idle' : 'second';
      await publishNote(run, note);
    }
    const left = idleMs - (now() - usedAt);
    const ended = await Promise.race([
      server.ended.then(() => 'lost' as const),
      wait(Math.max(0, Math.min(lookMs, left)), undefined, { signal: context.signal }).catch(
        () => 'stopped' as const,
      ),
    ]);
    if (ended !== undefined) return ended;
  }
};
