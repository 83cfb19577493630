import { BuildContext } from '../lesson/build-context.ts';
import { placedProblems } from '../lesson/placed-problems.ts';
import type { Problem } from '../lesson/problem.ts';
import { inOrder } from '../lesson/read-lesson.ts';
import { readYaml, YamlSource } from '../lesson/yaml-source.ts';
import { buildCourse } from './build-course.ts';
import type { Course } from './course.ts';
import { courseSchema } from './schema.ts';

/** A course, its lessons as its file names them, or everything that is wrong with the text, in the order of the text. */
export type ReadCourse =
  | {
      readonly course: Course;
      readonly problems: readonly [];
      /** For what shows only when the lessons are read. */
      readonly context: BuildContext;
    }
  | { readonly course?: never; readonly problems: readonly Problem[] };

/** `known` are the ids of the lessons that come with isolab. */
export const readCourse = (text: string, known: readonly string[]): ReadCourse => {
  const yaml = readYaml(text, { what: 'course', begins: '`course:` and its title' });
  if (!(yaml instanceof YamlSource)) return { problems: inOrder(yaml) };
  const read = courseSchema.safeParse(yaml.data);
  if (!read.success) return { problems: inOrder(placed(yaml)) };
  const context = new BuildContext(yaml);
  const course = buildCourse(read.data, context, known);
  return context.problems.length > 0
    ? { problems: inOrder(context.problems) }
    : { course, problems: [], context };
};

/** Where it is no mapping at all, what it should be is said of the course. */
const placed = (yaml: YamlSource): readonly Problem[] =>
  typeof yaml.data === 'object' && !Array.isArray(yaml.data)
    ? placedProblems(courseSchema, yaml)
    : placedProblems(courseSchema, yaml).map((one) => ({ ...one, message: noMapping }));

const noMapping = 'a course must be a mapping (`key: value`)';
