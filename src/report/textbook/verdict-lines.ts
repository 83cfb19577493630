import { listed } from '../../text/amounts.ts';
import { transactionName } from '../../textbook/operation.ts';
import type { Schedule } from '../../textbook/schedule.ts';
import type { Paint } from '../paint.ts';
import { nameOf } from './level-steps.ts';
import type { RanLevel } from './ran-history.ts';

/** Who was rolled back, and whether what committed is as good as one transaction after the other. */
export const verdictLines = (ran: RanLevel, schedule: Schedule, paint: Paint): readonly string[] => [
  ...(ran.victims.length > 0
    ? [paint.bad(`✗ ${victimNames(ran, schedule)} rolled back to end a deadlock.`)]
    : []),
  asGood(ran, schedule, paint),
  ...chosenWords(ran),
];

const chosenWords = ({ varies, mayVary }: RanLevel): readonly string[] => {
  if (varies) return ['The server chose here: run again, it came to something else.'];
  return mayVary ? ['Several went on at the same moment: the server may choose otherwise.'] : [];
};

const asGood = (ran: RanLevel, schedule: Schedule, paint: Paint): string => {
  const left = committedNames(ran, schedule);
  if (left.length === 0) return 'Nobody committed.';
  const alone = left.length === 1 ? ' alone' : '';
  const order = likeNames(ran, schedule);
  switch (ran.likeSerial) {
    case 'yes':
      return paint.good(`✓ As good as ${order === undefined ? 'a serial order' : order.join(', ') + alone}.`);
    case 'no':
      return paint.bad(
        alone === ''
          ? `✗ Not as good as any serial order of ${left.join(', ')}.`
          : `✗ Not as good as ${left.join('')} alone.`,
      );
    case 'unknown':
      return `? Not known: it is like none of the ${ran.tried} serial orders that were tried, and there are more.`;
  }
};

/** "T1 was", "T1 and T2 were" */
const victimNames = ({ victims }: RanLevel, schedule: Schedule): string =>
  `${listed(victims.map((session) => nameOf(session, schedule)))} ${victims.length === 1 ? 'was' : 'were'}`;

/** Whose work is there in the end. */
export const committedNames = (
  { victims }: Pick<RanLevel, 'victims'>,
  { transactions }: Schedule,
): readonly string[] =>
  transactions
    .filter(({ session, ends }) => ends === 'commit' && !victims.includes(session))
    .map(({ number }) => transactionName(number));

export const likeNames = (
  { like }: Pick<RanLevel, 'like'>,
  schedule: Schedule,
): readonly string[] | undefined => like?.map((session) => nameOf(session, schedule));
