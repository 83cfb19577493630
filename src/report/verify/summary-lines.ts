import { told } from '../../printable.ts';
import { counted, duration } from '../../text/amounts.ts';
import type { Summary } from '../../verify/summary.ts';
import type { Paint } from '../paint.ts';

/** How it ended, in a line or two. */
export const summaryLines = (summary: Summary, repeat: number, paint: Paint): readonly string[] => {
  const { cases, pairs, extra, orders, ms, ok } = summary;
  const notes = [
    ...(repeat > 1 ? [`${repeat} times each`] : []),
    ...(extra > 0 ? [`${counted(extra, 'more case')} run for their pairs`] : []),
  ];
  const note = notes.length > 0 ? ` (${notes.join(', ')})` : '';
  if (ok) {
    const what = [
      counted(cases.passed, 'case'),
      ...(pairs.passed > 0 ? [counted(pairs.passed, 'pair')] : []),
    ];
    return [paint.good(`✓ Proved: ${what.join(' and ')} in ${duration(ms)}${note}.`), ...ordersLines(orders)];
  }
  return [
    ...(summary.end === 'complete' ? [] : [paint.bad(endWords(summary))]),
    paint.bad(`✗ Not proved, in ${duration(ms)}${note}.`),
    `  cases: ${countWords(cases)}`,
    ...(Object.values(pairs).some((count) => count > 0) ? [`  pairs: ${countWords(pairs)}`] : []),
    ...ordersLines(orders),
  ];
};

/** Within which bound something holds in every order. */
const ordersLines = ({ whole, bounded, bound }: Summary['orders']): readonly string[] => {
  const parts = [
    ...(whole > 0 ? [`${counted(whole, 'case')} in every order`] : []),
    ...(bounded > 0
      ? [`${counted(bounded, 'case')} in the ${bound} with the fewest switches (--orders runs more)`]
      : []),
  ];
  return parts.length === 0 ? [] : [`  Explored: ${parts.join(', ')}.`];
};

const countWords = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .flatMap(([status, count]) => (count === 0 ? [] : [`${count} ${statusWords[status] ?? status}`]))
    .join(', ');

const statusWords: Readonly<Record<string, string>> = { passed: 'proved', notRun: 'not run' };

const endWords = ({ end, lost }: Summary): string => {
  switch (end) {
    case 'complete':
      return '';
    case 'bailed':
      return 'Ended with the first failure, as asked for.';
    case 'interrupted':
      return 'Interrupted.';
    case 'server-lost':
      return lost === undefined ? 'The server went away' : told`The server went away: ${lost}`;
  }
};
