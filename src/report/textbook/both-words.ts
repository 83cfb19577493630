import { listed } from '../../text/amounts.ts';
import type { Schedule } from '../../textbook/schedule.ts';
import type { LevelNames } from './level-names.ts';
import type { RanLevel } from './ran-history.ts';
import { committedNames } from './verdict-lines.ts';

type Named = LevelNames['anomalies'][number];

/** Why something has a name although it came out as in a serial order. */
export const bothWords = (
  ran: RanLevel,
  schedule: Schedule,
  anomalies: readonly Named[],
): readonly string[] => {
  const committed = committedNames(ran, schedule);
  if (ran.likeSerial !== 'yes' || committed.length === 0) return [];
  const reasons = [...Map.groupBy(anomalies, (one) => reasonOf(one, committed))];
  if (reasons.length < 2) return reasons.map(([reason]) => `Both are true. ${reason}`);
  return [
    'The order and the names are all true.',
    ...reasons.map(([reason, named]) => `${listed([...new Set(named.map(({ name }) => name))])}: ${reason}`),
  ];
};

const reasonOf = ({ parties, links, kind }: Named, committed: readonly string[]): string => {
  const rolledBack = parties.filter((one) => !committed.includes(one));
  if (rolledBack.length > 0)
    return `The order is of those who committed. ${listed(rolledBack)} rolled back and ${rolledBack.length === 1 ? 'does' : 'do'} not count there: the name is for what came before that.`;
  // Were all writes of each row in the turns of that order, there would be no circle: who read what is the same. The last
  // write of a row is the same, too, so it is a third that comes after both.
  if (links.length > 1)
    return 'What was read and the rows at the end are as in that order (view serializable). Yet the transactions depend on each other in a circle (not conflict serializable): two writes came in another order than there, and a later write covers both.';
  if (kind === 'P1') return 'Something was read before it was committed, and this time it came out well.';
  return 'What was read and the rows at the end are as in that order.';
};
