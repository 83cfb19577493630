import { z } from 'zod';
import { facts } from './prediction.ts';
import { meaning, rowList } from './schema-expect.ts';
import { byLevel, text } from './schema-words.ts';

const choice = z
  .strictObject({
    says: text('The choice as the student reads it.'),
    means: meaning.describe(
      'What is so if this choice is right: what this step comes to, in the words of `expect`; how the run ends (tables, invariant, rolled_back); what other steps come to, by their names ({ insert_b: { error: 1213 } }); or one of several (either).',
    ),
    but: text('Said to whoever chose this and was wrong: why it is not so.').exactOptional(),
  })
  .meta({ id: 'choice', title: 'a choice' });

export const prediction = z
  .strictObject({
    ask: text('The question, asked before the step is taken.'),
    choices: z
      .array(choice)
      .min(2)
      .max(6)
      .exactOptional()
      .describe('The choices; right is the one that the server makes true, and it must be exactly one.'),
    pick: rowList
      .min(1)
      .max(12)
      .exactOptional()
      .describe(
        'Instead of choices: rows among which the student picks those that the statement will give; all that it gives must be among them.',
      ),
    answer: z
      .enum(facts)
      .exactOptional()
      .describe(
        'Instead of choices: what the student types. affected: how many rows the statement affects; matched: how many an UPDATE finds; rows: how many it gives; value: the only value that it gives, NULL for NULL; error: its error by number or symbol, or none. Right is what the server answers.',
      ),
    because: text('Said with the answer: why it is so.').exactOptional(),
  })
  .meta({ id: 'prediction', title: 'a question' });

export const predict = byLevel(prediction, 'prediction-by-level').describe(
  'A question that the student answers before the step is taken: one, or one by level. verify proves that exactly one choice is right, or that there is what is asked for.',
);
