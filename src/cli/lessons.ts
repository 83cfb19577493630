import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import type { Lesson } from '../lesson/lesson.ts';
import { parseLesson } from '../lesson/parse.ts';
import { unknownWord } from './words.ts';

/** The lesson that a word on the command line names: one of ours by its id, or a file. */
export const findLesson = async (word: string, folder: string): Promise<Lesson> => {
  if (/[/\\]|\.ya?ml$/.test(word)) return readLesson(word);
  const files = (await readdir(folder)).filter((name) => name.endsWith('.yaml'));
  if (!files.includes(`${word}.yaml`))
    throw unknownWord(
      'lesson',
      word,
      files.map((name) => name.slice(0, -5)),
    );
  return readLesson(join(folder, `${word}.yaml`));
};

const readLesson = async (file: string): Promise<Lesson> => {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new UserError(`The lesson file ${file} cannot be read: ${String(error)}`, { cause: error });
  }
  return parseLesson(text, { file });
};
