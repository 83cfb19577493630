import type { AnomalyKind } from '../lesson/anomaly-names.ts';
import type { Level } from '../lesson/level.ts';

/** The levels at which ANSI SQL-92 (4.28, table 9) allows the phenomena that it names: these three, and no others. */
export const standardAllows: Partial<Record<AnomalyKind, readonly Level[]>> = {
  P1: ['READ UNCOMMITTED'],
  P2: ['READ UNCOMMITTED', 'READ COMMITTED'],
  P3: ['READ UNCOMMITTED', 'READ COMMITTED', 'REPEATABLE READ'],
};
