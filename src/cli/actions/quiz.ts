import type { Course } from '../../course/course.ts';
import { exitCodes, UserError } from '../../errors.ts';
import type { ServerWish } from '../../hosts/provider.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import { printable, told } from '../../printable.ts';
import type { Reviewed } from '../../progress/cards.ts';
import { neverOpened } from '../../progress/progress.ts';
import { scoreWords } from '../../report/review/score-words.ts';
import { whyNotAsked } from '../../review/askable.ts';
import { drawFrom, shuffled } from '../../review/draw.ts';
import type { Question } from '../../review/question.ts';
import { QuestionSource } from '../../review/source.ts';
import { allToAsk, seenToAsk } from '../../review/to-ask.ts';
import { shellPath } from '../../shell-word.ts';
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
    words.length > 0
      ? named.flatMap(allToAsk)
      : seen.length > 0
        ? seen
        : lessons.filter((one) => whyNotAsked(one) === undefined).flatMap(allToAsk);
  const draw = drawFrom(seed);
  let isInFile = false;
  const keep = keeper(store, now, neverOpened);
  const asking = {
    keep: async (question: Question, was: Reviewed['was']) => {
      // A review would never ask again: it knows of no files.
      if (lessons.includes(question.asked.lesson)) await keep(question, was);
      else isInFile = true;
    },
    kept: () => (isInFile ? notKept : kept),
  };
  return await withLab(edge, wish, async (server) => {
    const make = maker(edge, server, draw);
    const round = () => new QuestionSource(shuffled(toAsk, draw), make, () => false, 'again');
    const asked = await askQuestions(edge, { ...asking, next: withoutEnd(round) });
    edge.stdout.write(endWords(asked, asking.kept()));
    return exitCodes.ok;
  });
};

const kept = 'Every answer is kept: isolab review asks again when a question is due.';

const notKept = 'Answers about a lesson in a file are not kept: isolab review does not know it.';

const endWords = ({ given, right, isLeft }: Asked, keptWords: string): string => {
  if (given > 0) return `${scoreWords({ right, given, kept: keptWords })}\n`;
  return isLeft
    ? ''
    : 'Nothing can be asked here: it comes out alike at all levels and in all variants, or the server may choose.\n';
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
  const own = lessons.find(({ id }) => id === word);
  if (own !== undefined) return [askableOf(own, word)];
  const topic = topics.find(({ id, title }) => [id, title.toLowerCase()].includes(word.toLowerCase()));
  if (topic !== undefined) {
    const all = lessons.filter(({ id }) => topic.lessons.includes(id));
    const askable = all.filter((one) => whyNotAsked(one) === undefined);
    if (askable.length > 0) return askable;
    throw new UserError(told`Nothing can be asked about the topic ${word}.`, {
      next: ['isolab quiz asks about every lesson that you have seen.'],
    });
  }
  if (/[/\\]|\.ya?ml$/.test(word)) return [askableOf(await findLesson(word), word)];
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

/** @throws UserError that says why nothing can be asked about it. */
const askableOf = (lesson: Lesson, word: string): Lesson => {
  switch (whyNotAsked(lesson)) {
    case undefined:
      return lesson;
    case 'exercise':
      throw new UserError(told`${word} is an exercise: you do it, and a quiz asks about lessons.`, {
        next: [`isolab exercise ${shellPath(word)} opens it.`],
      });
    case 'redis':
      throw new UserError(told`${word} needs Redis, and a quiz asks MySQL alone.`, {
        next: [`isolab ${shellPath(word)} opens it.`],
      });
    case 'unsteady':
      throw new UserError(
        told`Nothing can be asked about ${word}: its statements answer otherwise in every run.`,
        {
          next: [`isolab ${shellPath(word)} opens it.`],
        },
      );
  }
};
