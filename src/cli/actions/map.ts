import { jsonText } from '../../engine/json-text.ts';
import { runBeside } from '../../engine/run/run-beside.ts';
import { exitCodes } from '../../errors.ts';
import type { ServerWish } from '../../hosts/provider.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import { type MapRun, mapRun, scriptsForMap } from '../../map/anomaly-map.ts';
import { mapReport } from '../../report/map/json.ts';
import { mapMarkdown } from '../../report/map/markdown.ts';
import { type AnomalyMap, mapText } from '../../report/map/text.ts';
import { paintFor } from '../../report/paint.ts';
import { counted } from '../../text/amounts.ts';
import { systemClock } from '../clock.ts';
import { type Edge, wantsColor, widthOf } from '../edge.ts';
import { ProgressLine } from '../progress.ts';
import { writeText } from '../text-output.ts';
import { withLab } from '../with-lab.ts';

export interface MapWanted {
  readonly lessons: readonly Lesson[];
  readonly format: 'text' | 'json' | 'markdown';
  readonly wish: ServerWish;
}

/** Runs the lessons at their levels and writes which anomalies happened at which. @throws what went wrong with a run */
export const anomalyMap = async (edge: Edge, { lessons, format, wish }: MapWanted): Promise<number> => {
  const { signal, stdout, stderr, env } = edge;
  const scripts = scriptsForMap(lessons);
  const map = await withLab(edge, wish, async (server): Promise<AnomalyMap> => {
    const progress = new ProgressLine(stderr);
    const runs: MapRun[] = [];
    const errors: unknown[] = [];
    let over = 0;
    await runBeside(scripts, { server, clock: systemClock, signal }, (index, result) => {
      over++;
      if ('lab' in result) runs[index] = mapRun(result.lab);
      else errors.push(result.error);
      const message = `${over} of ${counted(scripts.length, 'run')} over`;
      if (stderr.isTTY) progress.show({ phase: 'starting', message, done: over / scripts.length });
    });
    progress.clear();
    signal.throwIfAborted();
    if (errors.length > 0) throw errors[0];
    return { server: server.about, runs };
  });
  if (format === 'json') stdout.write(`${jsonText(mapReport(map), 2)}\n`);
  else {
    const width = Math.min(160, widthOf(stdout));
    const lines =
      format === 'markdown' ? mapMarkdown(map) : mapText(map, width, paintFor(wantsColor(stdout, env)));
    writeText(edge, stdout, `${lines.join('\n')}\n`);
  }
  return exitCodes.ok;
};
