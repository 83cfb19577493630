import { neededBy, topicOf } from '../../course/course.ts';
import { minutesWords } from '../../course/minutes.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import { printable } from '../../printable.ts';
import { counted, listed } from '../../text/amounts.ts';
import { justify, widthOf } from '../../text/fit.ts';
import { signs } from '../../text/signs.ts';
import { type Time, timeOf, unseenNeeds } from '../list/course.ts';
import type { Model } from '../model/model.ts';
import { markdownLines } from '../text/markdown.ts';
import type { Theme } from '../theme.ts';

/** "18 min", "4 of 18 min left"; who has seen all that there is has none left. */
export const timeWords = ({ all, left }: Time): string => {
  if (left === all) return minutesWords(all);
  return left === 0 ? signs.whole : `${minutesWords(left)} of ${minutesWords(all)} left`;
};

/** Of the lessons that stand in the list with this one. */
export const topicTime = ({ catalogue, progress }: Model, { topic }: Lesson): string =>
  timeWords(
    timeOf(
      catalogue.filter((one) => one.topic === topic),
      progress,
    ),
  );

/** Its title, what it needs, and its time; of what has no room the number. */
export const topicLine = (model: Model, lesson: Lesson, width: number, theme: Theme): string => {
  const { course } = model;
  const name = printable(lesson.topic);
  const time = topicTime(model, lesson);
  const topic = course && topicOf(course, lesson.id);
  const needs = course && topic ? neededBy(course, topic).map((one) => printable(one.title)) : [];
  const asked =
    needs.length === 0
      ? ['']
      : [`  needs ${needs.join(', ')}`, `  needs ${counted(needs.length, 'topic')}`, ''];
  const shown = asked.find((one) => widthOf(name + one + time) + 2 <= width) ?? '';
  return justify(theme.strong(name) + theme.faint(shown), theme.faint(time), width);
};

/** What one should know before, as far as it is not seen. */
export const needsWords = ({ id }: Lesson, model: Model): readonly string[] => {
  const needs = model.course ? unseenNeeds(model.course, id, model) : [];
  if (needs.length === 0) return [];
  return [`It builds on ${listed(needs.map(({ title }) => printable(title)))}: not seen to the end yet.`];
};

export const topicAbout = (
  { id }: Lesson,
  { course }: Model,
  width: number,
  theme: Theme,
): readonly string[] => {
  const topic = course && topicOf(course, id);
  if (!topic || topic.about === '') return [];
  return [...markdownLines(`**${topic.title}**: ${topic.about}`, width, theme), ''];
};
