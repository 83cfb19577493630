import type { Anomaly, Link } from '../../../src/engine/anomaly.ts';
import type { KeptAway } from '../../../src/engine/kept-away.ts';
import type { AnomalyKind } from '../../../src/lesson/anomaly-names.ts';
import type { Level } from '../../../src/lesson/level.ts';
import type { MapRun } from '../../../src/map/anomaly-map.ts';

/** What a lesson comes to at a level: kinds of anomalies (`P3 locking`), `none`, `?` where that is not known, or nobody looked. */
export const mapRunOf = (
  lesson: string,
  level: Level,
  came?: 'none' | '?' | readonly (AnomalyKind | `${AnomalyKind} locking`)[],
  kept: readonly KeptAway['how'][] = [],
): MapRun => {
  if (came === undefined) return { lesson, level, kept };
  const anomalies = typeof came === 'string' ? [] : came.map(anomalyOf);
  const doubts = came === '?' ? [{ why: 'open' as const, says: 'A is open.' }] : [];
  return { lesson, level, happened: { anomalies, doubts }, kept };
};

const anomalyOf = (words: string): Anomaly => {
  const [kind, locking] = words.split(' ') as [AnomalyKind, string?];
  const place = { statement: 1, step: 0, verb: 'SELECT' };
  const link: Link = {
    kind: 'rw',
    of: 'row',
    table: 't',
    key: ['1'],
    first: place,
    second: place,
    ...(locking !== undefined && { locking: true as const }),
  };
  return { kind, parties: [], links: [link], says: '' };
};

/** Four lessons as they might come out. */
export const someRuns: readonly MapRun[] = [
  mapRunOf('lost-update', 'READ UNCOMMITTED', ['P4', 'P1']),
  mapRunOf('lost-update', 'READ COMMITTED', ['P4']),
  mapRunOf('lost-update', 'REPEATABLE READ', ['P4']),
  mapRunOf('lost-update', 'SERIALIZABLE', 'none', ['deadlock', 'wait']),
  mapRunOf('phantom', 'READ COMMITTED', ['P3'], ['wait']),
  mapRunOf('phantom', 'REPEATABLE READ', ['P3 locking'], ['snapshot']),
  mapRunOf('phantom', 'SERIALIZABLE', 'none', ['wait']),
  mapRunOf('other-phantom', 'READ UNCOMMITTED', '?'),
  mapRunOf('other-phantom', 'READ COMMITTED', ['P3', 'P3 locking']),
  mapRunOf('other-phantom', 'REPEATABLE READ', 'none', ['snapshot']),
  mapRunOf('other-phantom', 'SERIALIZABLE', 'none'),
  mapRunOf('quiet', 'READ COMMITTED', 'none', ['error']),
  mapRunOf('unseen', 'SERIALIZABLE'),
];
