import { exitCodes, UserError } from '../../errors.ts';
import { printable, told } from '../../printable.ts';
import {
  isOnlyAsked,
  type LessonProgress,
  placeKey,
  type StudentProgress,
  scoreIn,
} from '../../progress/progress.ts';
import { ProgressFile, progressFileOf } from '../../progress/progress-file.ts';
import { counted, scoreWords } from '../../text/amounts.ts';
import { askYesNo } from '../ask.ts';
import { type Edge, isInteractive } from '../edge.ts';
import { unknownWord } from '../words.ts';

/** Tells what the user has done in which lesson. */
export const showProgress = async (edge: Edge): Promise<number> => {
  const store = storeOf(edge);
  const { progress, notice } = await store.load();
  if (notice !== undefined) edge.stderr.write(`${printable(notice)}\n`);
  const entries = Object.entries(progress).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const width = Math.max(0, ...entries.map(([id]) => printable(id).length));
  edge.stdout.write(
    entries.length === 0
      ? 'Nothing yet. isolab opens the lessons.\n'
      : entries.map(([id, one]) => `${printable(id).padEnd(width)}  ${words(one)}\n`).join(''),
  );
  edge.stdout.write(await reviewWords(progress));
  edge.stderr.write(`Kept in ${printable(store.path)}\n`);
  return exitCodes.ok;
};

/** Nothing, as long as no question that a review asks was answered. */
const reviewWords = async (progress: StudentProgress): Promise<string> => {
  if (Object.values(progress).every(({ cards }) => cards === undefined)) return '';
  const [{ shippedLessons }, { countDue }, { dueAfter }] = await Promise.all([
    import('../lessons.ts'),
    import('../../review/to-ask.ts'),
    import('../../review/schedule.ts'),
  ]);
  const { all, due } = countDue((await shippedLessons()).lessons, progress, new Date(), dueAfter);
  if (all === 0) return '';
  const words = due === 0 ? 'none of them is due' : `${due} of them due: isolab review`;
  return `Review: ${counted(all, 'question')} answered, ${words}\n`;
};

const words = (one: LessonProgress): string => {
  const score = scoreIn(one);
  return [
    standingWords(one),
    ...(one.steps > 0 ? [`after step ${one.steps} at ${placeKey(one.level, one.variant)}`] : []),
    ...(score.given > 0 ? [scoreWords(score)] : []),
  ]
    .map(printable)
    .join('; ');
};

const standingWords = (one: LessonProgress): string => {
  if (one.solved) return 'solved';
  if (one.seen.length > 0) return `seen to the end: ${one.seen.join(', ')}`;
  return isOnlyAsked(one) ? 'asked about in a quiz' : 'begun';
};

/** @throws UserError when nothing is known of the lesson, or nobody can be asked. */
export const resetProgress = async (
  edge: Edge,
  lesson: string | undefined,
  isSure: boolean,
): Promise<number> => {
  const store = storeOf(edge);
  const { progress } = await store.load();
  if (lesson !== undefined && !Object.hasOwn(progress, lesson)) {
    throw unknownWord('progress in a lesson', lesson, Object.keys(progress));
  }
  if (!isSure && !isInteractive(edge)) {
    throw new UserError('Nobody is here to be asked whether to forget your progress.', {
      next: ['Say --yes to forget it without a question.'],
    });
  }
  const what = lesson === undefined ? 'everything that you have done' : told`what you have done in ${lesson}`;
  if (!isSure && !(await askYesNo(edge, `Forget ${what}?`))) {
    edge.stderr.write('Nothing was forgotten.\n');
    return exitCodes.ok;
  }
  await store.reset(lesson);
  edge.stderr.write(`Forgotten: ${what}.\n`);
  return exitCodes.ok;
};

const storeOf = ({ env, homeFolder }: Edge): ProgressFile =>
  new ProgressFile(progressFileOf(env, homeFolder));
