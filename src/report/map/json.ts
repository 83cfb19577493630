import type { ServerAbout } from '../../engine/events.ts';
import { namesOf } from '../../lesson/anomaly-names.ts';
import type { Level } from '../../lesson/level.ts';
import { type MapRow, type MapRun, mapOf } from '../../map/anomaly-map.ts';
import { standardAllows } from '../../map/standard.ts';
import type { AnomalyMap } from './text.ts';

/** `isolab map --format json`. Within format 1 keys are only added. */
export interface MapReport {
  readonly format: 1;
  readonly server: ServerAbout;
  /** `standardAllows`: of the three that ANSI SQL-92 names, the levels at which it allows them. */
  readonly anomalies: readonly (MapRow & {
    readonly name: string;
    readonly codes: readonly string[];
    readonly standardAllows?: readonly Level[];
  })[];
  readonly runs: readonly MapRun[];
}

export const mapReport = ({ server, runs }: AnomalyMap): MapReport => ({
  format: 1,
  server,
  anomalies: mapOf(runs).map((row) => {
    const allowed = standardAllows[row.kind];
    return { ...row, ...namesOf(row.kind), ...(allowed && { standardAllows: allowed }) };
  }),
  runs,
});
