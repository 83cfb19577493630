import type { Observation } from '../engine/events.ts';

export type Tables = Pick<Observation, 'tables' | 'shapes'>;

/** A lesson watches some of its tables: steps use the others, too, and so do foreign keys, triggers and the promise. */
export const allTables = ({
  tables,
  shapes,
  evidence,
}: Pick<Observation, 'tables' | 'shapes' | 'evidence'>): Tables => ({
  tables: [...tables, ...(evidence?.unwatched.committed ?? [])],
  ...(shapes && { shapes }),
});
