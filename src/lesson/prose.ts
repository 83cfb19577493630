/** The words of a lesson that stand beside the outcome of a step; of a question what is said with its answer. */
export const proseKeys = ['look', 'predict', 'hint', 'why'] as const;

export type ProseKey = (typeof proseKeys)[number];

/**
 * Why a step came to what it came to. Of a wait it may be two texts: one is told when the wait begins, the other
 * when the statement has its answer, so that no end is told before it happens.
 */
export type Why = string | WaitWhy;

export interface WaitWhy {
  readonly begins?: string;
  readonly ends?: string;
}
