import type { ServerAbout } from '../../engine/events.ts';
import type { LikeSerial } from '../../explore/exploration.ts';
import type { Level } from '../../lesson/level.ts';
import { historyText } from '../../textbook/history-lesson.ts';
import { operationName, transactionName } from '../../textbook/operation.ts';
import { type EndRow, endRows } from './end-rows.ts';
import { type LevelNames, levelNames } from './level-names.ts';
import { type LevelStep, levelSteps, nameOf } from './level-steps.ts';
import type { RanHistory } from './ran-history.ts';
import { committedNames, likeNames } from './verdict-lines.ts';

/** A history as one JSON document (`isolab history --format json`). Within format 1 keys are only added. */
export interface HistoryReport {
  readonly format: 1;
  /** As isolab writes it. */
  readonly history: string;
  /** The letter that each has in the lab and in lessons. */
  readonly transactions: readonly { readonly name: string; readonly session: string }[];
  readonly before: readonly EndRow[];
  /** Ends that were not written, which isolab added. */
  readonly added: readonly string[];
  /** What can be run and is hardly meant, a sentence each. */
  readonly warnings: readonly string[];
  readonly paper: {
    readonly edges: readonly {
      readonly from: string;
      readonly to: string;
      /** The operations that are in conflict, in the order of the history. */
      readonly because: readonly (readonly [string, string])[];
    }[];
    readonly isConflictSerializable: boolean;
    /** One serial order that it is as good as; absent where there is none. */
    readonly order?: readonly string[];
    /** Each before the next one, the last before the first; absent where there is none. */
    readonly circle?: readonly string[];
    /** Absent where that is not decided: more than 6 transactions commit, and it is not conflict serializable. */
    readonly isViewSerializable?: boolean;
    /** A serial order with the same reads and last writes; absent where there is none or that is not decided. */
    readonly viewOrder?: readonly string[];
    readonly isRecoverable: boolean;
    readonly avoidsCascadingAborts: boolean;
    readonly isStrict: boolean;
  };
  readonly server: ServerAbout;
  readonly levels: readonly {
    readonly level: Level;
    /** In the order in which they began. */
    readonly steps: readonly LevelStep[];
    readonly end: readonly EndRow[];
    readonly committed: readonly string[];
    /** Who was rolled back to end a deadlock. */
    readonly victims: readonly string[];
    /** Whether it is as good as a serial order of what committed. */
    readonly likeSerial: LikeSerial;
    /** The first of these that was found as good; absent where none was. */
    readonly like?: readonly string[];
    /** How many of these it was held against, up to the first that is as good; values alone rule out others. */
    readonly tried: number;
    /** Several were at work at the same moment, so the server may choose another time. */
    readonly mayVary: boolean;
    /** It did, when this was run again: that came to something else. */
    readonly varies: boolean;
    /** What really happened, by name. */
    readonly happened?: LevelNames;
  }[];
}

export const historyReport = ({ schedule, paper, server, levels }: RanHistory): HistoryReport => ({
  format: 1,
  history: historyText(schedule),
  transactions: schedule.transactions.map(({ number, session }) => ({
    name: transactionName(number),
    session,
  })),
  before: schedule.items.map(({ name, before }) => ({ item: name, value: String(before) })),
  added: schedule.added.map(operationName),
  warnings: schedule.warnings,
  paper: {
    edges: paper.edges.map(({ from, to, because }) => ({
      from: transactionName(from),
      to: transactionName(to),
      because: because.map(([first, then]) => [operationName(first), operationName(then)] as const),
    })),
    isConflictSerializable: paper.order !== undefined,
    ...(paper.order && { order: paper.order.map(transactionName) }),
    ...(paper.circle && { circle: paper.circle.map(transactionName) }),
    ...(paper.view && { isViewSerializable: paper.view.order !== undefined }),
    ...(paper.view?.order && { viewOrder: paper.view.order.map(transactionName) }),
    isRecoverable: paper.recovery.unrecoverable === undefined,
    avoidsCascadingAborts: paper.recovery.cascading === undefined,
    isStrict: paper.recovery.unstrict === undefined,
  },
  server,
  levels: levels.map((ran) => {
    const happened = levelNames(ran.state, schedule);
    const like = likeNames(ran, schedule);
    return {
      level: ran.level,
      steps: levelSteps(ran.state, schedule),
      end: endRows(ran.state),
      committed: committedNames(ran, schedule),
      victims: ran.victims.map((session) => nameOf(session, schedule)),
      likeSerial: ran.likeSerial,
      ...(like && { like }),
      tried: ran.tried,
      mayVary: ran.mayVary,
      varies: ran.varies,
      ...(happened && { happened }),
    };
  }),
});
