import { UserError } from '../errors.ts';
import type { Lesson } from '../lesson/lesson.ts';
import { parseLesson } from '../lesson/parse.ts';
import { maxLessonBytes } from '../lesson/read-lesson.ts';
import type { LessonData } from '../lesson/schema.ts';
import { counted } from '../text/amounts.ts';
import { scriptsOfGeneralLog } from './general-log.ts';
import { type LessonWords, lessonDataOf } from './lesson-data.ts';
import { lessonText } from './lesson-text.ts';
import { readScript, readSetup } from './read-script.ts';
import type { SqlFile } from './source.ts';

export interface LessonOfSql {
  readonly lesson: Lesson;
  /** The same, for `lessonText`. */
  readonly data: LessonData;
  /** What was left out or added, a sentence each. */
  readonly notes: readonly string[];
  /** Where the statements of the setup stand: file and line. */
  readonly setupPlaces: readonly string[];
}

export interface OwnScripts extends LessonWords {
  /** A session each. */
  readonly scripts: readonly SqlFile[];
  readonly setup?: SqlFile;
}

export interface OwnLog extends LessonWords {
  readonly log: SqlFile;
  /** The connections to take, by their ids in the log, in the order of their letters. */
  readonly connections?: readonly string[];
  readonly setup?: SqlFile;
}

/** Scripts in SQL, one after the other. @throws UserError with file and line. */
export const lessonOfScripts = ({ scripts, setup, ...words }: OwnScripts): LessonOfSql => {
  const read = scripts.map(readScript);
  const made = setup && readSetup(setup);
  const roles = rolesOf(scripts.map(({ file }) => file));
  const sessions = read.map(({ statements }, index) => ({ role: roles[index] ?? '', statements }));
  const data = lessonDataOf(sessions, made?.statements ?? [], words);
  return {
    ...built(data),
    notes: [...new Set([...(made?.notes ?? []), ...read.flatMap(({ notes }) => notes)])],
    setupPlaces: made?.places ?? [],
  };
};

/** The names of the files, without their folders where that tells them apart. */
const rolesOf = (files: readonly string[]): readonly string[] => {
  const names = files.map((file) => file.replace(/^.*[/\\](?=.)/s, ''));
  return new Set(names).size === new Set(files).size ? names : files;
};

/**
 * Connections out of MySQL's general query log. The steps stand one session after the other; `takes` is the order that
 * the log has them in. @throws UserError
 */
export const lessonOfGeneralLog = ({
  log,
  connections,
  setup,
  ...words
}: OwnLog): LessonOfSql & { readonly takes: string } => {
  const { sessions, takes, notes } = scriptsOfGeneralLog(log, connections);
  const made = setup && readSetup(setup);
  const data = lessonDataOf(sessions, made?.statements ?? [], words);
  return {
    ...built(data),
    takes,
    notes: [...(made?.notes ?? []), ...notes],
    setupPlaces: made?.places ?? [],
  };
};

/** Through the very text that would be saved: what is explored is what a saved lesson says. */
const built = (data: LessonData): Pick<LessonOfSql, 'lesson' | 'data'> => {
  const text = lessonText(data);
  if (text.length > maxLessonBytes)
    throw new UserError(
      `${counted(data.steps.length, 'statement')} and the setup are ${Math.ceil(text.length / 1000)} kB together, and isolab takes ${maxLessonBytes / 1000} kB.`,
      { next: ['Leave out what these transactions do not touch: tables, rows, other statements.'] },
    );
  return { data, lesson: parseLesson(text) };
};
