import type { Topic } from '../../course/course.ts';
import type { LoadedCourse } from '../../course/load-course.ts';
import { minutesOf } from '../../course/minutes.ts';
import { needsOf } from '../../course/needs.ts';
import { jsonText } from '../../engine/json-text.ts';
import { exitCodes } from '../../errors.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import { printableLines } from '../../printable.ts';
import { paintFor } from '../../report/paint.ts';
import { type Edge, wantsColor, widthOf } from '../edge.ts';
import { courseIn, shippedLessons } from '../lessons.ts';
import { writeText } from '../text-output.ts';
import { listText, minutesIn } from './list-text.ts';

/** Lists the lessons of a course, or of ours. Lessons that cannot be read are named on stderr. */
export const listLessons = async (
  edge: Edge,
  format: 'text' | 'json',
  file: string | undefined,
): Promise<number> => {
  const loaded = file === undefined ? await shippedLessons() : await courseIn(file);
  if (format === 'json') {
    edge.stdout.write(`${jsonText(asJson(loaded), 2)}\n`);
  } else {
    const paint = paintFor(wantsColor(edge.stdout, edge.env));
    writeText(edge, edge.stdout, `${listText(loaded, widthOf(edge.stdout), paint).join('\n')}\n`);
  }
  for (const { message } of loaded.failures)
    writeText(edge, edge.stderr, `${printableLines(message).join('\n')}\n`);
  return loaded.failures.length === 0 ? exitCodes.ok : exitCodes.usage;
};

const asJson = ({ course, lessons }: LoadedCourse) => ({
  format: 1,
  course: {
    title: course.title,
    about: course.about,
    minutes: minutesIn(lessons),
    topics: course.topics.map((topic) => ({ ...topic, minutes: minutesIn(lessonsOf(topic, lessons)) })),
  },
  lessons: lessons.map(about),
});

const lessonsOf = (topic: Topic, lessons: readonly Lesson[]): readonly Lesson[] =>
  lessons.filter(({ id }) => topic.lessons.includes(id));

const about = (lesson: Lesson) => ({
  id: lesson.id,
  title: lesson.title,
  topic: lesson.topic,
  summary: lesson.summary,
  anomaly: lesson.anomaly,
  minutes: minutesOf(lesson),
  levels: lesson.levels,
  level: lesson.level,
  /** There is an application for isolab race. */
  application: lesson.handler !== undefined,
  /** Something to do: break, fix or read. */
  exercise: lesson.exercise?.asks.kind,
  /** Servers beside MySQL. */
  needs: needsOf(lesson),
  variants: lesson.variants.map(({ id, title, prevents }) => ({ id, title, prevents })),
  file: lesson.file,
});
