import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { checkLesson } from '../../author/check.ts';
import { isCourseFile } from '../../course/course-file-name.ts';
import { checkCourse } from '../../course/load-course.ts';
import { jsonText } from '../../engine/json-text.ts';
import { exitCodes, UserError } from '../../errors.ts';
import { isLessonFile } from '../../lesson/lesson-file-name.ts';
import { type LessonFiles, readLessonFiles } from '../../lesson/load.ts';
import { describeProblems, type ExpectFile, type Problem } from '../../lesson/problem.ts';
import { printableLines } from '../../printable.ts';
import { type Annotation, annotation } from '../../report/annotation.ts';
import { counted } from '../../text/amounts.ts';
import type { Edge } from '../edge.ts';
import { lessonFiles } from '../lesson-files.ts';
import { shipped } from '../shipped.ts';
import { writeText } from '../text-output.ts';

export interface CheckLessons {
  readonly words: readonly string[];
  readonly format: 'text' | 'json' | 'github';
}

interface CheckedFile {
  readonly file: string;
  /** Absent when it is no lesson. */
  readonly id?: string;
  readonly problems: readonly Problem[];
  /** Absent when it cannot be read. */
  readonly text?: string;
  readonly expected?: ExpectFile;
}

/** Checks files without a server, and says what is wrong with each. */
export const checkLessons = async (edge: Edge, { words, format }: CheckLessons): Promise<number> => {
  const named = (await Promise.all(words.map(coursesBy))).flat();
  const courses = await Promise.all(named.map(checkCourseFile));
  const files = await filesOf(words, courses);
  const checked: CheckedFile[] = courses.map(({ file, problems, text }) => ({
    file,
    problems,
    ...(text !== undefined && { text }),
  }));
  const taken = new Map<string, string>();
  for (const file of files) {
    const one = await checkFile(file, taken);
    checked.push(one);
    if (one.id !== undefined && !taken.has(one.id)) taken.set(one.id, file);
  }
  if (format === 'text') writeText(edge, edge.stdout, asText(checked));
  else edge.stdout.write(writers[format](checked));
  const { error, unproven } = countsOf(checked);
  if (error > 0) return exitCodes.usage;
  return unproven > 0 ? exitCodes.unproven : exitCodes.ok;
};

/** The courses that a word names: one, or those in a folder. */
const coursesBy = async (word: string): Promise<readonly string[]> =>
  isCourseFile(word)
    ? [word]
    : (await namesIn(word))
        .filter(isCourseFile)
        .toSorted()
        .map((name) => join(word, name));

/** None of what is no folder, or cannot be read: what it is then is told where it is read as a lesson. */
const namesIn = async (word: string): Promise<readonly string[]> => await readdir(word).catch(() => []);

interface CheckedCourseFile extends Omit<CheckedFile, 'id'> {
  /** Of its lessons. */
  readonly files: readonly string[];
}

const checkCourseFile = async (file: string): Promise<CheckedCourseFile> => {
  try {
    return { file, ...(await checkCourse(file, await shipped())) };
  } catch (error) {
    return { file, problems: [unreadable(error)], files: [] };
  }
};

/** Those of words, where there are any beside courses, and those of the courses; each once. */
const filesOf = async (
  words: readonly string[],
  courses: readonly CheckedCourseFile[],
): Promise<readonly string[]> => {
  const others: string[] = [];
  for (const word of words) if (!(await isOfCoursesOnly(word))) others.push(word);
  const named = others.length > 0 ? await lessonFiles(others) : [];
  const files = [...named, ...courses.flatMap((one) => one.files)];
  return [...new Map(files.map((file) => [resolve(file), file])).values()];
};

const isOfCoursesOnly = async (word: string): Promise<boolean> => {
  if (isCourseFile(word)) return true;
  const names = await namesIn(word);
  return names.some(isCourseFile) && !names.some(isLessonFile);
};

const checkFile = async (file: string, taken: ReadonlyMap<string, string>): Promise<CheckedFile> => {
  let files: LessonFiles;
  try {
    files = await readLessonFiles(file);
  } catch (error) {
    return { file, problems: [unreadable(error)] };
  }
  const { text, ...source } = files;
  const { lesson, problems } = checkLesson(text, source, taken);
  return { ...files, ...(lesson && { id: lesson.id }), problems };
};

/** One file that cannot be read must not hide what is wrong with the others. */
const unreadable = (error: unknown): Problem => {
  if (!(error instanceof UserError)) throw error;
  return { severity: 'error', message: error.message, line: 1, column: 1, length: 1 };
};

const countsOf = (files: readonly CheckedFile[]): Readonly<Record<Problem['severity'], number>> => {
  const problems = files.flatMap((one) => one.problems);
  const count = (severity: Problem['severity']) => problems.filter((one) => one.severity === severity).length;
  return { error: count('error'), unproven: count('unproven'), warning: count('warning') };
};

const asText = (files: readonly CheckedFile[]): string => {
  const blocks = files.flatMap(({ file, problems, text, expected }) => {
    if (problems.length === 0) return [];
    const described =
      text === undefined
        ? problems.map(({ message }) => message).join('\n')
        : describeProblems(problems, { file, text, ...(expected && { expected }) });
    return printableLines(described).join('\n');
  });
  const { error, unproven, warning } = countsOf(files);
  const found = [
    ...(error > 0 ? [counted(error, 'error')] : []),
    ...(unproven > 0 ? [`${unproven} unproven`] : []),
    ...(warning > 0 ? [counted(warning, 'warning')] : []),
  ];
  const hint =
    error === 0 && unproven > 0 ? ['isolab record FILE runs a lesson and writes what happens into it.'] : [];
  const courses = files.filter(({ file }) => isCourseFile(file)).length;
  const all = [
    ...(courses > 0 ? [counted(courses, 'course')] : []),
    ...(files.length > courses || courses === 0 ? [counted(files.length - courses, 'lesson')] : []),
  ].join(', ');
  const summary = `${all}: ${found.length === 0 ? 'nothing to say' : found.join(', ')}`;
  return `${[...blocks, [summary, ...hint].join('\n')].join('\n\n')}\n`;
};

/** Version 1 of the answer; `problems` are those of the library's type `Problem`. */
const asJson = (files: readonly CheckedFile[]): string =>
  `${jsonText({ format: 1, files: files.map(({ text: _, expected: __, ...one }) => one), found: countsOf(files) }, 2)}\n`;

const asGithub = (files: readonly CheckedFile[]): string =>
  files.flatMap(({ file, problems }) => problems.map((one) => annotationOf(file, one))).join('');

const annotationLevels = { error: 'error', unproven: 'warning', warning: 'notice' } as const satisfies Record<
  Problem['severity'],
  Annotation['level']
>;

const annotationOf = (
  own: string,
  { severity, message, expected, file = own, line, column, length }: Problem,
): string =>
  annotation(
    { level: annotationLevels[severity], file, line, col: column, endColumn: column + length - 1 },
    expected === undefined ? message : `${message}\nexpected: ${expected}`,
  );

const writers = { json: asJson, github: asGithub } as const;
