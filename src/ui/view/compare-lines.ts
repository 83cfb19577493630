import type { Value } from '../../engine/outcome.ts';
import { sentOf } from '../../engine/sent.ts';
import type { LabState, StatementEntry } from '../../engine/state.ts';
import { statementOfStep } from '../../engine/taken.ts';
import { lostWords, okWords } from '../../engine/words/outcome-words.ts';
import { promiseOf } from '../../engine/words/promise-words.ts';
import { breakable, elsewhereWords, flatSql } from '../../engine/words/statement-words.ts';
import { cellWords, tableSize, tableTitle } from '../../engine/words/table-words.ts';
import { holdersOf, waitsForWords } from '../../engine/words/wait-words.ts';
import type { Script, ScriptStep } from '../../lesson/script.ts';
import { placeOf } from '../../lesson/script.ts';
import type { Values } from '../../lesson/step.ts';
import { printable } from '../../printable.ts';
import { amount } from '../../text/amounts.ts';
import { padded, widthOf, wrapped } from '../../text/fit.ts';
import { signs } from '../../text/signs.ts';
import type { ComparedRun, Comparison } from '../model/run.ts';
import type { Theme } from '../theme.ts';
import { type ComparedStep, comparedSteps } from './compared-steps.ts';
import { sentLine, sentPrompt } from './sent-lines.ts';

/** A column needs this much to be read. */
const narrowest = 14;

export const fitsBeside = ({ columns }: Comparison, width: number): boolean =>
  Math.floor((width - (columns.length - 1) * 3) / columns.length) >= narrowest;

/** The runs side by side, step by step; ≠ marks what came out otherwise than in the one that is open. */
export const compareLines = (
  { columns, by }: Comparison,
  { theme, width }: { readonly theme: Theme; readonly width: number },
): readonly string[] => {
  const each = Math.max(6, Math.floor((width - (columns.length - 1) * 3) / columns.length));
  const open = columns.findIndex((one) => one.isOpen);
  const line = (cells: readonly string[], paint: (cell: string, index: number) => string): string =>
    cells.map((cell, index) => paint(padded(cell, each), index)).join(theme.faint(' │ '));
  const beside = (
    cells: readonly (readonly string[])[],
    paint: (cell: string, index: number) => string,
  ): readonly string[] =>
    Array.from({ length: Math.max(...cells.map((one) => one.length)) }, (_, row) =>
      line(
        cells.map((one) => one[row] ?? ''),
        paint,
      ),
    );
  const marked = (cells: readonly string[]): readonly string[] =>
    beside(
      cells.map((cell, index) =>
        cellLines(cell, each - 2).map(
          (one, row) => `${row === 0 && differs(cells, index, open) ? '≠' : ' '} ${one}`,
        ),
      ),
      (cell, index) => (differs(cells, index, open) ? theme.waiting(cell) : cell),
    );
  return [
    ...beside(
      columns.map(({ title, isOpen }) =>
        wrapped(printable(title), each - 2).map((one, row, all) =>
          isOpen ? `${row === 0 ? '[' : ' '}${one}${row === all.length - 1 ? ']' : ''}` : ` ${one}`,
        ),
      ),
      (cell) => theme.strong(cell),
    ),
    ...comparedSteps(columns).flatMap((step) => [
      '',
      headOf(columns, step, width, theme),
      ...(by === 'variant' && sqlDiffers(columns, step)
        ? beside(
            columns.map((column, index) =>
              cellLines(sqlOf(column, step[index]), each - 2).map((one) => `  ${one}`),
            ),
            (cell) => theme.faint(cell),
          )
        : []),
      ...marked(columns.map((column, index) => stepWords(column, step[index]))),
    ]),
    '',
    theme.strong('At the end'),
    ...marked(columns.map(verdictWords)),
    ...watchedIn(columns).flatMap((table) => [
      theme.faint(printable(tableTitle(table))),
      ...marked(columns.map((column) => tableWords(column, table))),
    ]),
  ];
};

const differs = (cells: readonly string[], index: number, open: number): boolean =>
  cells[index] !== pending && cells[open] !== pending && cells[index] !== cells[open];

const pending = '… running';

/** More would push the other steps away. */
const mostLines = 8;

const cellLines = (cell: string, width: number): readonly string[] => {
  const lines = wrapped(cell, width);
  return lines.length > mostLines ? [...lines.slice(0, mostLines), '…'] : lines;
};

const headOf = (columns: readonly ComparedRun[], step: ComparedStep, width: number, theme: Theme): string => {
  const shown = shownStep(columns, step);
  if (shown === undefined) return '';
  const { sent, session, number, script } = shown;
  const lane = placeOf(script, session);
  const before = `${theme.faint(number.padStart(2))} ${sentPrompt({ ...sent, session }, lane, theme)} `;
  return `${before}${sentLine(sent, Math.max(8, width - widthOf(before)), theme)}`;
};

/** The step as the open run has it, or else as the first that has it; then it has no number here. */
export const shownStep = (columns: readonly ComparedRun[], step: ComparedStep) => {
  const open = columns.findIndex(({ isOpen }) => isOpen);
  const isThere = step[open] !== undefined;
  const at = isThere ? open : step.findIndex((place) => place !== undefined);
  const place = step[at];
  const column = columns[at];
  const shown = column?.script.steps[place ?? -1];
  if (column === undefined || shown === undefined || place === undefined) return undefined;
  return {
    sent: entryOf(column, place) ?? sentOf(shown, knownIn(column.script, shown)),
    session: shown.session,
    number: isThere ? `${place + 1}` : '+',
    script: column.script,
  };
};

const entryOf = (column: ComparedRun, step: number): StatementEntry | undefined => {
  const lab = labOf(column);
  return lab && statementOfStep(lab, step);
};

/** In one line; nothing where there is no such step. */
export const sqlOf = ({ script }: ComparedRun, step: number | undefined): string => {
  const shown = script.steps[step ?? -1];
  return shown === undefined ? '' : printable(flatSql(sentOf(shown, knownIn(script, shown)).sql));
};

const knownIn = ({ sessions }: Script, { session }: ScriptStep): Values =>
  sessions.find(({ name }) => name === session)?.values ?? {};

export const sqlDiffers = (columns: readonly ComparedRun[], step: ComparedStep): boolean =>
  new Set(columns.map((column, index) => sqlOf(column, step[index])).filter((sql) => sql !== '')).size > 1;

/** What a step came to in one of the runs. */
export const stepWords = (column: ComparedRun, step: number | undefined): string => {
  if (step === undefined) return `${signs.passed} no such step`;
  const { result } = column;
  if (result === undefined) return pending;
  if ('failed' in result) return `${signs.failed} ${printable(result.failed)}`;
  const entry = entryOf(column, step);
  if (entry === undefined) return `${signs.passed} not taken`;
  const waits = printable(waitsForWords(holdersOf(entry.waits)));
  const waited = entry.waits.length === 0 ? '' : `${signs.waiting} ${waits}, then `;
  const answers = result.lab.timeline
    .filter((one) => one.kind === 'answer' && one.step === step)
    .map((one) => (one.kind === 'answer' ? `\n${signs.answer} ${printable(breakable(one.answer))}` : ''));
  return `${waited}${outcomeWords(entry)}${answers.join('')}`;
};

const outcomeWords = ({ outcome, sql, to }: StatementEntry): string => {
  if (outcome && to !== undefined) {
    const failed = outcome.kind === 'error' || outcome.kind === 'lost' ? `${signs.failed} ` : '';
    return failed + elsewhereWords(outcome).join(' ');
  }
  switch (outcome?.kind) {
    case 'rows': {
      const [first] = outcome.rows;
      if (first === undefined) return amount(0, 'row');
      if (outcome.rows.length === 1) return first.map(valueWords).join(', ');
      return `${outcome.rows.length} rows: ${outcome.rows.map(([value]) => valueWords(value ?? null)).join(', ')}`;
    }
    case 'ok':
      return printable(okWords(outcome, sql));
    case 'error':
      return `${signs.failed} ${outcome.errno === 0 ? '' : `${outcome.errno} `}${outcome.symbol}`;
    case 'lost':
      return `${signs.failed} ${printable(lostWords(outcome))}`;
    case undefined:
      return 'no answer';
  }
};

const valueWords = (value: Value): string => printable(cellWords(value, 60));

/** What became of the promise. */
export const verdictWords = (column: ComparedRun): string => {
  const lab = labOf(column);
  if (lab === undefined) return column.result === undefined ? pending : '';
  if (lab.finished?.end === 'stuck') return `${signs.failed} stuck`;
  const promise = promiseOf(lab.finished?.violations);
  if (promise === undefined) return 'through';
  return `${promise === 'holds' ? signs.holds : signs.failed} ${promise}`;
};

/** Every table that one of the runs watches. */
export const watchedIn = (columns: readonly ComparedRun[]): readonly string[] => [
  ...new Set(columns.flatMap(({ script }) => script.watch)),
];

/** The committed rows of a table at the end, a line each. */
export const tableWords = (column: ComparedRun, name: string): string => {
  const lab = labOf(column);
  if (lab === undefined) return column.result === undefined ? pending : '';
  const table = lab.observation.tables.find((one) => one.name === name);
  if (table === undefined) return 'not watched';
  if (!('rows' in table)) return 'cannot be read';
  if (table.rows.length === 0) return tableSize(name, 0);
  return table.rows
    .slice(0, mostLines + 1)
    .map((row) => row.map(valueWords).join(', '))
    .join('\n');
};

const labOf = ({ result }: ComparedRun): LabState | undefined =>
  result && 'lab' in result ? result.lab : undefined;
