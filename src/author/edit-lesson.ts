import { isDeepStrictEqual } from 'node:util';
import { readExpected } from '../lesson/expected-beside.ts';
import type { LessonOrigin } from '../lesson/problem.ts';
import { readLesson } from '../lesson/read-lesson.ts';
import { type LessonData, lessonSchema } from '../lesson/schema.ts';
import { withoutShared } from '../lesson/shared-parts.ts';
import { stepPlaces } from '../lesson/step-places.ts';
import type { Path } from '../lesson/yaml-source.ts';
import { editYaml, nested, type YamlEdit } from './yaml-edit.ts';
import { asData, dataAt, yamlNodes } from './yaml-nodes.ts';
import { type YamlData, yamlPair } from './yaml-text.ts';

/** A lesson's text, and that of the file with what is expected of it, if there is one. */
export interface LessonTexts extends LessonOrigin {
  readonly text: string;
}

/** What both files say together, as plain YAML and in the shape of the format. Of texts that are known to be a lesson. */
export const lessonData = (texts: LessonTexts): { readonly yaml: YamlData; readonly data: LessonData } => {
  const { lesson, ...read } = readLesson(texts.text, texts);
  if (!('yaml' in read)) throw new Error('This was known to be a lesson');
  const yaml = asData(read.yaml.data);
  return { yaml, data: lessonSchema.parse(withoutShared(yaml)) };
};

/**
 * Writes claims into a lesson: where it says one itself, there; else into the file with what is expected of it, if there
 * is one. @throws UserError as editYaml does
 */
export const editLesson = (texts: LessonTexts, edits: readonly YamlEdit[]): LessonTexts => {
  const { text, expected } = texts;
  if (expected === undefined) return { ...texts, text: editYaml(text, edits) };
  const own = yamlNodes(text).data;
  const isOwn = ({ path }: YamlEdit) => dataAt(own, path) !== undefined;
  const { data } = lessonData(texts);
  const beside = edits.filter((edit) => !isOwn(edit)).map((edit) => movedBeside(edit, data));
  return {
    ...texts,
    text: editYaml(text, edits.filter(isOwn)),
    expected: { ...expected, text: editExpected(expected.text, beside) },
  };
};

/** The same edit of the other file, where steps are called by their names. */
const movedBeside = (edit: YamlEdit, data: LessonData): YamlEdit => {
  const { path } = edit;
  const variant = path[0] === 'variants' ? String(path[1]) : undefined;
  const places = stepPlaces(data, variant);
  const step = places.find((place) => isDeepStrictEqual([...place.path, 'expect'], path));
  const at: Path = variant === undefined ? [] : ['variants', variant];
  return {
    ...edit,
    path: step === undefined ? path : [...at, 'steps', step.name],
    order: places.map(({ name }) => name),
  };
};

/** A file in which nothing is written yet begins with the first claim; its comments stay. */
const editExpected = (text: string, edits: readonly YamlEdit[]): string => {
  const [first, ...others] = edits;
  if (first === undefined) return text;
  if (readExpected({ file: '', text }) !== undefined) return editYaml(text, edits);
  const [key, ...inner] = first.path;
  const pair = yamlPair(String(key), nested(inner, first.data), 0, '\n', inner.length);
  const before = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  return editYaml(`${before}${pair}\n`, others);
};
