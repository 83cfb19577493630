import { basename } from 'node:path';
import { UserError } from '../../errors.ts';
import { createFile, mayBeCreated } from '../../files/write-file.ts';
import { type LessonTextOptions, lessonText } from '../../from-sql/lesson-text.ts';
import { type Level, shortNames } from '../../lesson/level.ts';
import type { LessonData } from '../../lesson/schema.ts';
import { told } from '../../printable.ts';
import type { Bad } from '../../report/explore/worst.ts';
import { shellPath } from '../../shell-word.ts';
import type { OwnSql } from './own-sql.ts';

/** Before anything is run: not in vain. @throws UserError when a lesson cannot be called so, or not be written there */
export const mayBeSaved = async (file: string): Promise<void> => {
  if (!/[^/\\]\.ya?ml$/i.test(file))
    throw new UserError(told`--save ${file}: a lesson is a file whose name ends in .yaml or .yml.`, {
      next: [
        told`--save ${shellPath(`${file.replace(/[/\\]+$/, '').replace(/\.\w*$/, '') || 'lesson'}.yaml`)}`,
      ],
    });
  await mayBeCreated(file);
};

/** How a lesson is written, beside what it says. */
interface NewLesson extends LessonTextOptions {
  readonly data: LessonData;
  /** The level that it opens at. */
  readonly level?: Level;
}

/** A new lesson, called as its file will be. */
export const newLessonText = (file: string, { data, level, ...options }: NewLesson): string => {
  const { format, id, title, topic, summary, about, levels, ...rest } = { ...data, ...namesFrom(file) };
  const named = {
    ...(format && { format }),
    ...(id !== undefined && { id }),
    title,
    ...(topic !== undefined && { topic }),
    ...(summary !== undefined && { summary }),
    ...(about !== undefined && { about }),
    ...(levels && { levels }),
    ...(level && { level }),
    ...rest,
  };
  return lessonText(named, options);
};

/** How to go on with a lesson that was written. */
export const savedLines = (file: string, level: Level | undefined, then: string): readonly string[] => {
  const at = level ? ` --level ${shortNames[level].toLowerCase()}` : '';
  return [told`Wrote ${file}.`, `  isolab ${shellPath(file)}${at}   go through it step by step`, `  ${then}`];
};

/** `two-books.yaml` is two-books, "Two books": each of several lessons has a place of its own in somebody's progress. */
export const namesFrom = (file: string): { readonly id?: string; readonly title?: string } => {
  const id = slugOf(basename(file).replace(/\.ya?ml$/i, ''));
  if (id === '') return {};
  const words = id.replaceAll('-', ' ');
  return { id, title: words.charAt(0).toUpperCase() + words.slice(1) };
};

const slugOf = (name: string): string =>
  name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');

/** Writes what was explored as a lesson in its shortest bad order, if there is one, and says how to go on. */
export const saveLesson = async (
  file: string,
  own: OwnSql,
  bad: Bad | undefined,
): Promise<readonly string[]> => {
  const takes = bad?.order.order ?? own.takes;
  const level = bad?.script.level;
  const comment = level && `The shortest bad order of all, at ${level}: isolab explore has found it.`;
  const text = newLessonText(file, {
    data: own.data,
    ...(level && { level }),
    ...(takes !== undefined && { takes }),
    ...(comment && { comment }),
  });
  await createFile(file, text);
  const record = `isolab record ${shellPath(file)}   write what happens into it, for isolab verify to prove`;
  return savedLines(file, level, record);
};
