import { z } from 'zod';
import { byLevel, sessionName, text } from './schema-words.ts';
import { doneExamples, doneWords, outcomeExamples, outcomeWords } from './short-outcome.ts';

const cell = z
  .union([z.string(), z.number(), z.boolean(), z.null()])
  .describe(
    'The exact text of a value, null for NULL, or $name for a value that is bound where it first appears.',
  );

export const rowList = z.array(z.array(cell));

export const rows = z
  .union([
    rowList,
    z
      .strictObject({ include: rowList.describe('Rows that must be among the rows.') })
      .meta({ title: 'rows to include' }),
    z
      .strictObject({ count: z.int().min(0).describe('How many rows there are.') })
      .meta({ title: 'a count of rows' }),
  ])
  .meta({
    id: 'rows',
    description:
      'The rows: a list of rows in their order, or { include: rows } for rows that must be among them, or { count: n }.',
  });

const lock = z
  .strictObject({
    kind: z
      .enum(['record', 'gap', 'next-key', 'insert-intention', 'table', 'metadata', 'named'])
      .exactOptional()
      .describe('What kind of lock.'),
    table: text('The table, or the name of a GET_LOCK() lock.').exactOptional(),
    index: text('The index, PRIMARY for the primary key.').exactOptional(),
    mode: text('The mode as the server spells it, for instance "X,REC_NOT_GAP".').exactOptional(),
    key: text('The index entry as the server shows it, for instance "\'Sapiens\', 2".').exactOptional(),
  })
  .meta({ id: 'lock', title: 'a lock' });

const resultSet = {
  rows: rows.exactOptional(),
  columns: z.array(z.string()).exactOptional().describe('The names of the columns, in their order.'),
};

const result = {
  ok: z.literal(true).exactOptional().describe('true: it succeeds, whatever it gives or changes.'),
  ...resultSet,
  more: z
    .array(z.strictObject(resultSet).meta({ title: 'a result set' }))
    .min(1)
    .exactOptional()
    .describe('The result sets of a CALL after the first one, in their order: exactly so many.'),
  affected: z.int().min(0).exactOptional().describe('How many rows the statement changed.'),
  matched: z
    .int()
    .min(0)
    .exactOptional()
    .describe('How many rows an UPDATE found, also those that are afterwards as they were.'),
  error: z
    .union([z.int().min(1), z.string().min(1)])
    .exactOptional()
    .describe('The error, by number (1062) or by symbol (ER_DUP_ENTRY).'),
  answer: text('What the application answers its user after this step.').exactOptional(),
};

const errorNumber = z.int().min(1000).max(99_999).describe('An error by its number.');

/** Any of three ways to say what something comes to: in words, as rows, or by keys. */
const shortOr = <T extends z.ZodType>(words: RegExp, examples: string, mapping: T) =>
  z.union([
    z.string().regex(words, examples).describe('What it comes to, in words.'),
    errorNumber,
    rowList.describe('The rows in their order.'),
    mapping,
  ]);

const afterWait = shortOr(
  doneWords,
  doneExamples,
  z.strictObject(result).meta({ title: 'what comes after the wait' }),
).meta({ id: 'after-wait' });

const waiting = {
  waits_for: z
    .union([z.literal('none'), z.literal('any'), sessionName, z.array(sessionName).min(1)])
    .exactOptional()
    .describe(
      'The session that the statement waits for, a list of them, any for whomever, or none when it does not wait.',
    ),
  on: lock.exactOptional().describe('The lock it waits for; what is not said is not compared.'),
  // biome-ignore lint/suspicious/noThenProperty: it is the word of the format, and no function
  then: afterWait // oxlint-disable-line unicorn/no-thenable
    .exactOptional()
    .describe(
      'What the statement comes to after the wait: the keys before `waits_for`, or in short `ok`, `changes 1`, an error, or rows.',
    ),
  skipped: z
    .literal(true)
    .exactOptional()
    .describe('true: the step is not taken at all, because its transaction or its script is over.'),
};

const spelledOutcome = z.strictObject({ ...result, ...waiting }).meta({ title: 'an expectation' });

export const oneOutcome = shortOr(outcomeWords, outcomeExamples, spelledOutcome).meta({ id: 'outcome' });

export const stepExpectation = shortOr(
  outcomeWords,
  outcomeExamples,
  z
    .strictObject({
      ...result,
      ...waiting,
      either: z
        .array(oneOutcome)
        .min(2)
        .exactOptional()
        .describe('Where the server may choose: the step comes to exactly one of these.'),
    })
    .meta({ title: 'an expectation' }),
).meta({ id: 'expectation' });

export const stepExpect = byLevel(stepExpectation, 'expectation-by-level').describe(
  'What the step comes to: one expectation, or one by level.',
);

const endParts = {
  tables: z
    .record(z.string(), rows)
    .exactOptional()
    .describe('The committed rows by table, ordered by the primary key; only tables that are watched.'),
  invariant: z
    .enum(['holds', 'violated'])
    .exactOptional()
    .describe('Whether the invariant holds in the end.'),
  rolled_back: z
    .union([
      z.literal('none'),
      sessionName,
      z.array(sessionName).min(1),
      z
        .strictObject({
          one_of: z.array(sessionName).min(2).describe('The sessions among which the server chooses one.'),
        })
        .meta({ title: 'one of several sessions' }),
    ])
    .exactOptional()
    .describe(
      'The sessions whose transaction the server rolled back as a deadlock victim, none, or { one_of: [A, B] } where it may choose.',
    ),
};

const { skipped: _, ...inTime } = waiting;

/** What a choice of a question claims of its own step: one that is not taken is not asked about. */
export const ownClaim = z.strictObject({ ...result, ...inTime });
export const endClaim = z.strictObject(endParts);

const meaningParts = { ...result, ...inTime, ...endParts };

export const oneMeaning = shortOr(
  outcomeWords,
  outcomeExamples,
  z.object(meaningParts).catchall(oneOutcome).meta({ title: 'a claim' }),
).meta({ id: 'one-meaning' });

export const meaning = shortOr(
  outcomeWords,
  outcomeExamples,
  z
    .object({
      ...meaningParts,
      either: z
        .array(oneMeaning)
        .min(2)
        .exactOptional()
        .describe('Where the server may choose: exactly one of these is so.'),
    })
    .catchall(oneOutcome)
    .meta({ title: 'a claim' }),
).meta({ id: 'meaning' });

export const endExpectation = z
  .strictObject({
    ...endParts,
    either: z
      .array(z.strictObject(endParts).meta({ id: 'end-outcome', title: 'an expectation for the end' }))
      .min(2)
      .exactOptional()
      .describe('Where the server may choose: the run ends in exactly one of these ways.'),
  })
  .meta({ id: 'end', title: 'an expectation for the end' });

export const end = byLevel(endExpectation, 'end-by-level')
  .exactOptional()
  .describe('What is expected when the run is over: one expectation, or one by level.');
