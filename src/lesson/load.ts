import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { UserError } from '../errors.ts';
import { readWithin, sizeWords, UnreadableFile } from '../files/read-file.ts';
import { printable, reasonOf, told } from '../printable.ts';
import { shellPath } from '../shell-word.ts';
import type { Lesson } from './lesson.ts';
import { expectFileOf, isExpectFile, isLessonFile, lessonFileOf } from './lesson-file-name.ts';
import { nearMiss } from './near-miss.ts';
import { parseLesson } from './parse.ts';
import { maxLessonBytes } from './read-lesson.ts';

/** Reads one lesson file. @throws UserError when it cannot be read, LessonError when it is no lesson. */
export const loadLesson = async (file: string): Promise<Lesson> => {
  const { text, ...source } = await readLessonFiles(file);
  return parseLesson(text, source);
};

/** A file of text, and the byte order mark that some editors put before it and YAML does not count. */
export interface TextFile {
  readonly file: string;
  readonly mark: string;
  readonly text: string;
}

/** A lesson, and what is expected of it where that stands in a file of its own. */
export interface LessonFiles extends TextFile {
  readonly expected?: TextFile;
}

/** Reads a lesson file and the one beside it that holds what is expected of it, if there is one. @throws UserError */
export const readLessonFiles = async (file: string): Promise<LessonFiles> => {
  if (isExpectFile(file)) {
    throw new UserError(told`${file} holds what is expected of a lesson, and is none.`, {
      next: [`Name the lesson: ${shellPath(lessonFileOf(file))}`],
    });
  }
  const lesson = await readTextFile(file);
  const beside = expectFileOf(file);
  const isThere = await stat(beside).then(
    () => true,
    () => false,
  );
  return isThere ? { ...lesson, expected: await readTextFile(beside) } : lesson;
};

type Kind = 'lesson' | 'course' | 'answer';

/** The text of a course file, refused before it is read when it is too large. @throws UserError */
export const readCourseText = async (file: string): Promise<string> =>
  (await readTextFile(file, 'course')).text;

export const readTextFile = async (file: string, kind: Kind = 'lesson'): Promise<TextFile> => {
  const bytes = await readWithin(file, maxLessonBytes).catch((error: unknown) => {
    throw error instanceof UnreadableFile ? unusable(file, kind, error) : error;
  });
  try {
    const all = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const text = all.replace(/^\uFEFF/, '');
    return { file, mark: all.slice(0, all.length - text.length), text };
  } catch (cause) {
    throw new UserError(`${printable(file)} is not text in UTF-8.`, { next: ['Save it as UTF-8.'], cause });
  }
};

const examples: Readonly<Record<Kind, string>> = {
  lesson: 'my-lesson.yaml',
  course: 'my.course.yaml',
  answer: 'my-answer.yaml',
};

const unusable = (file: string, kind: Kind, cause: UnreadableFile): UserError => {
  const name = printable(file);
  switch (cause.why) {
    case 'missing':
      return new UserError(`There is no ${name}.`, { cause });
    case 'folder':
      return new UserError(`${name} is a folder, not ${kind === 'answer' ? 'an' : 'a'} ${kind} file.`, {
        next: [`Name a file in it, for instance ${shellPath(join(file, examples[kind]))}.`],
        cause,
      });
    case 'large': {
      const has = cause.size === undefined ? '' : `${sizeWords(cause.size)}, `;
      return new UserError(
        `${name} is too large for ${kind === 'answer' ? 'an' : 'a'} ${kind}: ${has}the limit is ${sizeWords(maxLessonBytes)}.`,
        { cause },
      );
    }
    case 'forbidden':
    case 'special':
    case 'failed':
      return new UserError(`${cause.message}.`, { cause });
  }
};

/** The lessons of some files, and what is wrong with those that are none. */
export interface Catalogue {
  /** In the order of their files' `order`, then by id. */
  readonly lessons: readonly Lesson[];
  /** One error for each file that is no lesson, or whose id another file has. */
  readonly failures: readonly UserError[];
}

/** Reads every lesson file in a folder (.yaml, .yml). @throws UserError when it is no folder that can be read. */
export const loadCatalogue = async (folder: string): Promise<Catalogue> => {
  const about = await explain(folder, () => stat(folder));
  if (!about.isDirectory()) throw new UserError(`${printable(folder)} is not a folder.`);
  const names = await explain(folder, () => readdir(folder));
  const files = names.filter(isLessonFile).toSorted();
  return await loadFiles(files.map((name) => join(folder, name)));
};

/** Reads lesson files. Never throws for what is wrong with one. */
export const loadFiles = async (files: readonly string[]): Promise<Catalogue> => {
  const read = await Promise.all(files.map(tryLoad));
  const byId = new Map<string, Lesson>();
  const failures: UserError[] = [];
  for (const one of read) {
    if (one instanceof UserError) {
      failures.push(one);
      continue;
    }
    const other = byId.get(one.id);
    if (other === undefined) byId.set(one.id, one);
    else failures.push(sameId(one, other));
  }
  return { lessons: [...byId.values()].toSorted(byOrder), failures };
};

/** @throws UserError that suggests a near miss when the catalogue has no such lesson. */
export const lessonById = ({ lessons }: Catalogue, id: string): Lesson => {
  const lesson = lessons.find((one) => one.id === id);
  if (lesson) return lesson;
  const near = nearMiss(
    id,
    lessons.map((one) => one.id),
  );
  throw new UserError(`There is no lesson called ${printable(id)}.`, {
    next: [...(near === undefined ? [] : [`Did you mean ${near}?`]), 'isolab list shows them all.'],
  });
};

const tryLoad = async (file: string): Promise<Lesson | UserError> => {
  try {
    return await loadLesson(file);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
};

const sameId = (one: Lesson, other: Lesson): UserError =>
  new UserError(
    printable(
      `${one.file} and ${basename(other.file ?? 'another file')} both hold a lesson with the id ${one.id}.`,
    ),
    { next: ['Give one of them another id.'] },
  );

/** The order of lists: by `order`, then by id. */
export const byOrder = (a: Lesson, b: Lesson): number =>
  (a.order ?? Number.POSITIVE_INFINITY) - (b.order ?? Number.POSITIVE_INFINITY) || (a.id < b.id ? -1 : 1);

const explain = async <T>(path: string, read: () => Promise<T>): Promise<T> => {
  try {
    return await read();
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    const name = printable(path);
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new UserError(`There is no ${name}.`, { cause });
    if (code === 'EACCES' || code === 'EPERM') throw new UserError(`${name} may not be read.`, { cause });
    if (typeof code === 'string')
      throw new UserError(`${name} cannot be read: ${reasonOf(cause)}`, { cause });
    throw cause;
  }
};
