import { type AcrossRuns, compareOutcomes } from '../../engine/compare/comparison.ts';
import { shownStep } from '../../engine/compare/shown-step.ts';
import { endLines, stepLines, tableLines } from '../../engine/words/compare-words.ts';
import { flatSql, promptWords } from '../../engine/words/statement-words.ts';
import { tableTitle } from '../../engine/words/table-words.ts';
import { printable } from '../../printable.ts';
import { serverText } from '../evidence-lines.ts';
import { type ComparedLesson, comparedWords, markWords } from './about.ts';
import { failedRuns } from './failed-runs.ts';
import { nameOf, numberWords, titleOf } from './groups.ts';
import { readingWords } from './reading.ts';
import { isOtherSql, sqlTexts } from './step-texts.ts';

/** One table: a row a step, a column a run; ≠ marks what is otherwise than in the run that was asked for. */
export const compareMarkdown = (compared: ComparedLesson): readonly string[] => {
  const { runs, by, server, redis } = compared;
  const { steps, end, tables } = compareOutcomes(runs);
  const open = runs.find(({ isOpen }) => isOpen);
  const row = (
    first: readonly string[],
    outcomes: AcrossRuns<unknown>,
    cells: readonly (readonly string[])[],
  ) =>
    tableRow([
      ...first,
      ...cells.map((lines, index) => {
        const text = lines.map(escaped).join('<br>');
        return outcomes[index]?.differs ? `**≠** ${text}` : text;
      }),
    ]);
  return [
    `### ${escaped(printable(open?.script.title ?? ''))}`,
    '',
    escaped(printable(comparedWords(compared))),
    '',
    ...[serverText('MySQL', server), ...(redis ? [serverText('Redis', redis)] : [])].map((text) =>
      escaped(printable(text)),
    ),
    '',
    ...(by === 'variant' ? [...runs.map((run) => `- ${escaped(titleOf(run))}`), ''] : []),
    ...[...markWords(compared), ...readingWords(runs)].flatMap((line) => [escaped(line), '']),
    ...failedRuns(runs).flatMap((line) => [escaped(line), '']),
    tableRow([
      '',
      'Step',
      ...runs.map((run) => (run.isOpen ? `**${escaped(nameOf(run))}**` : escaped(nameOf(run)))),
    ]),
    tableRow(['--:', '---', ...runs.map(() => '---')]),
    ...steps.map((step) => {
      const shown = shownStep(runs, step.places);
      const texts = sqlTexts(runs, step.places);
      const isOther = by === 'variant' && isOtherSql(texts);
      const cells = stepLines(step, runs).map((lines, index) =>
        isOther && texts[index] !== '' ? [texts[index] ?? '', ...lines] : lines,
      );
      const words = shown
        ? `${printable(promptWords({ ...shown.sent, session: shown.session }))} ${printable(flatSql(shown.sent.sql))}`
        : '';
      return row([numberWords(shown?.number), escaped(words)], step.runs, cells);
    }),
    row(['', 'At the end'], end, endLines(end, runs)),
    ...tables.map((table) =>
      row(['', escaped(printable(tableTitle(table.name)))], table.runs, tableLines(table, runs)),
    ),
  ];
};

const tableRow = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** No cell may end its column, nor be taken for markup. */
const escaped = (text: string): string => text.replaceAll(/[\\`*_{}[\]<>#|~&]/g, String.raw`\$&`);
