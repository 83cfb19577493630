import type { ServerAbout } from '../../engine/events.ts';
import type { LabState } from '../../engine/state.ts';
import type { LikeSerial } from '../../explore/exploration.ts';
import type { Level } from '../../lesson/level.ts';
import type { Paper } from '../../textbook/paper.ts';
import type { Schedule } from '../../textbook/schedule.ts';

/** A history on paper, and what a server made of it at each level. */
export interface RanHistory {
  readonly schedule: Schedule;
  readonly paper: Paper;
  readonly server: ServerAbout;
  readonly levels: readonly RanLevel[];
}

export interface RanLevel {
  readonly level: Level;
  /** At the end of the run. */
  readonly state: LabState;
  /** Sessions that the server rolled back to end a deadlock. */
  readonly victims: readonly string[];
  /** Whether what committed is as good as one transaction after the other. */
  readonly likeSerial: LikeSerial;
  /** The first serial order that was found as good, the sessions in their turns. */
  readonly like?: readonly string[];
  /** How many serial orders it was held against: none that its values alone rule out. */
  readonly tried: number;
  /** Several were at work at the same moment: who was faster, the server chose. */
  readonly mayVary: boolean;
  /** It did choose otherwise, when this was run again. */
  readonly varies: boolean;
}
