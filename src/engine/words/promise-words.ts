import { counted } from '../../text/amounts.ts';
import type { TableRows } from '../events.ts';
import { verbOf } from '../history/moved.ts';
import type { LabState } from '../state.ts';
import { statements } from '../statements.ts';
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

/** Why nobody can tell whether the promise holds; undefined where somebody could look, and where there is none. */
export const unaskedWords = ({ timeline, finished, script }: LabState): string | undefined => {
  if (finished?.unasked === undefined || script.invariant === undefined) return undefined;
  const own = statements({ timeline }).filter(({ by }) => by === 'user');
  const taking = own.filter((one) => one.outcome?.kind === 'ok' && takesAway.has(verbOf(one.sql)));
  const [one] = own.length === 1 ? own : taking;
  const isSure = one !== undefined && (own.length === 1 || taking.length === 1);
  const who = isSure ? `Your ${flatSql(one.sql)}` : `One of your ${own.length} statements`;
  const said = finished.unasked.replace(/\.?$/, '.');
  return `Nobody can ask whether it holds: ${script.invariant.says} ${who} took what that reads: ${said}`;
};

const takesAway: ReadonlySet<string> = new Set(['DROP', 'ALTER', 'RENAME', 'LOCK']);
