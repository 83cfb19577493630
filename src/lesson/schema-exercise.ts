import { z } from 'zod';
import { anomalyCodes } from './anomaly-claim.ts';
import { checkKinds, exhibits } from './exercise.ts';
import { meaning } from './schema-expect.ts';
import { handlerSteps, retry } from './schema-handler.ts';
import { id, level, sql, stepName, text } from './schema-words.ts';

/** What a student may change in a program: the keys of the file that is opened, and of each solution that is written here. */
export const partNames = ['level', 'setup', 'handler', 'retry', 'steps'] as const;

const part = z.enum(partNames);

/** A solution, of a student or of the author's. `steps` are those of the lesson, and their shape is checked with it. */
export const partKeys = {
  level: level.exactOptional().describe('The isolation level at which the programs run.'),
  setup: sql
    .exactOptional()
    .describe("SQL statements after the exercise's own setup, for instance CREATE UNIQUE INDEX."),
  handler: handlerSteps.exactOptional().describe('What the program does for a request, by name, in order.'),
  retry: retry
    .nullable()
    .exactOptional()
    .describe('After which errors the program begins again; null: after none.'),
  steps: z
    .array(z.unknown())
    .min(1)
    .exactOptional()
    .describe(
      "The programs of the sessions, in the form of a lesson's steps; the judge takes them in every order.",
    ),
};

const like = z
  .strictObject({
    sql: text(
      'A regular expression that something in its SQL fits, in small or capital letters.',
    ).exactOptional(),
    not: text('A regular expression that nothing in its SQL fits.').exactOptional(),
    levels: z.array(level).min(1).exactOptional().describe('At one of these levels.'),
    fails: z
      .array(z.enum(checkKinds))
      .min(1)
      .exactOptional()
      .describe(
        'One of these does not hold. promise: in every order; served: the same rows, one after the other; told: nobody is told what is not so; errors, refused, deadlocks, apart: see must; burst: many requests at once.',
      ),
  })
  .meta({ title: 'what a solution looks like' });

const solution = z
  .strictObject({ says: text('Markdown: how it works, and what it costs.'), ...partKeys })
  .meta({ id: 'solution', title: 'a solution' });

const wrong = z
  .strictObject({
    says: text('Markdown, for whoever tries this: why it does not hold.'),
    like: like.describe('By what it is known in the file of a student.'),
    ...partKeys,
  })
  .meta({ id: 'wrong-solution', title: 'a wrong solution' });

const must = z
  .strictObject({
    errors: z
      .literal('none')
      .exactOptional()
      .describe('none: in no order does a request end with an error that nobody answers.'),
    deadlocks: z.literal('none').exactOptional().describe('none: in no order is there a deadlock.'),
    refusals: z
      .literal('none')
      .exactOptional()
      .describe('none: in no order is anybody turned away, by a branch or with an HTTP status from 400 on.'),
    levels: z.array(level).min(1).exactOptional().describe('The levels that may be chosen.'),
    apart: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
      .exactOptional()
      .describe(
        'What the second request says to have nothing to do with the first: then nobody waits, in any order.',
      ),
  })
  .meta({ title: 'what a fix must keep' });

const breakIt = z
  .strictObject({
    level: level
      .exactOptional()
      .describe('The level at which the promise is to be broken; that of the lesson.'),
    never: level
      .exactOptional()
      .describe('A level at which no order breaks it: the student says so, and it is proved.'),
  })
  .meta({ title: 'break it' });

const fixIt = z
  .strictObject({
    opens: z.array(part).min(1).describe('The parts that the student may change.'),
    must: must.exactOptional().describe('What has to hold beside the promise.'),
    solutions: z.record(id, solution).describe('Solutions, by name: verify proves that they are right.'),
    wrong: z
      .record(id, wrong)
      .exactOptional()
      .describe('The usual wrong ones, by name: verify proves that they are refused.'),
  })
  .meta({ title: 'fix it' });

const readChoice = z
  .strictObject({
    says: text('The choice as the student reads it.'),
    means: meaning
      .exactOptional()
      .describe(
        'What is so if this choice is right: how the run ends (rolled_back, tables, invariant), or what steps come to, by their names.',
      ),
    level: level.exactOptional().describe('Instead of `means`: the run was at this level.'),
    anomaly: z
      .enum(anomalyCodes)
      .exactOptional()
      .describe('Instead of `means`: this anomaly has happened, by its code.'),
    took: stepName
      .exactOptional()
      .describe(
        'Instead of `means`: this step took the lock that the step `waits` of the question waits for.',
      ),
    but: text('Said to whoever chose this and was wrong: why it is not so.').exactOptional(),
  })
  .meta({ id: 'read-choice', title: 'a choice about what is shown' });

const readQuestion = z
  .strictObject({
    ask: text('The question.'),
    choices: z
      .array(readChoice)
      .min(2)
      .max(6)
      .describe('Right is the one that the run makes so, and it must be exactly one.'),
    at: level
      .exactOptional()
      .describe('The question is about the same steps at this level, a run that is not shown.'),
    waits: stepName.exactOptional().describe('For choices with `took`: the step that waits, or waited.'),
    because: text('Said with the right answer: why it is so.').exactOptional(),
  })
  .meta({ id: 'read-question', title: 'a question about what is shown' });

export const readIt = z
  .strictObject({
    level: level.exactOptional().describe('The level of the run; that of the lesson.'),
    shows: z
      .enum(exhibits)
      .describe(
        "transcript: what the sessions sent and were answered. deadlock: InnoDB's report of it. locks: the rows of performance_schema.data_locks.",
      ),
    after: stepName
      .exactOptional()
      .describe('The step after which locks are shown, or after which a transcript breaks off.'),
    asks: z
      .record(id, readQuestion)
      .describe('Questions, by name: verify proves that each has one right choice.'),
  })
  .meta({ title: 'read it' });

export const exercise = z
  .strictObject({
    task: text('Markdown: what is to be done.'),
    hints: z.array(text('Markdown.')).min(1).max(3).describe('Help, the smallest first.'),
    break: breakIt.exactOptional().describe('An order that breaks the promise is to be found.'),
    fix: fixIt
      .exactOptional()
      .describe('The program is to be changed so that the promise holds in every order.'),
    read: readIt
      .exactOptional()
      .describe(
        'Something that a run at one level has shown is to be read, and questions about it answered.',
      ),
  })
  .meta({ id: 'exercise', title: 'an exercise' });
