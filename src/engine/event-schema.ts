import { z } from 'zod';
import { levels } from '../lesson/level.ts';
import { facts } from '../lesson/prediction.ts';
import { happened } from './anomaly-schema.ts';
import { lockDetail, place, runTransaction, statementClaims } from './claim-schema.ts';
import { eventFormat, type LabEvent } from './events.ts';

/**
 * The shape of recorded events, as this version reads them. Keys that it does not know are left out, so that
 * a recording of a later version of the same format can be read.
 */

const index = z.int().min(0);
const ms = z.number().min(0);
const value = z.string().nullable();
const sql = z.string();
const session = z.string();
const level = z.enum(levels);
const tableRows = { columns: z.array(z.string()), rows: z.array(z.array(value)) };

const wait = z.object({
  ...lockDetail,
  for: z.union([z.object({ session }), z.object({ outsider: z.string() })]),
  heldMode: z.string().exactOptional(),
  freedBy: z.string().exactOptional(),
  prepared: z.literal(true).exactOptional(),
  queued: z.literal(true).exactOptional(),
});

const tables = z.array(
  z.union([
    z.object({ name: z.string(), ...tableRows }),
    z.object({ name: z.string(), unreadable: z.string() }),
  ]),
);

const transactions = z.array(z.object({ session, level: z.string(), autocommit: z.boolean() }));

const locks = z.array(z.object({ session, ...lockDetail, status: z.enum(['granted', 'waiting']) }));
const { kind, object, of, mode } = lockDetail;
const ticketed = { kind, object, of, mode };
const origin = z.object({ table: z.string(), column: z.string(), alias: z.string() });

const keyColumn = z.object({
  name: z.string(),
  descending: z.boolean(),
  type: z.enum(['number', 'text']).exactOptional(),
});

const shapes = z.array(
  z.object({
    table: z.string(),
    isVersioned: z.boolean(),
    indexes: z.array(
      z.object({ index: z.string(), unique: z.int().exactOptional(), columns: z.array(keyColumn) }),
    ),
    partitions: z.array(z.string()),
    foreignKeys: z
      .array(z.object({ columns: z.array(z.string()), parent: z.string(), keys: z.array(z.string()) }))
      .exactOptional(),
  }),
);

const deadlock = z.object({
  id: z.string(),
  victim: session,
  circle: z.array(
    z.object({
      session,
      waits: z.object(lockDetail),
      heldMode: z.string().exactOptional(),
      queued: z.literal(true).exactOptional(),
    }),
  ),
  text: z.string().exactOptional(),
});

const evidence = z.object({
  transactions: z.array(
    z.object({
      session,
      id: index,
      state: z.enum(['active', 'committed', 'rolled back']),
      prepared: z.literal(true).exactOptional(),
      level: z.string(),
      autocommit: z.boolean(),
      returns: index,
    }),
  ),
  unwatched: z.object({ committed: tables, newest: tables }),
  definitions: locks,
  tickets: z.array(z.object({ ...ticketed, session, id: z.string() })).exactOptional(),
  readViews: index.exactOptional(),
  deadlock: deadlock.exactOptional(),
  earlierDeadlocks: z.array(deadlock).exactOptional(),
  variables: z.array(z.object({ session, name: z.string(), value })),
  asked: z.array(
    z.object({
      statement: index,
      origins: z.array(origin.nullable()),
      plan: z.array(z.string()),
      committed: tableRows.rows,
      newest: tableRows.rows,
    }),
  ),
});

const observation = z.union([
  z.object({
    tables,
    newest: tables.exactOptional(),
    transactions,
    locks,
    sessions: transactions.exactOptional(),
    shapes: shapes.exactOptional(),
    evidence: evidence.exactOptional(),
  }),
  z.strictObject({
    tables: tables.exactOptional(),
    transactions: transactions.exactOptional(),
    shapes: shapes.exactOptional(),
  }),
]);

const condition = z.union([
  z.object({ kind: z.enum(['found', 'missing', 'unchanged', 'ok', 'error']) }),
  z.object({ kind: z.literal('errno'), error: z.string() }),
  z.object({
    kind: z.literal('value'),
    column: z.string(),
    by: z.enum(['!=', '<', '<=', '>', '>=']).exactOptional(),
    is: z.string(),
  }),
]);

const values = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
const answer = z.union([z.string(), z.object({ status: z.int(), json: values })]);

const doing = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('redis'), command: z.array(z.string()) }),
  z.object({ kind: z.literal('work'), ms }),
  z.object({ kind: z.literal('check'), value: z.string() }),
  z.object({ kind: z.literal('gone'), key: z.string() }),
  z.object({ kind: z.literal('crash') }),
]);

const cells = z.array(z.array(value));
const rowsExpectation = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('exact'), rows: cells }),
  z.object({ kind: z.literal('include'), rows: cells }),
  z.object({ kind: z.literal('count'), count: index }),
]);

const resultSetExpectation = {
  rows: rowsExpectation.exactOptional(),
  columns: z.array(z.string()).exactOptional(),
};

const resultSetExpectations = z.array(z.object(resultSetExpectation));

const stepExpectation = z.object({
  ok: z.literal(true).exactOptional(),
  rows: resultSetExpectation.rows,
  columns: resultSetExpectation.columns,
  more: resultSetExpectations.exactOptional(),
  affected: index.exactOptional(),
  matched: index.exactOptional(),
  error: z.string().exactOptional(),
  waitsFor: z.array(session).exactOptional(),
  on: z
    .object({
      kind: z.string().exactOptional(),
      table: z.string().exactOptional(),
      index: z.string().exactOptional(),
      mode: z.string().exactOptional(),
      key: z.string().exactOptional(),
    })
    .exactOptional(),
  answer: z.string().exactOptional(),
  skipped: z.literal(true).exactOptional(),
  get either() {
    return z.array(stepExpectation).exactOptional();
  },
});

const endExpectation = z.object({
  tables: z.record(z.string(), rowsExpectation).exactOptional(),
  invariant: z.enum(['holds', 'violated']).exactOptional(),
  rolledBack: z.union([z.array(session), z.object({ oneOf: z.array(session) })]).exactOptional(),
  get either() {
    return z.array(endExpectation).exactOptional();
  },
});

const meaning = stepExpectation.extend({
  steps: z.record(z.string(), stepExpectation).exactOptional(),
  end: endExpectation.exactOptional(),
  get either(): z.ZodExactOptional<z.ZodArray<typeof meaning>> {
    return z.array(meaning).exactOptional();
  },
});

const question = { ask: z.string(), because: z.string().exactOptional() };
const prediction = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('choices'),
    ...question,
    choices: z.array(z.object({ says: z.string(), means: meaning, but: z.string().exactOptional() })),
  }),
  z.object({ kind: z.literal('rows'), ...question, rows: cells }),
  z.object({ kind: z.literal('fact'), ...question, fact: z.enum(facts) }),
]);

const step = z.object({
  name: z.string().exactOptional(),
  session,
  sql,
  does: doing.exactOptional(),
  until: z.enum(['settled', 'finished']),
  limitMs: ms,
  rejectIf: z.array(z.object({ condition, answer })),
  answer: answer.exactOptional(),
  keep: z.record(z.string(), z.string()).exactOptional(),
  always: z.literal(true).exactOptional(),
  when: z.object({ step: z.string(), is: condition }).exactOptional(),
  onError: z.enum(['continue', 'stop']),
  look: z.string().exactOptional(),
  predict: prediction.exactOptional(),
  hint: z.string().exactOptional(),
  why: z
    .union([z.string(), z.object({ begins: z.string().exactOptional(), ends: z.string().exactOptional() })])
    .exactOptional(),
  expect: stepExpectation.exactOptional(),
  line: index,
});

const anomalyClaim = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('named'), codes: z.array(z.string()), line: index }),
  z.object({ kind: z.enum(['none', 'unknown']), line: index }),
]);

const script = z.object({
  lesson: z.string(),
  title: z.string(),
  anomaly: z.string().exactOptional(),
  about: z.string(),
  remember: z.array(z.string()),
  sources: z.array(z.object({ title: z.string(), url: z.string() })),
  pages: z.array(z.object({ title: z.string(), text: z.string() })).exactOptional(),
  level,
  variant: z
    .object({ id: z.string(), title: z.string(), about: z.string(), takes: z.string().exactOptional() })
    .exactOptional(),
  order: z.string().exactOptional(),
  retry: z.object({ on: z.array(z.string()), times: index }).exactOptional(),
  setup: z.array(sql),
  setupLimitMs: z.number().exactOptional(),
  watch: z.array(z.string()),
  watchesAll: z.literal(true).exactOptional(),
  sessions: z.array(z.object({ name: session, role: z.string(), level, values: values.exactOptional() })),
  steps: z.array(step),
  invariant: z.object({ says: z.string(), violations: sql }).exactOptional(),
  end: endExpectation.exactOptional(),
  happens: anomalyClaim.exactOptional(),
});

const resultSetList = z.array(z.object(tableRows));

const cancelReason = z.enum(['limit', 'stuck', 'user']);

const outcome = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('rows'),
    ...tableRows,
    more: resultSetList.exactOptional(),
    cancelled: cancelReason.exactOptional(),
  }),
  z.object({
    kind: z.literal('ok'),
    affected: index,
    insertId: z.string().exactOptional(),
    warnings: index,
    info: z.string(),
    matched: index.exactOptional(),
    changed: index.exactOptional(),
  }),
  z.object({
    kind: z.literal('error'),
    errno: z.int(),
    symbol: z.string(),
    sqlState: z.string(),
    message: z.string(),
    results: resultSetList.exactOptional(),
    cancelled: cancelReason.exactOptional(),
  }),
  z.object({ kind: z.literal('lost'), message: z.string() }),
]);

const tableSight = z.union([
  z.object({ name: z.string(), ...tableRows }),
  z.object({ name: z.string(), waits: z.array(wait) }),
  z.object({ name: z.string(), error: z.string() }),
]);
const sight = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('reads'), tables: z.array(tableSight) }),
  z.object({ kind: z.literal('busy') }),
  z.object({ kind: z.enum(['left', 'slow']), step: index.exactOptional() }),
]);

const at = ms;
const statement = { at, statement: index, session };

export const eventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('run-started'),
    at,
    format: z.literal(eventFormat),
    script,
    schema: z.string().exactOptional(),
    server: z.object({
      version: z.string(),
      provider: z.enum(['url', 'mysqld', 'embedded', 'docker']),
      place: z.string(),
      notes: z.array(z.string()).exactOptional(),
    }),
    redis: z
      .object({
        version: z.string(),
        provider: z.enum(['url', 'redis-server', 'embedded', 'docker']),
        place: z.string(),
      })
      .exactOptional(),
    observation,
  }),
  z.object({
    type: z.literal('step-skipped'),
    at,
    step: index,
    session,
    because: z.enum(['rejected', 'condition', 'transaction-gone', 'failed', 'lost', 'stuck']),
  }),
  z.object({ type: z.literal('step-deferred'), at, step: index, session }),
  z.object({
    type: z.literal('statement-sent'),
    ...statement,
    sql,
    to: z.enum(['redis', 'application']).exactOptional(),
    values: values.exactOptional(),
    by: z.enum(['script', 'application', 'user']),
    step: index.exactOptional(),
    outOfTurn: z.literal(true).exactOptional(),
  }),
  z.object({ type: z.literal('statement-blocked'), ...statement, waits: z.array(wait) }),
  z.object({ type: z.literal('statement-running'), ...statement }),
  z.object({
    type: z.literal('statement-finished'),
    ...statement,
    outcome,
    tookMs: ms,
    waitedMs: ms.exactOptional(),
  }),
  z.object({
    type: z.literal('answered'),
    at,
    session,
    step: index,
    answer: z.string(),
    rejected: z.boolean(),
  }),
  z.object({ type: z.literal('gave-up'), at, session, step: index }),
  z.object({ type: z.literal('tries-again'), at, session, attempt: z.int().min(2) }),
  z.object({ type: z.literal('session-lost'), at, session, message: z.string() }),
  z.object({
    type: z.literal('settled'),
    at,
    observation,
    seen: z.array(statementClaims).exactOptional(),
    snapshots: z.array(z.object({ session, taken: place })).exactOptional(),
    autocommitOff: z.array(session).exactOptional(),
  }),
  z.object({ type: z.literal('looked-aside'), at, sights: z.record(session, sight) }),
  z.object({
    type: z.literal('run-finished'),
    at,
    end: z.enum(['complete', 'stuck']),
    observation,
    violations: z.object(tableRows).exactOptional(),
    unasked: z.string().exactOptional(),
    transactions: z.array(runTransaction).exactOptional(),
    happened: happened.exactOptional(),
  }),
]) satisfies z.ZodType<LabEvent>;
