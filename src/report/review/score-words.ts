import { counted } from '../../text/amounts.ts';

/** How it went; every answer is kept as soon as it is given. */
export const scoreWords = ({
  right,
  given,
  kept = 'Every answer is kept.',
}: {
  readonly right: number;
  readonly given: number;
  /** What is kept, where that is not every answer. */
  readonly kept?: string;
}): string => `${right} of ${given} right. ${kept}`;

const hourMs = 3_600_000;

/** When there is more to ask; nothing where that is not known. */
export const dueWords = (ms: number | undefined): readonly string[] => {
  if (ms === undefined) return [];
  const hours = Math.ceil(ms / hourMs);
  const time = hours <= 24 ? counted(hours, 'hour') : counted(Math.ceil(hours / 24), 'day');
  return [`The next question is due in ${time}.`];
};
