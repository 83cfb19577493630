import { SetupFailed } from '../engine/failed-sql.ts';
import type { Outcome } from '../engine/outcome.ts';
import type { Client } from './client.ts';
import type { OwnNames } from './own-names.ts';
import { quoteName } from './quote.ts';
import { contentsOf, type SchemaContents } from './schema-contents.ts';
import { settingBehind } from './server-refusal.ts';

/** How long a statement of a setup may run where the lesson says nothing, in ms. */
export const setupLimitMs = 60_000;

/** Ends what a connection is at work on; false when it goes on all the same. */
export type EndStatement = () => Promise<boolean>;

export interface Setup {
  readonly statements: readonly string[];
  /** One statement that takes longer, in ms, is ended. */
  readonly limitMs: number;
  /** What they make, where that is known since they have made it before. */
  readonly contents?: SchemaContents | undefined;
}

/**
 * Runs a lesson's setup over a connection, and returns what is in the schema then. One statement that takes too long is
 * ended by `end`.
 *
 * @throws UserError naming the statement and what came of it.
 */
export const runSetup = async (
  client: Client,
  names: OwnNames,
  { statements, limitMs, contents: known }: Setup,
  end: EndStatement,
): Promise<SchemaContents> => {
  const run = async (sql: string, place?: number): Promise<Outcome> => {
    const outcome = await within(limitMs, client, { sql, place, answer: names.execute(client, sql) }, end);
    if (outcome.kind === 'rows' || outcome.kind === 'ok') return outcome;
    throw failed(sql, place, outcome);
  };
  for (const [place, sql] of statements.entries()) await run(sql, place);
  // What the setup left open would keep the sessions out of its rows.
  await run('COMMIT');
  if (statements.some((sql) => /lock/i.test(sql))) {
    await run('UNLOCK TABLES');
    await run('DO RELEASE_ALL_LOCKS()');
  }
  const contents =
    known ??
    (await contentsOf(async (sql) => {
      const outcome = await run(sql);
      return outcome.kind === 'rows' ? outcome.rows : [];
    }));
  await analyze(contents, run);
  return contents;
};

/**
 * Which index the server takes, and so which rows it locks, depends on its statistics. New tables have none
 * until a background thread makes them, which on a busy server may be before or after a lesson's statement.
 */
const analyze = async ({ tables }: SchemaContents, run: (sql: string) => Promise<unknown>): Promise<void> => {
  if (tables.length > 0) await run(`ANALYZE NO_WRITE_TO_BINLOG TABLE ${tables.map(quoteName).join(', ')}`);
};

/** Its answer; when it takes too long it is ended together with its connection. */
const within = async (
  limitMs: number,
  client: Client,
  {
    sql,
    place,
    answer,
  }: { readonly sql: string; readonly place: number | undefined; readonly answer: Promise<Outcome> },
  end: EndStatement,
): Promise<Outcome> => {
  const limit = Promise.withResolvers<'over'>();
  const timer = setTimeout(() => limit.resolve('over'), limitMs);
  try {
    const first = await Promise.race([answer, limit.promise]);
    if (first !== 'over') return first;
  } finally {
    clearTimeout(timer);
  }
  const isEnded = await end();
  client.destroy();
  const then = isEnded
    ? 'the lab ended it'
    : 'did not end when it was killed: the server is still at work on it';
  const said = `a statement ran past its limit of ${limitMs / 1000} s, and ${then}`;
  throw new SetupFailed(
    `The lesson's setup takes too long: ${said}.\n  ${sql}`,
    place,
    { sql, said },
    'Make it shorter, or give it more time: setup_limit in the lesson.',
  );
};

const failed = (
  sql: string,
  place: number | undefined,
  outcome: Extract<Outcome, { readonly kind: 'error' | 'lost' }>,
): SetupFailed => {
  const number = outcome.kind === 'error' ? `ERROR ${outcome.errno} (${outcome.symbol})` : 'Connection lost';
  // What the lab did not send has no number.
  const answer = outcome.kind === 'error' && outcome.errno === 0 ? '' : `${number}: `;
  const said = `${answer}${outcome.message}`;
  const advice = outcome.kind === 'error' ? settingBehind(outcome.errno, outcome.message) : undefined;
  return new SetupFailed(
    `The lesson's setup failed.\n  ${sql}\n  ${said}`,
    place,
    { sql, said, advice },
    'Correct this statement in the setup of the lesson (or of its variant).',
  );
};
