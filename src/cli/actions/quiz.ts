import type { Course } from '../../course/course.ts';
import { exitCodes } from '../../errors.ts';
import type { ServerWish } from '../../hosts/provider.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import { printable } from '../../printable.ts';
import { drawFrom, shuffled } from '../../review/draw.ts';
import type { Question } from '../../review/question.ts';
import { QuestionSource } from '../../review/source.ts';
import { allToAsk, seenToAsk } from '../../review/to-ask.ts';
import type { Edge } from '../edge.ts';
import { findLesson, shippedLessons } from '../lessons.ts';
import { withLab } from '../with-lab.ts';
import { unknownWord } from '../words.ts';
import { type Asked, askQuestions } from './ask-questions.ts';
import { type Chance, keeper, maker, progressOf } from './review.ts';

export interface QuizWish extends Chance {
  /** Lessons by id or file, and topics; none for those that were seen. */
  readonly words: readonly string[];
  readonly wish: ServerWish;
}

/** Asks without end, by chance, of lessons that are named or were seen. */
export const quiz = async (edge: Edge, { words, wish, now, seed }: QuizWish): Promise<number> => {
  const store = progressOf(edge);
  const { progress, notice } = await store.load();
  if (notice !== undefined) edge.stderr.write(`${printable(notice)}\n`);
  const { course, lessons } = await shippedLessons();
  const named = (await Promise.all(words.map((word) => lessonsOf(word, course, lessons)))).flat();
  const seen = seenToAsk(lessons, progress);
  const toAsk =
    words.length > 0 ? named.flatMap(allToAsk) : seen.length > 0 ? seen : lessons.flatMap(allToAsk);
  const draw = drawFrom(seed);
  return await withLab(edge, wish, async (server) => {
    const make = maker(edge, server, draw);
    const round = () => new QuestionSource(shuffled(toAsk, draw), make, () => false);
    const asked = await askQuestions(edge, { next: withoutEnd(round), keep: keeper(store, now) });
    edge.stdout.write(endWords(asked));
    return exitCodes.ok;
  });
};

const endWords = ({ given, right, isLeft }: Asked): string => {
  if (given > 0) return `${right} of ${given} right.\n`;
  return isLeft ? '' : 'Nothing can be asked here: it comes out alike at all levels and in all variants.\n';
};

/** Begins anew when everything was asked, but where there is nothing. */
const withoutEnd = (round: () => QuestionSource): (() => Promise<Question | undefined>) => {
  let source = round();
  return async () => {
    const question = await source.next();
    if (question !== undefined) return question;
    source = round();
    return await source.next();
  };
};

const lessonsOf = async (
  word: string,
  { topics }: Course,
  lessons: readonly Lesson[],
): Promise<readonly Lesson[]> => {
  const own = lessons.filter(({ id }) => id === word);
  if (own.length > 0) return own;
  const topic = topics.find(({ id, title }) => [id, title.toLowerCase()].includes(word.toLowerCase()));
  if (topic !== undefined) return lessons.filter(({ id }) => topic.lessons.includes(id));
  if (/[/\\]|\.ya?ml$/.test(word)) return [await findLesson(word)];
  throw unknownWord(
    'lesson or topic',
    word,
    [...lessons, ...topics].map(({ id }) => id),
    {
      otherwise:
        'isolab list shows them all; a lesson of your own is named by its file, with / or .yaml in it.',
    },
  );
};
