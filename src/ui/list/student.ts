import { promiseOf } from '../../engine/words/promise-words.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import type { Level } from '../../lesson/level.ts';
import type { LessonProgress, StudentProgress } from '../../progress/progress.ts';
import { isDone, mergeLesson, placeKey } from '../../progress/progress.ts';
import type { Fixing } from '../model/fixing.ts';
import { inListOrder } from '../model/initial.ts';
import type { Command, LessonsReadMessage, Update } from '../model/messages.ts';
import type { Model } from '../model/model.ts';
import type { RunModel } from '../model/run.ts';
import { revealsOf } from '../run/reveals.ts';
import { isLive } from '../run/track.ts';
import { listed } from './search.ts';

/** The update with the student's progress brought up to date, and a command to keep it when it changed. */
export const withProgress = ({ model, commands }: Update): Update => {
  const { run } = model;
  // A run over it is an order of the student's own program, unless another lesson was opened there.
  const isOver = run !== undefined && run.lesson.id !== model.fixing?.lesson.id;
  const fixing = isOver ? undefined : model.fixing;
  const lesson = (fixing ?? run)?.lesson;
  if (model.mode !== 'lab' || lesson === undefined) return { model, commands };
  const { id } = lesson;
  const before = model.progress[id];
  const news = fixing ? fixingNews(fixing) : run && newsOf(run);
  if (news === undefined) return { model, commands };
  const merged = mergeLesson(before, news);
  if (JSON.stringify(merged) === JSON.stringify(before)) return { model, commands };
  const save: Command = { type: 'save-progress', lesson: id, news: merged };
  return {
    model: { ...model, progress: { ...model.progress, [id]: merged } },
    commands: [...commands, save],
  };
};

/**
 * What a run says about its student; undefined in the middle of a step, and as long as nothing was done: who
 * only looks in does not lose the place. Nor does who tries another order: the lesson is its author's order.
 */
const newsOf = (run: RunModel): LessonProgress | undefined => {
  const { lab, track, phase, choice, script } = run;
  if (lab === undefined || phase.kind !== 'ready' || !lab.settled || !isLive(track)) return undefined;
  if (track.actions.length === 0) return undefined;
  if (run.breaking) return exerciseNews(script.level, run.breaking.isSolved);
  if (script.order !== undefined) return undefined;
  const key = placeKey(script.level, choice.variant);
  // In another order the lesson is not seen: its place is where that was left.
  const left = track.actions.findIndex(({ kind }) => kind === 'take');
  const inOrder = left < 0 ? track.actions : track.actions.slice(0, left);
  const isSeen = lab.finished !== undefined && lab.outOfTurn === undefined;
  const steps = isSeen ? 0 : inOrder.filter(({ kind }) => kind === 'next').length;
  const judged = revealsOf(lab, run.answers).filter(
    ({ said, verdict }) => said !== undefined && (verdict === 'right' || verdict === 'wrong'),
  );
  const guessed = judged.flatMap(({ step, isGuess }) => (isGuess ? [`${key}#${step}`] : []));
  return {
    level: script.level,
    ...(choice.variant !== undefined && { variant: choice.variant }),
    steps,
    seen: isSeen ? [key] : [],
    ...endsIn(run, isSeen, key),
    answers: Object.fromEntries(judged.map(({ step, verdict }) => [`${key}#${step}`, verdict === 'right'])),
    ...(guessed.length > 0 && { guessed }),
  };
};

const fixingNews = ({ lesson, judged, isSolved }: Fixing): LessonProgress | undefined =>
  judged && exerciseNews(lesson.level, isSolved);

/** An exercise has no place to go on at. */
const exerciseNews = (level: Level, isSolved: boolean): LessonProgress => ({
  level,
  steps: 0,
  seen: [],
  answers: {},
  ...(isSolved && { solved: true }),
});

/** What became of the promise, where the run was the lesson's alone: with statements of one's own it is another one. */
const endsIn = ({ lab, track }: RunModel, isSeen: boolean, key: string): Pick<LessonProgress, 'ends'> => {
  const promise = promiseOf(lab?.finished?.violations);
  const isAlone = track.actions.every(({ kind }) => kind === 'next');
  return isSeen && isAlone && promise !== undefined ? { ends: { [key]: promise } } : {};
};

/**
 * The lesson to go on with: one that was begun and never seen to its end, or else the first that was not begun, or else an
 * exercise that was tried and not solved: nobody is held up by one.
 */
export const suggestedLesson = ({ catalogue, progress }: Pick<Model, 'catalogue' | 'progress'>): number => {
  const isOpen = (lesson: Lesson) => !isDone(lesson, progress[lesson.id]);
  const isTried = ({ exercise, id }: Lesson) => exercise !== undefined && progress[id] !== undefined;
  const found = [
    catalogue.findIndex((one) => isOpen(one) && (progress[one.id]?.steps ?? 0) > 0),
    catalogue.findIndex((one) => isOpen(one) && !isTried(one)),
    catalogue.findIndex(isOpen),
  ];
  return found.find((at) => at >= 0) ?? -1;
};

export const stillReading = 'The lessons are still being read.';

/** The lessons of the list are known now. It stands on the one that was left, or on the one to go on with. */
export const lessonsRead = (model: Model, { lessons, course, left }: LessonsReadMessage): Model => {
  const { isReading: _, notice, ...others } = model;
  // What was said of that is no longer so.
  const rest = { ...others, ...(notice !== undefined && notice !== stillReading && { notice }) };
  const read = { ...rest, catalogue: inListOrder(lessons), course };
  const open = read.catalogue.findIndex(({ id }) => id === (model.run?.lesson.id ?? left));
  // What was searched for before there was anything to find.
  if (read.search !== undefined && read.search.text.trim() !== '')
    return { ...read, selected: listed(read)[0] ?? 0 };
  return { ...read, selected: Math.max(0, open < 0 ? suggestedLesson(read) : open) };
};

/** What was kept is known now. Who has not chosen a lesson yet stands on the one to go on with. */
export const progressLoaded = (model: Model, kept: StudentProgress, notice: string | undefined): Model => {
  const progress = { ...kept, ...model.progress };
  const suggested = suggestedLesson({ ...model, progress });
  const { fixing } = model;
  return {
    ...model,
    progress,
    // An exercise that was named may be open before.
    ...(fixing && progress[fixing.lesson.id]?.solved && { fixing: { ...fixing, isSolved: true } }),
    ...(notice !== undefined && { trouble: notice }),
    ...(!model.run && model.selected === 0 && suggested > 0 && { selected: suggested }),
  };
};
