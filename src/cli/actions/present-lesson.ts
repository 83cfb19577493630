import type { Course } from '../../course/course.ts';
import { isCourseFile } from '../../course/course-file-name.ts';
import { exitCodes, UserError } from '../../errors.ts';
import { readTextWithin, UnreadableFile } from '../../files/read-file.ts';
import type { ServerWish } from '../../hosts/provider.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import { told } from '../../printable.ts';
import { shellPath } from '../../shell-word.ts';
import type { LabUiOptions } from '../../ui/host/open-lab.tsx';
import type { Talk } from '../../ui/model/talk.ts';
import { type Notes, parseNotes } from '../../ui/present/notes.ts';
import { notesProblems } from '../../ui/present/notes-problems.ts';
import { systemClock } from '../clock.ts';
import { type Edge, isInteractive } from '../edge.ts';
import { Servers } from '../lab-servers.ts';
import { findPlainLesson, wholeCourse } from '../lessons.ts';
import { looksOf } from '../looks.ts';
import { asRequests, chooseScript, type OrderedChoiceWords } from './choose-script.ts';

export interface PresentLesson extends OrderedChoiceWords {
  readonly lesson: string;
  readonly notes?: string;
  readonly stepMs: number;
  readonly isPlaying: boolean;
  readonly loops: boolean;
  readonly types: boolean;
  /** Put the questions of the lesson to the class. */
  readonly questions: boolean;
  readonly wish: ServerWish;
  readonly theme: string;
}

/** Shows a lesson to a class. @throws UserError without a terminal, or when notes that are named cannot be read. */
export const presentLesson = async (edge: Edge, wanted: PresentLesson): Promise<number> => {
  const shown = isCourseFile(wanted.lesson) ? await courseShown(wanted) : await lessonShown(wanted);
  const looks = looksOf(edge, wanted.theme);
  if (!isInteractive(edge)) {
    throw new UserError('A lesson is presented on a terminal, and this is none.', {
      next: [`isolab ${isCourseFile(wanted.lesson) ? 'list' : 'run'} ${shellPath(wanted.lesson)} prints it.`],
    });
  }
  const { openLab } = await import('../../ui/host/open-lab.tsx');
  await using servers = new Servers(edge, wanted.wish);
  const { isPlaying, loops, stepMs, types } = wanted;
  const end = await openLab({
    catalogue: shown.lessons,
    start: shown.start,
    connect: (onProgress) => servers.open(onProgress),
    onLeft: () => void servers.leaving(),
    clock: systemClock,
    mode: 'present',
    asks: wanted.questions,
    presentation: {
      isPlaying,
      loops,
      stepMs,
      types,
      ...(shown.notes && { notes: shown.notes }),
      ...(shown.talk && { talk: shown.talk }),
      showsNotes: false,
      alarms: 0,
    },
    stdin: edge.stdin,
    stdout: edge.stdout,
    signal: edge.signal,
    onDisturbed: edge.onDisturbed,
    stop: edge.stop,
    ...looks,
  });
  edge.signal.throwIfAborted();
  return end === 'interrupted' ? exitCodes.interrupted : exitCodes.ok;
};

interface Shown {
  readonly lessons: readonly Lesson[];
  readonly start: NonNullable<LabUiOptions['start']>;
  readonly notes?: Notes;
  readonly talk?: Talk;
}

const lessonShown = async (wanted: PresentLesson): Promise<Shown> => {
  const lesson = asRequests(await findPlainLesson(wanted.lesson), wanted);
  const { level, variant, order } = chooseScript(lesson, wanted);
  const notes = await notesOf(lesson, wanted.notes);
  const choice = { level, ...(variant && { variant: variant.id }), ...(order !== undefined && { order }) };
  return { lessons: [lesson], start: { lesson, choice }, ...(notes && { notes }) };
};

/** What is about one lesson. */
const ofOneLesson = ['level', 'variant', 'order', 'requests', 'notes'] as const;

const courseShown = async (wanted: PresentLesson): Promise<Shown> => {
  const option = ofOneLesson.find((one) => wanted[one] !== undefined);
  if (option !== undefined) {
    throw new UserError(told`--${option} is about one lesson, and ${wanted.lesson} is a course.`, {
      next: ['Notes of its lessons are LESSON.notes.md beside each; levels and variants have keys.'],
    });
  }
  const { course, lessons: all } = await wholeCourse(wanted.lesson);
  // Exercises are done, and not shown: the steps of one are no story.
  const lessons = all.filter(({ exercise }) => exercise === undefined);
  const parts = await Promise.all(
    lessons.map(async (lesson) => {
      const notes = await notesOf(lesson, undefined);
      return { lesson, ...pageBefore(course, lesson, lessons), ...(notes && { notes }) };
    }),
  );
  const [first] = parts;
  if (first === undefined) {
    throw new UserError(told`All lessons of ${wanted.lesson} are exercises: there is nothing to present.`, {
      next: [
        told`isolab exercise lists those that come with isolab; isolab ${wanted.lesson} opens the course.`,
      ],
    });
  }
  const start = { lesson: first.lesson, choice: {} };
  return { lessons, start, ...(first.notes && { notes: first.notes }), talk: { parts, at: 0 } };
};

/** The course before its first lesson, and each topic before the first of its own that is shown. */
const pageBefore = (
  { title, about, topics }: Course,
  lesson: Lesson,
  shown: readonly Lesson[],
): { readonly page?: string } => {
  const topic = topics.find(
    ({ lessons }) => lessons.find((id) => shown.some((one) => one.id === id)) === lesson.id,
  );
  if (topic === undefined) return {};
  const begins = lesson === shown[0] ? [`# ${title}`, about] : [];
  return { page: [...begins, `## ${topic.title}`, topic.about].filter((one) => one !== '').join('\n\n') };
};

/** Notes that nobody would see are found before the class is there. */
const refuseUnshown = (markdown: string, file: string, { steps, variants }: Lesson): void => {
  const versions = [steps, ...variants.map((one) => one.steps)];
  const names = versions.flat().flatMap(({ name }) => name ?? []);
  const problems = notesProblems(markdown, {
    count: Math.max(...versions.map(({ length }) => length)),
    names: [...new Set(names)],
  });
  if (problems.length === 0) return;
  throw new UserError(
    [
      'Some notes would never be shown:',
      ...problems.map(({ line, message }) => told`  ${file}:${line}: ${message}`),
    ].join('\n'),
    { next: ['A part of the notes begins with ## and the number or the name of a step, or ## end.'] },
  );
};

/** In bytes; ten times a lesson. */
const mostNotes = 1_000_000;

/** The notes that are named must be there; those beside the lesson may be. */
const notesOf = async (lesson: Lesson, named: string | undefined): Promise<Notes | undefined> => {
  const file = named ?? lesson.file?.replace(/\.ya?ml$/, '.notes.md');
  if (file === undefined || file === lesson.file) return undefined;
  try {
    const markdown = await readTextWithin(file, mostNotes);
    refuseUnshown(markdown, file, lesson);
    return parseNotes(markdown);
  } catch (cause) {
    if (!(cause instanceof UnreadableFile)) throw cause;
    if (named === undefined && cause.why === 'missing') return undefined;
    throw new UserError(`The notes cannot be read: ${cause.message}.`, {
      next: ['--notes names a file of Markdown.'],
      cause,
    });
  }
};
