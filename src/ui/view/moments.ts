import type { LabState, StatementEntry, TimelineEntry } from '../../engine/state.ts';

/**
 * What is drawn at one place of the time axis, in one session's lane. A statement that waited has two: where
 * it was sent, and where its wait ended.
 */
export type Moment =
  | { readonly kind: 'sent' | 'ended'; readonly at: number; readonly entry: StatementEntry }
  | {
      readonly kind: 'entry';
      readonly at: number;
      readonly entry: Exclude<TimelineEntry, StatementEntry>;
    };

/** Everything that happened, in the order of time. */
export const momentsOf = (lab: Pick<LabState, 'timeline'>): readonly Moment[] =>
  lab.timeline
    .flatMap((entry): readonly Moment[] => {
      if (entry.kind !== 'statement') return [{ kind: 'entry', at: entry.at, entry }];
      const sent = { kind: 'sent', at: entry.sentAt, entry } as const;
      return entry.blockedAt === undefined || entry.finishedAt === undefined
        ? [sent]
        : [sent, { kind: 'ended', at: entry.finishedAt, entry }];
    })
    .toSorted((a, b) => a.at - b.at);
