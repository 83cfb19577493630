import type { Doing, Step, Values } from '../../lesson/step.ts';
import { filled, namesOfDoing, parameterised } from '../../lesson/values.ts';
import type { ErrorOutcome, Outcome } from '../outcome.ts';
import type { Clock, Parameter, RedisKeys, RedisSession, Session } from '../ports.ts';
import { knownOf, type SentTo, sentOf } from '../sent.ts';
import type { Errand } from './flights.ts';

/** What a session can reach. */
export interface Reach {
  readonly session: Session;
  readonly redis: RedisSession | undefined;
  readonly keys: RedisKeys | undefined;
  readonly clock: Clock;
}

export const sqlErrand = ({ session }: Pick<Reach, 'session'>, sql: string): Errand => ({
  run: () => session.execute(sql),
  cancel: () => session.cancel(),
});

/** What a step of the script does with what its session knows by then. */
export const errandOf = (
  step: Pick<Step, 'sql' | 'does'>,
  known: Values,
  reach: Reach,
): { readonly errand: Errand; readonly sent: SentTo } => {
  const { sql, does } = step;
  const values = knownOf(namesOfDoing(sql, does), known);
  const errand = does === undefined ? statementErrand(sql, values, reach) : doingErrand(does, values, reach);
  return { errand, sent: sentOf(step, known) };
};

/** A statement that speaks of no value it has goes as it is. */
const statementErrand = (sql: string, values: Values, reach: Pick<Reach, 'session'>): Errand => {
  const { names, sql: prepared } = parameterised(sql);
  if (names.length === 0 || !names.every((name) => name in values)) return sqlErrand(reach, sql);
  const parameters = names.map((name): Parameter => values[name] ?? null);
  return {
    run: () => reach.session.executeWith(prepared, parameters),
    cancel: () => reach.session.cancel(),
  };
};

const doingErrand = (does: Doing, values: Values, reach: Reach): Errand => {
  const ended = Promise.withResolvers<Outcome>();
  return {
    run: () => Promise.race([doIt(does, values, reach), ended.promise]),
    cancel: async () => {
      ended.resolve(interrupted);
    },
  };
};

const doIt = async (does: Doing, values: Values, { session, redis, keys }: Reach): Promise<Outcome> => {
  switch (does.kind) {
    case 'redis':
      if (redis === undefined) throw new Error('No Redis for a Redis step');
      return asApplicationSees(await redis.execute(does.command.map((word) => filled(word, values))));
    case 'work':
      return done;
    case 'check':
      return looked(does.value, values[does.value] ?? null);
    case 'gone':
      if (keys === undefined) throw new Error('No Redis for a Redis step');
      return await expired(keys, filled(does.key, values));
    case 'crash':
      await session.cut();
      return { kind: 'lost', message: 'The application died, and its connection with it.' };
  }
};

const done: Outcome = { kind: 'ok', affected: 0, warnings: 0, info: '' };

const interrupted: ErrorOutcome = {
  kind: 'error',
  errno: 0,
  symbol: 'CANCELLED',
  sqlState: '',
  message: 'The lab ended it.',
};

/** A value of the request as a look-up finds it: no row when there is nothing in it. */
export const looked = (name: string, value: Parameter): Outcome => ({
  kind: 'rows',
  columns: [name],
  rows: value === null || value === '' ? [] : [[String(value)]],
});

/** A Redis that is gone is an error to the application, which goes on; its connection to MySQL is not touched. */
export const asApplicationSees = (outcome: Outcome): Outcome =>
  outcome.kind === 'lost'
    ? { kind: 'error', errno: 0, symbol: 'REDIS_GONE', sqlState: '', message: outcome.message }
    : outcome;

/** Work that lasts longer than the key: its time runs out here, whatever it was, so that nobody waits for it. */
const expired = async (keys: RedisKeys, key: string): Promise<Outcome> => {
  try {
    if ((await keys.expire(key)) === 'gone') return done;
    const message = `The key ${key} has no time to live: it stays until somebody deletes it.`;
    return { kind: 'error', errno: 0, symbol: 'NO_EXPIRY', sqlState: '', message };
  } catch (error) {
    return asApplicationSees({
      kind: 'lost',
      message: error instanceof Error ? error.message : String(error),
    });
  }
};
