import { type Course, neededBy, type Topic, topicOf } from '../../course/course.ts';
import { minutesLeft, minutesOf } from '../../course/minutes.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import { isDone } from '../../progress/progress.ts';
import { hasToReview } from '../../review/to-ask.ts';
import { only } from '../model/changes.ts';
import type { Update } from '../model/messages.ts';
import type { Model } from '../model/model.ts';
import { resume } from '../run/open-run.ts';
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

/** A review asks about what was seen, or asked in a quiz: is there anything? */
export const hasSeenSome = ({ catalogue, progress }: Known): boolean => hasToReview(catalogue, progress);
