import { isCourseFile } from '../../course/course-file-name.ts';
import { exitCodes, UserError } from '../../errors.ts';
import type { ServerWish } from '../../hosts/provider.ts';
import { told } from '../../printable.ts';
import { ProgressFile, progressFileOf } from '../../progress/progress-file.ts';
import { shellPath } from '../../shell-word.ts';
import type { LabUiOptions } from '../../ui/host/open-lab.tsx';
import { answerFiles } from '../answer-files.ts';
import { systemClock } from '../clock.ts';
import { type Edge, isInteractive } from '../edge.ts';
import { goOn } from '../go-on.ts';
import { Servers } from '../lab-servers.ts';
import { findLesson, shippedLessons, wholeCourse } from '../lessons.ts';
import { type Looks, looksOf } from '../looks.ts';
import { writeText } from '../text-output.ts';
import { noVariant } from './choose-cases.ts';
import { asRequests, chooseScript, type OrderedChoiceWords } from './choose-script.ts';
import { listLessons } from './list-lessons.ts';
import { runLesson } from './run-lesson.ts';
import { saveRun } from './save-run.ts';

export interface OpenLesson extends OrderedChoiceWords {
  /** A lesson's id or file, or the file of a course; the map of our course without it. */
  readonly lesson?: string | undefined;
  /** A lesson is expected here, but one of these words may have been meant. */
  readonly commands: readonly string[];
  readonly wish: ServerWish;
  readonly theme: string;
  /** At the first step, also when the student was further. */
  readonly fromStart?: true | undefined;
  /** Ask the questions of lessons. */
  readonly questions: boolean;
  /** Of an exercise: where the answer stands; ./ID.yaml. */
  readonly out?: string | undefined;
}

/** What is shown where there is no terminal to show the lab on. */
const flagship = 'duplicate-book';

/** Opens the lab on the terminal; without one, runs a lesson and prints it. */
export const openLesson = async (edge: Edge, wanted: OpenLesson): Promise<number> => {
  const course = wanted.lesson !== undefined && isCourseFile(wanted.lesson) ? wanted.lesson : undefined;
  for (const option of ['order', 'requests'] as const) {
    const word = wanted[option];
    if ((wanted.lesson !== undefined && course === undefined) || word === undefined) continue;
    throw new UserError(`--${option} is about the steps of one lesson, and none is named.`, {
      next: [told`isolab LESSON --${option} ${word}`],
    });
  }
  if (wanted.out !== undefined && (wanted.lesson === undefined || course !== undefined)) {
    throw new UserError('--out is about the answer to one exercise, and none is named.', {
      next: [told`isolab EXERCISE --out ${wanted.out}`],
    });
  }
  const looks = looksOf(edge, wanted.theme);
  if (isInteractive(edge)) {
    const isList = wanted.lesson === undefined || course !== undefined;
    const start = isList ? undefined : await chosen(wanted.lesson, wanted);
    return openOnTerminal(edge, start, { ...wanted, looks, ...(course !== undefined && { course }) });
  }
  if (course !== undefined) return listLessons(edge, 'text', course);
  const lesson = await findLesson(wanted.lesson ?? flagship, wanted.commands);
  if (lesson.exercise !== undefined && wanted.lesson !== undefined)
    throw new UserError(told`${wanted.lesson} is an exercise, and the lab needs a terminal.`, {
      next: [`isolab exercise ${shellPath(wanted.lesson)} is for your own editor, and needs none.`],
    });
  const exitCode = await runLesson(edge, { ...wanted, lesson, format: 'text' });
  writeText(edge, edge.stderr, goOn(lesson, edge.env));
  return exitCode;
};

/** The lab, at the map of a course (ours, unless another one is named) or at one lesson. */
export const openOnTerminal = async (
  edge: Edge,
  start: LabUiOptions['start'],
  {
    wish,
    looks,
    questions,
    course,
    out,
  }: Pick<OpenLesson, 'wish' | 'questions' | 'out'> & { readonly looks: Looks; readonly course?: string },
): Promise<number> => {
  const { openLab } = await import('../../ui/host/open-lab.tsx');
  await using servers = new Servers(edge, wish);
  const end = await openLab({
    catalogue: [],
    readLessons: () => (course === undefined ? shippedLessons() : wholeCourse(course)),
    ...(start && { start }),
    connect: (onProgress) => servers.open(onProgress),
    onLeft: () => void servers.leaving(),
    clock: systemClock,
    asks: questions,
    save: saveRun,
    answers: answerFiles(edge, out),
    progress: new ProgressFile(progressFileOf(edge.env, edge.homeFolder), { now: () => new Date() }),
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

const chosen = async (word: string, choice: OpenLesson) => {
  const lesson = asRequests(await findLesson(word, choice.commands), choice);
  const script = chooseScript(lesson, choice);
  return {
    lesson,
    choice: {
      // Who asks for the lesson as it is does not go on in a variant.
      ...((choice.level !== undefined || choice.variant === noVariant) && { level: script.level }),
      ...(script.variant && { variant: script.variant.id }),
      ...(script.order !== undefined && { order: script.order }),
    },
    goesOn: choice.fromStart !== true,
  };
};
