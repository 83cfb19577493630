import type { Step, Values } from '../lesson/step.ts';
import { commandWords, filled, parameterised } from '../lesson/values.ts';
import type { StatementSent } from './events.ts';

/** What the event of sending says about it, beside whose it is. */
export type SentTo = Pick<StatementSent, 'sql' | 'to' | 'values'>;

/**
 * What a step sends when its session knows so much: SQL with its values beside it, a command to Redis as it goes
 * out. A name that nobody knows stays as it is written.
 */
export const sentOf = ({ sql, does }: Pick<Step, 'sql' | 'does'>, known: Values): SentTo => {
  switch (does?.kind) {
    case undefined: {
      const values = knownOf(parameterised(sql).names, known);
      return { sql, ...(Object.keys(values).length > 0 && { values }) };
    }
    case 'redis':
      return { sql: commandWords(does.command.map((word) => filled(word, known))), to: 'redis' };
    case 'gone':
      return { sql: filled(sql, known), to: 'application' };
    case 'work':
    case 'check':
    case 'crash':
      return { sql, to: 'application' };
  }
};

/** Of these names, those that are known, with their values. */
export const knownOf = (names: readonly string[], known: Values): Values =>
  Object.fromEntries(names.flatMap((name) => (name in known ? [[name, known[name] ?? null]] : [])));
