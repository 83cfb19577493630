import { Command } from '@commander-js/extra-typings';
import { type Cli, examples } from './cli.ts';
import { newSeed } from './new-seed.ts';

export const quizCommand = ({ edge, wish, action }: Cli) =>
  new Command('quiz')
    .summary('questions without end about lessons; a server answers them')
    .description(
      'Asks as isolab review does, but by chance and until you type q: about the lessons and topics that are named, or else about those that you have seen to their end, or about all where you have seen none. Every answer is kept, and isolab review asks again when a question is due, also about a lesson that you have not opened; only of lessons in files nothing is kept.',
    )
    .argument('[lessons...]', 'lessons by their ids or files, or topics of the course')
    .addHelpText(
      'after',
      examples(
        ['isolab quiz', 'about what you have seen'],
        ['isolab quiz duplicate-book', 'about one lesson'],
        ['isolab quiz snapshots read-skew', 'about topics'],
      ),
    )
    .action(
      action(async (words) => {
        const { quiz } = await import('../actions/quiz.ts');
        return quiz(edge, { words, wish: wish(), now: () => new Date(), seed: newSeed() });
      }),
    );
