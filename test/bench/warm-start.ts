import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServerContext, StartedServer } from '../../src/hosts/provider.ts';
import { keepWarm } from '../../src/mysql/server/keep-warm.ts';
import { obtainServer, privateServerFor } from '../../src/mysql/server/obtain.ts';
import { type Figure, figure, timed } from './figures.ts';

/** How long a start takes while a server is kept warm (isolab server start), and from there to the first step. */
export const warmFigures = async (
  context: ServerContext,
  takeFirstStep: (server: StartedServer) => Promise<void>,
): Promise<readonly Figure[]> => {
  const wish = { provider: 'embedded' } as const;
  const stop = new AbortController();
  // Apart, so that the other figures are of servers that are really started.
  const folder = await mkdtemp(join(tmpdir(), 'isolab-bench-'));
  const apart = { ...context, env: { ...context.env, TMPDIR: folder }, signal: stop.signal };
  const wanted = await privateServerFor(wish, apart);
  const ready = Promise.withResolvers<void>();
  const keeping = { idleMs: 600_000, now: () => performance.now(), onReady: () => ready.resolve() };
  const ended = keepWarm(wanted, keeping, apart);
  try {
    await Promise.race([ready.promise, ended]);
    const starts = await timed(20, async () => {
      await using _ = await obtainServer(wish, apart);
    });
    const firstSteps = await timed(10, async () => {
      await using server = await obtainServer(wish, apart);
      await takeFirstStep(server);
    });
    return [
      figure('warm background server, start', starts),
      figure('warm background server, start to first step taken', firstSteps),
    ];
  } finally {
    stop.abort();
    await ended;
    await rm(folder, { recursive: true });
  }
};
