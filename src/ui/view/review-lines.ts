import { printable } from '../../printable.ts';
import { numberWords, questionLines } from '../../report/review/question-lines.ts';
import { replyLines } from '../../report/review/reply-lines.ts';
import { dueWords, scoreWords } from '../../report/review/score-words.ts';
import { wrapped } from '../../text/fit.ts';
import type { Model } from '../model/model.ts';
import { questionsInReview, type ReviewEnd, type Reviewing } from '../model/reviewing.ts';
import type { Theme } from '../theme.ts';
import type { GuideStyle } from './guide.ts';
import { progressWords } from './next-bar.ts';
import { paintOf } from './paint-of.ts';
import { problemLines, withoutServer } from './problem-lines.ts';

type Style = Pick<GuideStyle, 'theme' | 'width'>;

/** What is asked, and what was said to the answer. */
export const reviewLines = (
  { at, given, right }: Reviewing,
  { server, trouble }: Pick<Model, 'server' | 'trouble'>,
  { theme, width }: Style,
): readonly string[] => {
  const paint = paintOf(theme);
  switch (at.kind) {
    case 'coming':
      if (server.status === 'absent') return withoutServer(server.problem, { theme, width });
      return server.status === 'coming'
        ? wrapped(`The questions are made by a server. ${progressWords(server.progress)}`, width)
        : ['The server is asked for a question …'];
    case 'asked':
      return questionLines(at.question, numberWords(given + 1, questionsInReview), width, paint);
    case 'answered':
      return [
        ...questionLines(at.question, numberWords(given, questionsInReview), width, paint),
        '',
        ...replyLines(at.question, at.chosen, 'press s: the lesson opens right before that.', width, paint),
      ];
    case 'over':
      return endLines(at.end, {
        given,
        right,
        ...(trouble !== undefined && { kept: printable(trouble) }),
      }).flatMap((line) => wrapped(line, width));
    case 'failed':
      return problemLines(at.problem, { theme, width });
  }
};

const endLines = (
  { hasSeen, dueInMs }: ReviewEnd,
  score: Parameters<typeof scoreWords>[0],
): readonly string[] => {
  const { given } = score;
  if (!hasSeen)
    return [
      'There is nothing to review yet: a review asks about lessons that you have seen to their end.',
      '',
      'Esc goes back to the lessons.',
    ];
  return [
    given === 0 ? 'There is nothing to review today.' : scoreWords(score),
    ...dueWords(dueInMs),
    '',
    given === 0
      ? 'Esc goes back to the lessons.'
      : 'Space asks more, if there is more to ask; Esc goes back to the lessons.',
  ];
};

/** What the next key does. */
export const reviewBar = ({ at }: Reviewing, theme: Theme): string => {
  const key = (name: string) => theme.chosen(` ${name} `);
  switch (at.kind) {
    case 'asked':
      return `${key(`1–${at.question.choices.length}`)} your answer   ${key('0')} I do not know`;
    case 'answered':
      return `${key('Space')} go on   ${key('s')} see it in the lesson`;
    case 'coming':
    case 'over':
    case 'failed':
      return '';
  }
};
