import { type Course, neededBy, type Topic } from '../../course/course.ts';
import type { LoadedCourse } from '../../course/load-course.ts';
import { minutesOf, minutesWords } from '../../course/minutes.ts';
import { needsOf } from '../../course/needs.ts';
import { kindWords } from '../../exercise/kind-words.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import { levels } from '../../lesson/level.ts';
import { printable } from '../../printable.ts';
import type { Paint } from '../../report/paint.ts';
import { proseLines } from '../../report/prose.ts';
import { counted } from '../../text/amounts.ts';
import { hanging } from '../../text/fit.ts';

/** The lessons of a course by topic, with what each needs and how long it takes, as lines of text. */
export const listText = (
  { course, lessons }: Pick<LoadedCourse, 'course' | 'lessons'>,
  width: number,
  paint: Paint,
): readonly string[] => [
  paint.strong(printable(course.title)),
  ...proseLines(course.about, width, paint),
  '',
  ...course.topics.flatMap((topic) => [
    ...topicLines(course, topic, lessonsIn(topic, lessons), width, paint),
    '',
  ]),
  ...hanging(
    '',
    `${totalWords(lessons)} in all. isolab LESSON opens one; isolab run LESSON prints it.`,
    width,
  ),
];

/** In the order of the topic. */
export const lessonsIn = (topic: Topic, lessons: readonly Lesson[]): readonly Lesson[] =>
  topic.lessons.flatMap((id) => lessons.find((one) => one.id === id) ?? []);

const totalWords = (lessons: readonly Lesson[]): string =>
  `${counted(lessons.length, 'lesson')}, about ${minutesWords(minutesIn(lessons))}`;

export const minutesIn = (lessons: readonly Lesson[]): number =>
  lessons.map(minutesOf).reduce((sum, one) => sum + one, 0);

const topicLines = (
  course: Course,
  topic: Topic,
  lessons: readonly Lesson[],
  width: number,
  paint: Paint,
): readonly string[] => {
  const needs = neededBy(course, topic).map(({ title }) => title);
  return [
    ...hanging('', `${paint.strong(printable(topic.title))}  ${paint.faint(totalWords(lessons))}`, width),
    ...proseLines(topic.about, width, paint),
    ...(needs.length > 0 ? hanging('', paint.faint(printable(`needs: ${needs.join(', ')}`)), width) : []),
    ...lessons.flatMap((one) => lessonLines(one, width, paint)),
  ];
};

const lessonLines = (lesson: Lesson, width: number, paint: Paint): readonly string[] => {
  const only = lesson.levels.length === levels.length ? '' : ` (only ${lesson.levels.join(', ')})`;
  const needs = needsOf(lesson);
  return [
    ...hanging(
      `  ${paint.strong(printable(lesson.id))}  `,
      `${printable(lesson.title)}  ${paint.faint(minutesWords(minutesOf(lesson)))}`,
      width,
    ),
    ...hanging('      ', printable(`${lesson.summary}${only}`), width),
    ...(lesson.exercise
      ? hanging('      ', `exercise, ${kindWords[lesson.exercise.asks.kind]}: isolab exercise`, width)
      : []),
    ...(lesson.handler && !lesson.exercise
      ? hanging('      ', paint.faint('has an application: isolab race'), width)
      : []),
    ...(needs.length > 0 ? hanging('      ', paint.faint(`needs ${needs.join(', ')}`), width) : []),
    ...lesson.variants.flatMap(({ id, title }) =>
      hanging(`      --variant ${printable(id)}  `, paint.faint(printable(title)), width),
    ),
  ];
};
