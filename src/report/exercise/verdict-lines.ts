import type { Check, Costs } from '../../exercise/checks.ts';
import type { Verdict } from '../../exercise/judge.ts';
import type { OrderVerdict } from '../../exercise/judge-break.ts';
import { hanging, wrapped } from '../../text/fit.ts';
import { proseLines } from '../../text/prose-lines.ts';
import { signs } from '../../text/signs.ts';
import { switchesWords } from '../explore/amounts.ts';
import type { Looks } from './looks.ts';
import { readLines } from './read-lines.ts';

/** What became of what somebody handed in. */
export const verdictLines = (verdict: Verdict, looks: Looks): readonly string[] => {
  switch (verdict.kind) {
    case 'fix':
      return fixLines(verdict, looks);
    case 'read':
      return readLines(verdict, looks);
    case 'break':
      return breakLines(verdict, looks);
  }
};

/** What it costs and what holds, and at the end, where a terminal stands, what does not. */
const fixLines = (
  { isSolved, checks, costs, mistakes }: Extract<Verdict, { kind: 'fix' }>,
  looks: Looks,
): readonly string[] => {
  const { width, paint } = looks;
  const faults = checks.filter(({ verdict }) => verdict !== 'holds');
  const good = checks.filter(({ verdict }) => verdict === 'holds');
  return [
    ...(costs ? [paint.strong(costsTitle), ...costLines(costs, width), ''] : []),
    ...section(good.flatMap((check) => checkLines(check, looks))),
    ...mistakes.flatMap(({ says }) => section(proseLines(says, width))),
    ...section(faults.flatMap((check) => checkLines(check, looks))),
    isSolved
      ? paint.good('★ Solved.')
      : paint.bad(
          `Not yet: ${faults.length} of ${checks.length} ${faults.length === 1 ? 'does' : 'do'} not hold.`,
        ),
  ];
};

const section = (lines: readonly string[]): readonly string[] => (lines.length === 0 ? [] : [...lines, '']);

const checkLines = ({ verdict, says, seen }: Check, { width, paint }: Looks): readonly string[] => {
  const sign = verdict === 'holds' ? paint.good(signs.holds) : paint.bad(signs.failed);
  return [
    ...hanging(`${sign} `, says, width),
    ...hanging('  ', verdict === 'holds' ? paint.faint(seen) : seen, width),
  ];
};

/** Its own two: those that are about something else are in no count. */
export const costsTitle = 'What it costs, in all orders of the requests or programs of the task';

/** What a solution costs its users. */
export const costLines = (
  { of, waits, deadlocks, triedAgain, turnedAway }: Costs,
  width: number,
): readonly string[] =>
  [
    `somebody waits in ${waits} of ${of} orders`,
    `there is a deadlock in ${deadlocks} of them`,
    ...(triedAgain > 0n ? [`a request is tried again in ${triedAgain} of them`] : []),
    ...[...turnedAway].map(([answer, count]) => `“${answer}” is answered in ${count} of them`),
  ].flatMap((line) => hanging('  ', line, width));

/** What became of the order that a student has found. */
const breakLines = (
  { isSolved, order, never }: Extract<Verdict, { kind: 'break' }>,
  { width, paint }: Looks,
): readonly string[] => [
  isSolved ? paint.good('★ Solved.') : paint.bad('Not yet.'),
  '',
  ...(order === undefined ? wrapped('There is no order yet.', width) : orderLines(order, { width, paint })),
  ...(never === undefined
    ? order?.isBroken && !isSolved
      ? wrapped('There is no level yet at which no order does it.', width)
      : []
    : never.isSo
      ? hanging(
          `${paint.good(signs.holds)} `,
          `At ${never.level} it holds in all ${never.exploration.of} orders.`,
          width,
        )
      : hanging(
          `${paint.bad(signs.failed)} `,
          `At ${never.level} there are orders that break it, too.`,
          width,
        )),
];

const orderLines = (
  { word, order, isBroken, fewest }: OrderVerdict,
  { width, paint }: Looks,
): readonly string[] => {
  if (!isBroken) return hanging(`${paint.bad(signs.failed)} `, `The promise holds in ${word}.`, width);
  const { switches } = order;
  const best = fewest === switches ? 'none has fewer' : `it can be done with ${fewest}`;
  return [
    ...hanging(`${paint.good(signs.holds)} `, `${word} breaks the promise.`, width),
    ...hanging('  ', `It has ${switchesWords(switches)} in the middle of a transaction; ${best}.`, width),
  ];
};
