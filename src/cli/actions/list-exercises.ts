import { minutesOf, minutesWords } from '../../course/minutes.ts';
import { exitCodes } from '../../errors.ts';
import { kindWords } from '../../exercise/kind-words.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import { printable, printableLines } from '../../printable.ts';
import { ProgressFile, progressFileOf } from '../../progress/progress-file.ts';
import { paintFor } from '../../report/paint.ts';
import { counted } from '../../text/amounts.ts';
import { hanging } from '../../text/fit.ts';
import { type Edge, wantsColor, widthOf } from '../edge.ts';
import { shippedLessons } from '../lessons.ts';
import { writeText } from '../text-output.ts';
import { lessonsIn } from './list-text.ts';

const aboutWords = (lesson: Lesson): string =>
  [...(lesson.exercise ? [kindWords[lesson.exercise.asks.kind]] : []), minutesWords(minutesOf(lesson))].join(
    ', ',
  );

/** Lists our exercises by topic. */
export const listExercises = async (edge: Edge): Promise<number> => {
  const { course, lessons, failures } = await shippedLessons();
  const { progress } = await new ProgressFile(progressFileOf(edge.env, edge.homeFolder)).load();
  const paint = paintFor(wantsColor(edge.stdout, edge.env));
  const width = widthOf(edge.stdout);
  const exercises = lessons.filter(({ exercise }) => exercise !== undefined);
  const lines = [
    ...course.topics.flatMap((topic) => {
      const own = lessonsIn(topic, exercises);
      if (own.length === 0) return [];
      return [
        paint.strong(printable(topic.title)),
        ...own.flatMap((one) =>
          hanging(
            `  ${paint.strong(printable(one.id))}  `,
            `${printable(one.title)}  ${paint.faint(aboutWords(one))}${progress[one.id]?.solved ? `  ${paint.good('★ solved')}` : ''}`,
            width,
          ),
        ),
        '',
      ];
    }),
    `${counted(exercises.length, 'exercise')}. isolab exercise ID begins one.`,
  ];
  writeText(edge, edge.stdout, `${lines.join('\n')}\n`);
  for (const { message } of failures) writeText(edge, edge.stderr, `${printableLines(message).join('\n')}\n`);
  return failures.length === 0 ? exitCodes.ok : exitCodes.usage;
};
