import { basename } from 'node:path';
import { UserError } from '../../errors.ts';
import { createFile, mayBeCreated } from '../../files/write-file.ts';
import { lessonText } from '../../from-sql/lesson-text.ts';
import { shortNames } from '../../lesson/level.ts';
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
  const { format, id, title, topic, summary, about, levels, ...rest } = { ...own.data, ...namesFrom(file) };
  const data = {
    format,
    id,
    title,
    topic,
    summary,
    ...(about !== undefined && { about }),
    ...(levels && { levels }),
    ...(bad && { level: bad.script.level }),
    ...rest,
  };
  const comment =
    bad && `The shortest bad order of all, at ${bad.script.level}: isolab explore has found it.`;
  await createFile(
    file,
    lessonText(data, { ...(takes !== undefined && { takes }), ...(comment && { comment }) }),
  );
  const level = bad ? ` --level ${shortNames[bad.script.level].toLowerCase()}` : '';
  return [
    told`Wrote ${file}.`,
    `  isolab ${shellPath(file)}${level}   go through it step by step`,
    `  isolab record ${shellPath(file)}   write what happens into it, for isolab verify to prove`,
  ];
};
