import { z } from 'zod';
import { courseSchema } from './schema.ts';

/** The format of a course as JSON Schema (2020-12), for editors. */
export const courseJsonSchema = (): z.core.JSONSchema.BaseSchema => ({
  ...z.toJSONSchema(courseSchema, { io: 'input' }),
  title: 'A course for isolab',
});
