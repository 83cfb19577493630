import { Command } from '@commander-js/extra-typings';
import { parseCount } from '../words.ts';
import { type Cli, examples } from './cli.ts';
import { newSeed } from './new-seed.ts';

export const reviewCommand = ({ edge, wish, action }: Cli) =>
  new Command('review')
    .summary('a few questions about what you missed, or saw long ago; a server answers them')
    .description(
      'Asks about lessons that you have seen to their end: first what is due, also of what isolab quiz has asked, then what you answered wrong or guessed there, then what you saw long ago. Every lesson is run for it, mostly with other values than its own, and the choices are what really happens at its levels or in its variants. What you know comes again later and later, what you do not know tomorrow. Type a number and Enter; ? says that you do not know, q ends, and so does Ctrl-C. Every answer is kept at once.',
    )
    .option('-n, --count <n>', 'so many questions at most', '5')
    .addHelpText(
      'after',
      examples(
        ['isolab review', 'today’s questions, five at most'],
        ['isolab review -n 20', 'more of them'],
        ['isolab progress', 'how many are due'],
      ),
    )
    .action(
      action(async ({ count }) => {
        const most = parseCount('--count', count, 1000);
        const { review } = await import('../actions/review.ts');
        return review(edge, { count: most, wish: wish(), now: () => new Date(), seed: newSeed() });
      }),
    );
