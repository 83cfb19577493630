import type { ServerAbout } from '../../engine/events.ts';
import type { Bound } from '../../explore/bound.ts';
import type { Exploration } from '../../explore/exploration.ts';
import type { RunOrder } from '../../explore/order.ts';
import type { Script } from '../../lesson/script.ts';

/** Everything that happens while a lesson is explored, in order. `at` is milliseconds since the beginning. */
export type ExploreEvent = { readonly at: number } & ExploreEventBody;

export type ExploreEventBody =
  | {
      readonly type: 'explore-started';
      readonly lesson: { readonly id: string; readonly title: string };
      readonly server: ServerAbout;
      readonly scripts: readonly Script[];
      /** How many sandboxes there are at a time. */
      readonly jobs: number;
      readonly bound: Bound;
    }
  | { readonly type: 'case-started'; readonly script: Script; readonly of: bigint }
  | { readonly type: 'order'; readonly script: Script; readonly order: RunOrder; readonly of: bigint }
  | {
      readonly type: 'case-finished';
      readonly script: Script;
      readonly result: Exploration | { readonly failed: string };
    }
  | { readonly type: 'explore-finished'; readonly isStopped: boolean; readonly isBroken: boolean };
