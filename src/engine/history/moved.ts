import { fromFirstWord } from '../../lesson/sql-words.ts';
import type { Values } from '../../lesson/step.ts';
import type { Place } from '../claim.ts';
import type { Wait } from '../events.ts';
import type { Outcome } from '../outcome.ts';
import { callsStored, type Programs } from './programs.ts';
import { callsNothing } from './question.ts';

/** A statement that was sent to MySQL, as far as it has come. */
export interface Sent {
  readonly statement: number;
  readonly session: string;
  readonly sql: string;
  /** The values that it speaks of by name. */
  readonly values?: Values;
  readonly place: Place;
  /** Those that there were when it was sent. */
  readonly programs: Programs;
  waits: readonly Wait[];
  outcome?: Outcome;
}

/**
 * Where its lock waits stand, whoever holds them: one that stands still has done nothing meanwhile. What is made of several
 * statements may wait for the same again, and then for somebody else.
 */
export const wantsOf = ({ waits, place }: Pick<Sent, 'waits' | 'place'>): string =>
  JSON.stringify(
    waits.map(({ kind, object, index, partition, key, mode, for: holder }) => [
      kind,
      object,
      index,
      partition,
      key,
      mode,
      ...(isSeveral(place) ? [holder] : []),
    ]),
  );

/** Is it, or may it be, made of several statements? */
export const isSeveral = ({ verb }: Place): boolean => verb === 'CALL' || verb === 'EXECUTE';

/** It waits for nothing. */
export const standsNot = '[]';

/** The first word of a statement, in capitals, behind comments and parentheses. */
export const verbOf = (sql: string): string =>
  /^[a-z]+/i.exec(fromFirstWord(sql))?.[0].toUpperCase() ?? 'statement';

/**
 * Their grammar lets them change no row of a table, whatever they are made of.
 * https://dev.mysql.com/doc/refman/9.7/en/sql-transactional-statements.html
 */
const rowless: ReadonlySet<string> = new Set([
  'BEGIN',
  'COMMIT',
  'LOCK',
  'PREPARE',
  'DEALLOCATE',
  'RELEASE',
  'ROLLBACK',
  'SAVEPOINT',
  'START',
  'UNLOCK',
  'USE',
]);

/** These make a table another one: what was in it says nothing of what is in it now. */
const defining: ReadonlySet<string> = new Set(['ALTER', 'CREATE', 'DROP', 'RENAME', 'TRUNCATE']);

export const isDefining = ({ place: { verb } }: Pick<Sent, 'place'>): boolean => defining.has(verb);

/** Could it have changed rows? One that is still in flight could, too. */
export const mayWrite = ({ place: { verb }, sql, programs }: Sent): boolean => {
  if (verb === 'SELECT' || verb === 'SHOW') return callsStored(sql, programs) || !callsNothing(sql);
  return !rowless.has(verb) && !defining.has(verb);
};

/** A moment in which everything was settled, counted from the run's beginning (0). */
export type Moment = number;

/** The only one of a list; undefined when there are none or several. */
export const only = <T>(list: readonly T[]): T | undefined => (list.length === 1 ? list[0] : undefined);
