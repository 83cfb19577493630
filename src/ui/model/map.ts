import type { Script } from '../../lesson/script.ts';
import type { MapRun } from '../../map/anomaly-map.ts';

/** Anomalies by level, as the lessons' own runs have filled it by now. It stays until another server comes. */
export interface LabMap {
  /** All that are to be run; none before the lessons are read. */
  readonly scripts: readonly Script[];
  readonly results: ReadonlyMap<Script, MapResult>;
  /** The anomaly that the keys act on, by its place. */
  readonly cursor: number;
}

export type MapResult = { readonly run: MapRun } | { readonly failed: string };

/** What they have come to, in the order of the lessons, whichever was over first. */
export const runsIn = ({ scripts, results }: LabMap): readonly MapRun[] =>
  scripts.flatMap((script) => {
    const result = results.get(script);
    return result && 'run' in result ? [result.run] : [];
  });

/** All were run: what no lesson has shown by now, none shows. */
export const isWhole = (map: LabMap): boolean =>
  map.scripts.length > 0 && runsIn(map).length === map.scripts.length;
