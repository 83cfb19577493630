import { onAbort } from '../../ending.ts';
import type { LabServer } from '../../engine/ports.ts';
import type { ServerWish } from '../../hosts/provider.ts';
import type { BurstScript } from '../../lesson/burst-script.ts';
import { Arena } from '../../race/arena.ts';
import { type ServedRequest, Service } from '../../race/service.ts';
import { paintFor } from '../../report/paint.ts';
import { headLines } from '../../report/race/head-lines.ts';
import { listeningLines, servedLine, servedLines } from '../../report/race/serve-lines.ts';
import { systemClock } from '../clock.ts';
import { type Edge, wantsColor, widthOf } from '../edge.ts';
import { writeText } from '../text-output.ts';
import { withLab } from '../with-lab.ts';

export interface Serve {
  /** 0: any. */
  readonly port: number;
  readonly wish: ServerWish;
}

/** Keeps a lesson's application up for clients of the user's own until it is stopped. @throws the stop's reason */
export const serve = (edge: Edge, script: BurstScript, { port, wish }: Serve): Promise<never> =>
  withLab(edge, wish, (lab) => serveOn(edge, lab, script, port));

const serveOn = async (edge: Edge, server: LabServer, script: BurstScript, port: number): Promise<never> => {
  const { stdout, signal } = edge;
  const width = widthOf(stdout);
  const paint = paintFor(wantsColor(stdout, edge.env));
  const write = (lines: readonly string[]) => writeText(edge, stdout, `${lines.join('\n')}\n`);
  await using arena = await openUnless(signal, (opening) =>
    Arena.open({ script, server, clock: systemClock, signal: opening }),
  );
  const before = await arena.stored();
  const served: ServedRequest[] = [];
  const service = await Service.start({
    script,
    workers: arena.workers,
    now: () => systemClock.now(),
    port,
    start: () => Promise.resolve(),
    onServed: (request) => {
      served.push(request);
      write([servedLine(request)]);
    },
  });
  {
    await using _ = service;
    const { redis } = arena;
    const about = { script, server: server.about, ...(redis && { redis }), gate: false, rounds: 0, before };
    write([...headLines({ about }, width, paint), ...listeningLines(script, service.port, width)]);
    await Promise.race([aborted(signal), server.lost.then((reason) => Promise.reject(new Error(reason)))]);
  }
  // What is in the database is looked at while it is still there.
  write(servedLines(script, served, { before, after: await arena.stored() }, width, paint));
  throw signal.reason;
};

/** A signal ends the opening; once it is open, what is there is closed in order. */
const openUnless = async <T>(signal: AbortSignal, open: (opening: AbortSignal) => Promise<T>): Promise<T> => {
  const opening = new AbortController();
  using _ = onAbort(signal, () => opening.abort(signal.reason));
  return await open(opening.signal);
};

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    onAbort(signal, resolve);
  });
