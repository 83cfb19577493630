import { stat } from 'node:fs/promises';
import { UserError } from '../../errors.ts';
import { createFile } from '../../files/write-file.ts';
import { lessonText } from '../../from-sql/lesson-text.ts';
import { shortNames } from '../../lesson/level.ts';
import { told } from '../../printable.ts';
import type { Bad } from '../../report/explore/worst.ts';
import { shellPath } from '../../shell-word.ts';
import type { OwnSql } from './own-sql.ts';

/** Before anything is run: not in vain. @throws UserError when there is such a file */
export const mayBeSaved = async (file: string): Promise<void> => {
  if ((await stat(file).catch(() => undefined)) === undefined) return;
  throw new UserError(told`${file} is there already.`, { next: ['Give --save another name.'] });
};

/** Writes what was explored as a lesson in its shortest bad order, if there is one, and says how to go on. */
export const saveLesson = async (
  file: string,
  own: OwnSql,
  bad: Bad | undefined,
): Promise<readonly string[]> => {
  const takes = bad?.order.order ?? own.takes;
  const { format, id, title, topic, summary, about, levels, ...rest } = own.data;
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
