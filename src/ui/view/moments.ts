import type { LabState, StatementEntry, TimelineEntry } from '../../engine/state.ts';

/**
 * What is drawn at one place of the time axis, in one session's lane. A statement that waited, or that was answered
 * after something else, has two: where it was sent, and where its answer came.
 */
export type Moment =
  | { readonly kind: 'whole' | 'sent' | 'ended'; readonly at: number; readonly entry: StatementEntry }
  | {
      readonly kind: 'entry';
      readonly at: number;
      readonly entry: Exclude<TimelineEntry, StatementEntry>;
    };

/** Everything that happened, in the order of time. */
export const momentsOf = ({ timeline }: Pick<LabState, 'timeline'>): readonly Moment[] => {
  const ends = timeline
    .flatMap((entry) =>
      entry.kind === 'statement' && entry.finishedAt !== undefined ? [entry.finishedAt] : [],
    )
    .toSorted((a, b) => a - b);
  return timeline
    .flatMap((entry): readonly Moment[] => {
      if (entry.kind !== 'statement') return [{ kind: 'entry', at: entry.at, entry }];
      const { sentAt, blockedAt, finishedAt } = entry;
      const isWhole =
        blockedAt === undefined && (finishedAt === undefined || firstAfter(ends, sentAt) >= finishedAt);
      const sent = { kind: isWhole ? 'whole' : 'sent', at: sentAt, entry } as const;
      return isWhole || finishedAt === undefined ? [sent] : [sent, { kind: 'ended', at: finishedAt, entry }];
    })
    .toSorted((a, b) => a.at - b.at);
};

/** Times in their order are looked through by halves: a long run has many. */
const firstAfter = (times: readonly number[], time: number): number => {
  let [from, to] = [0, times.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((times[middle] ?? 0) > time) to = middle;
    else from = middle + 1;
  }
  return times[from] ?? Number.POSITIVE_INFINITY;
};
