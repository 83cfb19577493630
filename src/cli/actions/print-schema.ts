import { courseJsonSchema } from '../../course/json-schema.ts';
import { exitCodes } from '../../errors.ts';
import { writeWhole } from '../../files/write-file.ts';
import { expectFileJsonSchema, lessonJsonSchema } from '../../lesson/json-schema.ts';
import { told } from '../../printable.ts';
import type { Edge } from '../edge.ts';

const schemas = { lesson: lessonJsonSchema, course: courseJsonSchema, expect: expectFileJsonSchema };

export const printSchema = async (
  { stdout, stderr }: Edge,
  of: keyof typeof schemas,
  out: string | undefined,
): Promise<number> => {
  const text = `${JSON.stringify(schemas[of](), null, 2)}\n`;
  if (out === undefined) {
    stdout.write(text);
    return exitCodes.ok;
  }
  await writeWhole(out, text);
  stderr.write(told`Wrote ${out}.\n`);
  return exitCodes.ok;
};
