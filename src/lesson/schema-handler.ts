import { z } from 'zod';
import { byLevel, condition, levelMap, redisCommand, sql, stepName, text, work } from './schema-words.ts';

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

export const fields = z.record(
  z.string().regex(/^[a-z][a-z0-9_]*$/, 'must be a lower-case name, for instance user_id'),
  scalar,
);

export const answer = z
  .union([
    z.string().min(1),
    z
      .strictObject({
        status: z.int().min(200).max(599).describe('The HTTP status.'),
        json: z.record(z.string(), scalar).describe('The body of the answer; {name} stands for a value.'),
      })
      .meta({ title: 'an answer over HTTP' }),
  ])
  .meta({ id: 'answer' })
  .describe('What the application answers its user: words, or { status, json }. {name} stands for a value.');

export const rejectIf = z
  .record(condition, answer)
  .describe(
    "The application's branches: a condition and what it then answers. It rolls back, answers, and its script is over.",
  );

export const when = z
  .record(stepName, condition)
  .describe(
    'Take this step only if a named earlier step came to this: { lookup_a: missing }. The words are found, missing, unchanged (no row changed), ok, error, one error by number or symbol, or a value in the first row ("stock = 0", also with !=, <, <=, > and >=).',
  );

export const keep = z
  .record(z.string().regex(/^[a-z][a-z0-9_]*$/, 'must be a lower-case name'), z.string().min(1))
  .describe(
    'Values for later steps, by name: a column of the first row, or insert_id for the AUTO_INCREMENT id.',
  );

export const always = z
  .literal(true)
  .describe("true: taken also when the session's script is over, as a `finally` is.");

const time = z.string().regex(/^[0-9]+(\.[0-9]+)?(ms|s|m)$/, 'must be a time such as 500ms, 5s or 1m');

export const setupLimit = time.describe(
  'How long a statement of a setup may run, also one that ANALYZEs its tables, before the lab ends it; 60s.',
);

export const limit = time.describe(
  'How long the statement may run before the lab cancels it; 10s, with until: finished 60s.',
);

export const onError = z
  .enum(['continue', 'stop'])
  .describe(
    "Whether the session's script goes on after an error that no branch caught; continue is the default.",
  );

const proseByLevel = byLevel(z.string().min(1), 'prose-by-level');
export const prose = (what: string) => proseByLevel.describe(`${what} One text, or one by level.`);

const waitWhy = z
  .strictObject({
    begins: text('Told when the wait begins.').exactOptional(),
    ends: text('Told when the statement has its answer.').exactOptional(),
  })
  .meta({ id: 'wait-why', title: 'the two texts of a wait' });

const oneWhy = z.string().min(1);
export const why = z
  .union([oneWhy, levelMap(z.union([oneWhy, waitWhy])), waitWhy])
  .meta({ id: 'why-by-level' })
  .describe(
    'Why it happened: told when the statement has its answer or begins to wait. { begins, ends } are two texts for a statement that waits. One, or one by level.',
  );

const handlerStepKeys = {
  sql: text('The statement; `:name` stands for a value, which is sent as a parameter.').exactOptional(),
  redis: redisCommand.exactOptional(),
  work: work.exactOptional(),
  check: text('A value of the request to look at: `missing` when it is empty.').exactOptional(),
  on_error: onError.exactOptional(),
  limit: limit.exactOptional(),
};

const handlerStep = z
  .union([
    z.string().min(1),
    z
      .strictObject({
        ...handlerStepKeys,
        when: when.exactOptional(),
        keep: keep.exactOptional(),
        reject_if: rejectIf.exactOptional(),
        answer: answer.exactOptional(),
        always: always.exactOptional(),
        why: why.exactOptional(),
      })
      .meta({ title: 'a step of a handler' }),
  ])
  .meta({ id: 'handler-step' })
  .describe('A statement, or a mapping with exactly one of sql, redis, work and check.');

export const handlerSteps = z.record(stepName, handlerStep);

const handlerStepChange = z
  .strictObject({
    ...handlerStepKeys,
    when: when.nullable().exactOptional(),
    keep: keep.nullable().exactOptional(),
    reject_if: rejectIf.nullable().exactOptional(),
    answer: answer.nullable().exactOptional(),
    always: always.nullable().exactOptional(),
    why: why.nullable().exactOptional(),
    before: handlerSteps.exactOptional().describe('Steps to put in before this one, by name.'),
    after: handlerSteps.exactOptional().describe('Steps to put in after this one, by name.'),
    remove: z.literal(true).exactOptional().describe('true: leave this step out.'),
  })
  .meta({ id: 'handler-step-change', title: "a change of a handler's step" });

export const handlerChanges = z.record(stepName, handlerStepChange);

export const retry = z
  .strictObject({
    on: z
      .array(z.union([z.int(), z.string()]))
      .min(1)
      .describe('The errors, by number or symbol.'),
    times: z.int().min(1).max(20).describe('How often at most, after the first time.'),
    backoff: work.describe('How long to wait before the first repetition; then twice as long each time.'),
  })
  .meta({ title: 'a retry' })
  .describe(
    'After one of these errors the application rolls back, waits and begins again: in a burst, and in orders of whole requests when the others are through. Steps spell it out.',
  );

export const handler = z
  .strictObject({
    title: text('What a request is for, for instance "Add a book".'),
    path: z
      .string()
      .regex(/^\/[a-z0-9/_-]*$/, 'must be a path such as /books')
      .describe('Where a request is posted to.'),
    request: fields.describe('What a request says, by field; {request} in it is the number of the request.'),
    steps: handlerSteps.describe('What is done for a request, by name, in order.'),
    retry: retry.exactOptional(),
  })
  .meta({ id: 'handler', title: 'a handler' });

export const burstExpect = byLevel(
  z
    .strictObject({
      invariant: z
        .enum(['holds', 'violated', 'rarely'])
        .exactOptional()
        .describe(
          'violated: it can happen (verify repeats until it does). holds: it never happens. rarely: it can happen, too rarely to be shown.',
        ),
      answers: z
        .record(z.string().regex(/^[2-5][0-9][0-9]$/, 'must be an HTTP status'), z.int().min(0))
        .exactOptional()
        .describe(
          'How many answers have this HTTP status: every time, or, beside violated, in a burst that shows it.',
        ),
    })
    .meta({ id: 'burst-expectation', title: 'an expectation of a burst' }),
  'burst-expectation-by-level',
)
  .exactOptional()
  .describe('What a burst comes to: one expectation, or one by level.');

export const burst = z
  .strictObject({
    requests: z.int().min(1).max(1000).describe('How many requests come at once.'),
    workers: z.int().min(1).max(50).describe('How many of them are worked on at a time.'),
    setup: sql
      .exactOptional()
      .describe(
        "SQL statements after the lesson's setup (and the variant's): what has happened before the requests come.",
      ),
    expect: burstExpect,
  })
  .meta({ id: 'burst', title: 'a burst' });

export const burstChange = z.strictObject({ expect: burstExpect }).meta({ title: 'a change of the burst' });
