import { type Course, neededBy, type Topic, topicOf } from '../../course/course.ts';
import { minutesLeft, minutesOf } from '../../course/minutes.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import type { Choice } from '../../lesson/script.ts';
import { isDone, type LessonProgress, placeKey } from '../../progress/progress.ts';
import { counted } from '../../text/amounts.ts';
import { only, withRun } from '../model/changes.ts';
import type { Update } from '../model/messages.ts';
import type { Model } from '../model/model.ts';
import { openRun, resume } from '../run/open-run.ts';
import { endTyping } from './search.ts';
import { suggestedLesson } from './student.ts';

type Known = Pick<Model, 'catalogue' | 'progress'>;

/** Minutes in all, and those that are left. */
export interface Time {
  readonly all: number;
  readonly left: number;
}

export const timeOf = (lessons: readonly Lesson[], progress: Model['progress']): Time => ({
  all: sum(lessons.map(minutesOf)),
  left: sum(lessons.map((one) => minutesLeft(one, progress[one.id]))),
});

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

/** The topics that the lesson's topic needs and in which a lesson was not seen to its end. Nobody is kept from going on. */
export const unseenNeeds = (course: Course, lesson: string, known: Known): readonly Topic[] => {
  const topic = topicOf(course, lesson);
  return topic ? neededBy(course, topic).filter((one) => !isSeen(one, known)) : [];
};

const isSeen = ({ lessons }: Topic, { catalogue, progress }: Known): boolean =>
  catalogue
    .filter(({ id, exercise }) => lessons.includes(id) && exercise === undefined)
    .every((one) => isDone(one, progress[one.id]));

/** Opens what is to be seen next. */
export const openNext = (model: Model): Update => {
  const lesson = model.catalogue[suggestedLesson(model)];
  if (lesson) return resume(endTyping(model), lesson);
  return only(model.isReading ? model : { ...model, notice: 'You have seen every lesson to its end.' });
};

/** A lesson with questions whose last answer was wrong: the one with most of them. Where there is none, one with a guess. */
export const toReview = ({
  catalogue,
  progress,
}: Known): { readonly lesson: Lesson; readonly keys: readonly string[]; readonly was: string } | undefined =>
  mostOf(catalogue, progress, 'was answered wrong', missedIn) ??
  mostOf(catalogue, progress, 'was a guess', ({ guessed = [] }) => guessed);

const missedIn = ({ answers }: LessonProgress): readonly string[] =>
  Object.keys(answers).filter((key) => answers[key] === false);

const mostOf = (
  catalogue: readonly Lesson[],
  progress: Model['progress'],
  was: string,
  keysIn: (known: LessonProgress) => readonly string[],
) =>
  catalogue
    .map((lesson) => {
      const known = progress[lesson.id];
      return { lesson, keys: known ? keysIn(known) : [], was };
    })
    .filter(({ keys }) => keys.length > 0)
    .toSorted((a, b) => b.keys.length - a.keys.length)[0];

/** Opens it from its first step, where the first of these questions was asked. */
export const openReview = (model: Model): Update => {
  const review = toReview(model);
  if (review === undefined) {
    return only({
      ...model,
      notice: 'There is nothing to review: no last answer to a question was wrong or a guess.',
    });
  }
  const { lesson, keys, was } = review;
  const [key = ''] = keys;
  const place = placesIn(lesson).find(({ level = lesson.level, variant }) =>
    key.startsWith(`${placeKey(level, variant)}#`),
  );
  const { model: opened, commands } = openRun(endTyping(model), lesson, place ?? {});
  const notice = `To review: ${counted(keys.length, 'question')} of this lesson ${was} last time.`;
  return { model: withRun(opened, { notice }), commands };
};

const placesIn = ({ levels, variants }: Lesson): readonly Choice[] =>
  levels.flatMap((level) => [{ level }, ...variants.map(({ id }) => ({ level, variant: id }))]);
