import { z } from 'zod';
import { lessonSchema } from './schema.ts';
import { expectFileSchema } from './schema-expect-file.ts';
import { isSessionName } from './schema-words.ts';

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The format of a lesson as JSON Schema (2020-12), for editors. */
export const lessonJsonSchema = (): JsonSchema => ({
  ...withoutRequestSteps(
    z.toJSONSchema(lessonSchema, {
      io: 'input',
      override: ({ jsonSchema }) => {
        foldSessions(jsonSchema);
        dropSafeBounds(jsonSchema);
      },
    }),
  ),
  patternProperties: { '^x-': { description: 'A place for anchors that other parts of the file share.' } },
  title: 'A lesson for isolab',
});

/** The format of a file with what is expected of a lesson. */
export const expectFileJsonSchema = (): JsonSchema => ({
  ...z.toJSONSchema(expectFileSchema, {
    io: 'input',
    override: ({ jsonSchema }) => dropSafeBounds(jsonSchema),
  }),
  title: 'What is expected of a lesson for isolab',
});

/** 26 keys for 26 possible sessions would be all that an editor offers in a step: one pattern says the same. */
const foldSessions = (schema: JsonSchema): void => {
  const entries = Object.entries(schema.properties ?? {});
  const session = entries.find(([key]) => isSessionName(key));
  if (session === undefined) return;
  schema.properties = Object.fromEntries(entries.filter(([key]) => !isSessionName(key)));
  schema.patternProperties = { '^[A-Z]$': session[1] };
};

/** An exercise with a handler need not say its steps. */
const withoutRequestSteps = ({ required = [], ...schema }: JsonSchema): JsonSchema => ({
  ...schema,
  required: required.filter((key) => key !== 'steps'),
  anyOf: [{ required: ['steps'] }, { required: ['exercise', 'handler'] }],
});

/** Zod's integers are those that JavaScript holds exactly; to an author these bounds are noise. */
const dropSafeBounds = (schema: JsonSchema): void => {
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
};
