import { counted } from '../../text/amounts.ts';
import type { TableRows } from '../events.ts';
import type { LabState } from '../state.ts';
import { flatSql } from './statement-words.ts';

/** What became of the lesson's promise, in the words of its `invariant`; undefined where nobody has looked. */
export const promiseOf = (violations: TableRows | undefined): 'holds' | 'violated' | undefined =>
  violations && (violations.rows.length === 0 ? 'holds' : 'violated');

/** Before the promise itself, and a colon. */
export const promiseWords = { holds: 'It holds', violated: 'It is violated' } as const;

/** What run it was when it was not the script's alone: the promise is then the user's as much as the lesson's. */
export const withOwnWords = (lab: Pick<LabState, 'timeline' | 'outOfTurn'>): string =>
  `${ownStatements(lab)}${lab.outOfTurn ? ', in another order' : ''}`;

const ownStatements = ({ timeline }: Pick<LabState, 'timeline'>): string => {
  const own = timeline.filter((one) => one.kind === 'statement' && one.by === 'user');
  const [first] = own;
  if (first?.kind !== 'statement') return '';
  return own.length === 1
    ? `, with your ${flatSql(first.sql)}`
    : `, with ${counted(own.length, 'statement')} of yours`;
};
