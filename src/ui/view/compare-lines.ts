import { holderWords } from '../../engine/lock-words.ts';
import type { Value } from '../../engine/outcome.ts';
import { printable } from '../../engine/printable.ts';
import type { LabState, StatementEntry } from '../../engine/state.ts';
import type { ComparedRun, Comparison } from '../comparison.ts';
import { clip, padded, wrapped } from '../text/fit.ts';
import { sqlLine } from '../text/sql.ts';
import type { Theme } from '../theme.ts';
import { okWords, signs } from '../words.ts';

/** The runs side by side, step by step; ≠ marks what came out otherwise than in the one that is open. */
export const compareLines = (
  { columns, by }: Comparison,
  { theme, width }: { readonly theme: Theme; readonly width: number },
): readonly string[] => {
  const each = Math.max(6, Math.floor((width - (columns.length - 1) * 3) / columns.length));
  const open = columns.findIndex((one) => one.isOpen);
  const line = (cells: readonly string[], paint: (cell: string, index: number) => string): string =>
    cells.map((cell, index) => paint(padded(cell, each), index)).join(theme.faint(' │ '));
  const marked = (cells: readonly string[]): readonly string[] => {
    const lines = cells.map((cell) => cellLines(cell, each - 2));
    const height = Math.max(...lines.map((one) => one.length));
    return Array.from({ length: height }, (_, row) =>
      line(
        lines.map(
          (one, index) => `${row === 0 && differs(cells, index, open) ? '≠' : ' '} ${one[row] ?? ''}`,
        ),
        (cell, index) => (differs(cells, index, open) ? theme.waiting(cell) : cell),
      ),
    );
  };
  const steps = Math.max(...columns.map(({ script }) => script.steps.length));
  return [
    line(
      columns.map(({ title, isOpen }) => (isOpen ? `[${printable(title)}]` : ` ${printable(title)}`)),
      (cell) => theme.strong(cell),
    ),
    ...Array.from({ length: steps }, (_, step) => [
      '',
      headOf(columns, step, open, width, theme),
      ...(by === 'variant' && sqlDiffers(columns, step)
        ? [
            line(
              columns.map(({ script }) => ` ${sqlOf(script.steps[step]?.sql)}`),
              (cell) => theme.faint(cell),
            ),
          ]
        : []),
      ...marked(columns.map((column) => stepWords(column, step))),
    ]).flat(),
    '',
    theme.strong('At the end'),
    ...marked(columns.map(verdictWords)),
    ...(columns[0]?.script.watch ?? []).flatMap((table) => [
      theme.faint(`committed rows of ${printable(table)}`),
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

const headOf = (
  columns: readonly ComparedRun[],
  step: number,
  open: number,
  width: number,
  theme: Theme,
): string => {
  const shown =
    columns[open]?.script.steps[step] ?? columns.find(({ script }) => script.steps[step])?.script.steps[step];
  if (shown === undefined) return '';
  const lane = columns[0]?.script.sessions.findIndex(({ name }) => name === shown.session) ?? -1;
  const number = theme.faint(`${step + 1}`.padStart(2));
  return clip(`${number} ${theme.session(lane)(`${shown.session}>`)} ${sqlLine(shown.sql, theme)}`, width);
};

export const sqlOf = (sql: string | undefined): string =>
  sql === undefined ? '' : printable(sql.replaceAll(/\s+/g, ' '));

export const sqlDiffers = (columns: readonly ComparedRun[], step: number): boolean =>
  new Set(columns.map(({ script }) => script.steps[step]?.sql)).size > 1;

/** What a step came to in one of the runs. */
export const stepWords = ({ result, script }: ComparedRun, step: number): string => {
  if (script.steps[step] === undefined) return '';
  if (result === undefined) return pending;
  if ('failed' in result) return `${signs.failed} ${printable(result.failed)}`;
  const { steps, timeline } = result.lab;
  if (steps[step]?.status === 'skipped') return `${signs.passed} not taken`;
  const entry = timeline.find(
    (one): one is StatementEntry => one.kind === 'statement' && one.by === 'script' && one.step === step,
  );
  if (entry === undefined) return `${signs.passed} not taken`;
  const holders = [...new Set(entry.waits.map((wait) => printable(holderWords(wait.for))))].join(' and ');
  const waited = holders === '' ? '' : `${signs.waiting} waits for ${holders}, then `;
  return `${waited}${outcomeWords(entry)}`;
};

const outcomeWords = ({ outcome, sql }: StatementEntry): string => {
  switch (outcome?.kind) {
    case 'rows': {
      const [first] = outcome.rows;
      if (first === undefined) return 'no row';
      if (outcome.rows.length === 1) return first.map(valueWords).join(', ');
      return `${outcome.rows.length} rows: ${outcome.rows.map(([value]) => valueWords(value ?? null)).join(', ')}`;
    }
    case 'ok':
      return printable(okWords(outcome, sql));
    case 'error':
      return `${signs.failed} ${outcome.errno} ${outcome.symbol}`;
    case 'lost':
      return `${signs.failed} connection lost`;
    case undefined:
      return 'no answer';
  }
};

const valueWords = (value: Value): string => (value === null ? 'NULL' : printable(value.slice(0, 60)));

/** What became of the promise. */
export const verdictWords = (column: ComparedRun): string => {
  const lab = labOf(column);
  if (lab === undefined) return column.result === undefined ? pending : '';
  if (lab.finished?.end === 'stuck') return `${signs.failed} stuck`;
  const violations = lab.finished?.violations;
  if (violations === undefined) return 'through';
  return violations.rows.length === 0 ? `${signs.holds} holds` : `${signs.failed} violated`;
};

/** The committed rows of a table at the end, a line each. */
export const tableWords = (column: ComparedRun, name: string): string => {
  const lab = labOf(column);
  if (lab === undefined) return column.result === undefined ? pending : '';
  const table = lab.observation.tables.find((one) => one.name === name);
  if (table === undefined || !('rows' in table)) return 'cannot be read';
  if (table.rows.length === 0) return 'no row';
  return table.rows
    .slice(0, mostLines + 1)
    .map((row) => row.map(valueWords).join(', '))
    .join('\n');
};

const labOf = ({ result }: ComparedRun): LabState | undefined =>
  result && 'lab' in result ? result.lab : undefined;
