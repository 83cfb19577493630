import { courseJsonSchema } from '../../course/json-schema.ts';
import { exitCodes } from '../../errors.ts';
import { writeWhole } from '../../files/write-file.ts';
import { lessonJsonSchema } from '../../lesson/json-schema.ts';
import { told } from '../../printable.ts';
import type { Edge } from '../edge.ts';

export const printSchema = async (
  { stdout, stderr }: Edge,
  of: 'lesson' | 'course',
  out: string | undefined,
): Promise<number> => {
  const schema = of === 'course' ? courseJsonSchema() : lessonJsonSchema();
  const text = `${JSON.stringify(schema, null, 2)}\n`;
  if (out === undefined) {
    stdout.write(text);
    return exitCodes.ok;
  }
  await writeWhole(out, text);
  stderr.write(told`Wrote ${out}.\n`);
  return exitCodes.ok;
};
