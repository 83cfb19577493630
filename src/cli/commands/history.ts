import { Command } from '@commander-js/extra-typings';
import { oneOf } from '../words.ts';
import { type Cli, collect, examples, formatOption, themeOption } from './cli.ts';

export const historyFormats = ['text', 'json'] as const;

export const historyCommand = ({ edge, wish, action }: Cli) =>
  new Command('history')
    .summary('run a history in the notation of textbooks, such as "r1(x) w2(x) c2 w1(x) c1"')
    .description(
      'Runs a history in the notation of textbooks and papers at all levels, and prints its precedence graph, whether it is conflict serializable on paper, and what the server made of it: what each read returned, who waited, who was rolled back, and whether that is as good as one transaction after the other. r1(x) is a read by T1, w1(x) a write, rs1(x) and rf1(x) are reads FOR SHARE and FOR UPDATE, b1 begins T1, c1 commits it, a1 rolls it back. w1(x=5) writes that value; without one isolab takes values that are all different. The exit code is 0 whatever comes of it.',
    )
    .argument('[history...]', 'the history; - reads it from the standard input')
    .option(
      '-l, --level <level>',
      'only this isolation level: ru, rc, rr, s, 1 to 4, or its full name; may be given again',
      collect,
    )
    .option(...formatOption(historyFormats))
    .option('--save <file>', 'also write it as a lesson (.yaml)')
    .option('--open', 'open it in the lab instead, step by step')
    .option(...themeOption)
    .addHelpText(
      'after',
      examples(
        ['isolab history "r1(x) w2(x) c2 w1(x) c1"', 'a lost update'],
        ['isolab history "w1(x) r2(x) a1 c2" --level ru', 'a dirty read'],
        ['isolab history "rf1(x) rf2(x) w1(x) c1 w2(x) c2"', 'with locking reads'],
        ['isolab history "r1[x=50] w1[x=10] r2[x=10] c2 c1"', 'values as in a paper'],
        ['isolab history "r1(x) w2(x) c2 c1" --save r.yaml', 'a lesson of it'],
        ['isolab history "r1(x) w2(x) c2 c1" --open', 'step by step in the lab'],
      ),
    )
    .action(
      action(async (words, { level = [], save, open, theme, ...options }) => {
        const format = oneOf('format', options.format, historyFormats);
        const { showHistory } = await import('../actions/history.ts');
        return showHistory(edge, {
          words,
          level,
          format,
          ...(save !== undefined && { save }),
          opens: open === true,
          theme,
          wish: wish(),
        });
      }),
    );
