import type { ServerAbout } from '../../engine/events.ts';
import { namesOf } from '../../lesson/anomaly-names.ts';
import { type MapRow, type MapRun, mapOf } from '../../map/anomaly-map.ts';
import type { AnomalyMap } from './text.ts';

/** `isolab map --format json`. Within format 1 keys are only added. */
export interface MapReport {
  readonly format: 1;
  readonly server: ServerAbout;
  readonly anomalies: readonly (MapRow & { readonly name: string; readonly codes: readonly string[] })[];
  readonly runs: readonly MapRun[];
}

export const mapReport = ({ server, runs }: AnomalyMap): MapReport => ({
  format: 1,
  server,
  anomalies: mapOf(runs).map((row) => ({ ...row, ...namesOf(row.kind) })),
  runs,
});
