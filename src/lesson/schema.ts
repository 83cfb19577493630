import { z } from 'zod';
import { proseKeys } from './prose.ts';
import { anomaly } from './schema-anomaly.ts';
import { everyOrder } from './schema-every-order.ts';
import { exercise } from './schema-exercise.ts';
import { end, stepExpect } from './schema-expect.ts';
import {
  always,
  answer,
  burst,
  burstChange,
  fields,
  handler,
  handlerChanges,
  keep,
  limit,
  onError,
  prose,
  rejectIf,
  setupLimit,
  when,
  why,
} from './schema-handler.ts';
import { predict } from './schema-predict.ts';
import { format, id, level, order, sessionKeys, sessionName, sql, stepName, text } from './schema-words.ts';

const someLevels = z.union([z.literal('all'), z.array(level).min(1)]);

const common = {
  until: z
    .enum(['settled', 'finished'])
    .exactOptional()
    .describe(
      'settled (the default): go on as soon as the statement is done or blocked. finished: let it wait until the wait ends by itself.',
    ),
  limit: limit.exactOptional(),
  on_error: onError.exactOptional(),
  expect: stepExpect.exactOptional(),
};

const look = prose('Shown before the step: what to look for.');
const hint = prose('Shown before the step to those who ask for it: help with the question.');

const stillTrue = z
  .array(z.enum(proseKeys))
  .min(1)
  .describe(
    'Prose of this step that is true of different outcomes as it stands: where `expect` differs by level, or where a variant takes it over although it has another `expect` or `sql`.',
  );

const step = z
  .strictObject({
    ...sessionKeys,
    as: stepName.exactOptional().describe('A name for the step, for `when` and for variants.'),
    when: when.exactOptional(),
    look: look.exactOptional(),
    predict: predict.exactOptional(),
    hint: hint.exactOptional(),
    reject_if: rejectIf.exactOptional(),
    answer: answer.exactOptional(),
    keep: keep.exactOptional(),
    always: always.exactOptional(),
    ...common,
    why: why.exactOptional(),
    still_true: stillTrue.exactOptional(),
  })
  .meta({ id: 'step', title: 'a step' });

const stepChange = z
  .strictObject({
    sql: text("Another statement in place of the step's own.").exactOptional(),
    when: when.nullable().exactOptional(),
    look: look.nullable().exactOptional(),
    predict: predict.nullable().exactOptional(),
    hint: hint.nullable().exactOptional(),
    reject_if: rejectIf.nullable().exactOptional(),
    answer: answer.nullable().exactOptional(),
    keep: keep.nullable().exactOptional(),
    always: always.nullable().exactOptional(),
    ...common,
    why: why.nullable().exactOptional(),
    still_true: stillTrue.exactOptional(),
    before: z.array(step).min(1).exactOptional().describe('Steps to put in before this one.'),
    after: z.array(step).min(1).exactOptional().describe('Steps to put in after this one.'),
    remove: z.literal(true).exactOptional().describe('true: leave this step out.'),
  })
  .meta({ id: 'step-change', title: 'a change of a step' });

const variant = z
  .strictObject({
    title: text('The name of the variant, for lists.'),
    about: text('Markdown: what is changed, and why that helps or does not.'),
    anomaly,
    prevents: someLevels
      .exactOptional()
      .describe(
        'The levels at which the invariant is violated without this variant in some order, and holds with it in every one: all, or a list. verify proves both.',
      ),
    setup: sql.exactOptional().describe("SQL statements after the lesson's own setup."),
    takes: order
      .exactOptional()
      .describe(
        'The order of its steps, a letter a turn, for instance ABAABB: the second A is the second step of A, changes included.',
      ),
    steps: z
      .record(stepName, stepChange)
      .exactOptional()
      .describe(
        'Changes by the name of the step: other values for its keys (null takes one away), steps before or after it, or remove.',
      ),
    handler: handlerChanges
      .exactOptional()
      .describe("Changes of the handler's steps by name, in the same way; steps that do them change too."),
    burst: burstChange.exactOptional().describe('What the burst comes to in this variant.'),
    end,
    every_order: everyOrder,
  })
  .meta({ id: 'variant', title: 'a variant' });

/** The shape of a lesson file. What depends on more than one place is checked when the lesson is built. */
export const lessonSchema = z
  .strictObject({
    format: format.exactOptional(),
    id: id
      .exactOptional()
      .describe(
        'The name of the lesson on the command line, for instance lost-update; without it, the name of its file.',
      ),
    title: text('The title, a few words.'),
    topic: text(
      'The group in which the lesson is listed, for instance levels, locks or duplicates.',
    ).exactOptional(),
    summary: text('One sentence for lists; without it, the first one of `about`.').exactOptional(),
    anomaly,
    order: z.int().exactOptional().describe('Where it stands in a list of lessons: lower comes first.'),
    minutes: z.int().min(1).max(240).exactOptional().describe('About how many minutes a student needs.'),
    about: text('Markdown: the situation and the question, shown before the first step.').exactOptional(),
    remember: z
      .array(z.string().min(1))
      .exactOptional()
      .describe('What to take away, three things at most, shown after the last step.'),
    sources: z
      .array(
        z
          .strictObject({
            title: text('What it is called.'),
            url: z
              .string()
              .regex(/^https?:\/\/\S+$/, 'must be a web address that begins with https://')
              .describe('Where to read it.'),
          })
          .meta({ title: 'a source' }),
      )
      .exactOptional()
      .describe('Where to read more.'),
    pages: z
      .array(
        z
          .strictObject({
            title: text('What the page is about.'),
            text: text('Markdown.'),
          })
          .meta({ title: 'a page' }),
      )
      .exactOptional()
      .describe('Pages to read beside the steps, below what the lesson is about.'),
    levels: someLevels
      .exactOptional()
      .describe('The levels at which the lesson runs: all (the default), or a list.'),
    level: level
      .exactOptional()
      .describe('The level a student starts with; REPEATABLE READ, if the lesson has it.'),
    setup: sql
      .exactOptional()
      .describe(
        'SQL statements that make the tables and their rows: text that is cut at its semicolons, or a list with one statement an item.',
      ),
    setup_limit: setupLimit.exactOptional(),
    watch: z
      .array(z.string().min(1))
      .exactOptional()
      .describe(
        'Tables whose committed rows are shown all the time; without it, those that the setup makes. [] for none.',
      ),
    sessions: z
      .record(
        sessionName,
        z.union([
          z.string().min(1),
          z
            .strictObject({
              role: text('Who it is, a few words.'),
              level: level
                .exactOptional()
                .describe('An isolation level of its own, whatever the level of the run.'),
              request: fields.exactOptional().describe("What its request says, beside the handler's own."),
            })
            .meta({ title: 'a session' }),
        ]),
      )
      .exactOptional()
      .describe(
        'The clients by name (one capital letter): who each one is, or { role, level }. Without it there are A and B.',
      ),
    on_error: z
      .enum(['continue', 'stop'])
      .exactOptional()
      .describe('The on_error of every step that does not say its own.'),
    invariant: z
      .strictObject({
        says: text('The promise in plain words, for instance "a book is stored once".'),
        violations: text(
          'A query over the committed tables whose rows violate the promise; `:sessions` is a table of whose transactions were committed.',
        ),
      })
      .meta({ title: 'an invariant' })
      .exactOptional()
      .describe('What must be true in the end.'),
    handler: handler
      .exactOptional()
      .describe('What the application does for one request; `do` in a step takes a step of it.'),
    burst: burst
      .exactOptional()
      .describe('Many requests to the handler at once, for `isolab race` and verify.'),
    steps: z
      .array(step)
      .min(1)
      .describe(
        'The script: who sends what, in which order. Needed, but for an exercise with a handler: there it is two requests.',
      ),
    end,
    every_order: everyOrder,
    exercise: exercise
      .exactOptional()
      .describe('Makes an exercise of it: something to do that the server judges.'),
    variants: z
      .record(id, variant)
      .exactOptional()
      .describe('The same lesson with one change, by name: the fix beside the bug.'),
  })
  .meta({ title: 'a lesson' });

export type LessonData = z.infer<typeof lessonSchema>;
export type StepData = z.infer<typeof step>;
export type StepChangeData = z.infer<typeof stepChange>;
export type VariantData = z.infer<typeof variant>;
