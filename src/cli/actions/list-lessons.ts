import { jsonText } from '../../engine/json-text.ts';
import { exitCodes } from '../../errors.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import { levels } from '../../lesson/level.ts';
import { printable, printableLines } from '../../printable.ts';
import { type Paint, paintFor } from '../../report/paint.ts';
import { hanging } from '../../text/fit.ts';
import { type Edge, wantsColor, widthOf } from '../edge.ts';
import { shippedLessons } from '../lessons.ts';
import { writeText } from '../text-output.ts';

/** Lists the lessons that come with isolab. Lessons that cannot be read are named on stderr. */
export const listLessons = async (edge: Edge, format: 'text' | 'json'): Promise<number> => {
  const { lessons, failures } = await shippedLessons();
  if (format === 'json') {
    edge.stdout.write(`${jsonText({ format: 1, lessons: lessons.map(about) }, 2)}\n`);
  } else {
    const paint = paintFor(wantsColor(edge.stdout, edge.env));
    writeText(edge, edge.stdout, `${textLines(lessons, widthOf(edge.stdout), paint).join('\n')}\n`);
  }
  for (const { message } of failures) writeText(edge, edge.stderr, `${printableLines(message).join('\n')}\n`);
  return failures.length === 0 ? exitCodes.ok : exitCodes.usage;
};

const about = (lesson: Lesson) => ({
  id: lesson.id,
  title: lesson.title,
  topic: lesson.topic,
  summary: lesson.summary,
  anomaly: lesson.anomaly,
  minutes: lesson.minutes,
  levels: lesson.levels,
  level: lesson.level,
  /** There is an application for isolab race. */
  application: lesson.handler !== undefined,
  variants: lesson.variants.map(({ id, title, prevents }) => ({ id, title, prevents })),
  file: lesson.file,
});

const textLines = (lessons: readonly Lesson[], width: number, paint: Paint): readonly string[] => {
  const topics = [...new Set(lessons.map(({ topic }) => topic))];
  const lines = topics.flatMap((topic) => [
    paint.faint(printable(topic)),
    ...lessons.filter((one) => one.topic === topic).flatMap((one) => lessonLines(one, width, paint)),
    '',
  ]);
  return [...lines, ...hanging('', 'isolab LESSON opens one; isolab run LESSON prints it.', width)];
};

const lessonLines = (lesson: Lesson, width: number, paint: Paint): readonly string[] => {
  const only = lesson.levels.length === levels.length ? '' : ` (only ${lesson.levels.join(', ')})`;
  return [
    `  ${paint.strong(printable(lesson.id))}`,
    ...hanging('      ', printable(`${lesson.summary}${only}`), width),
    ...(lesson.handler ? hanging('      ', paint.faint('has an application: isolab race'), width) : []),
    ...lesson.variants.flatMap(({ id, title }) =>
      hanging(`      --variant ${printable(id)}  `, paint.faint(printable(title)), width),
    ),
  ];
};
