import type { LockView, Observation, TableRows, TableView } from '../../engine/events.ts';
import { lockWords } from '../../engine/lock-words.ts';
import { printable } from '../../engine/printable.ts';
import type { Script } from '../../lesson/script.ts';
import { hanging, wrapped } from '../text/fit.ts';
import { tableLines } from '../text/table.ts';
import type { Theme } from '../theme.ts';
import { counted, signs } from '../words.ts';

export interface DataStyle {
  readonly theme: Theme;
  readonly width: number;
  readonly ruled: boolean;
}

/** The committed rows of the watched tables, what changed in them, and the locks. */
export const dataLines = (
  now: Observation,
  before: Observation | undefined,
  script: Script,
  style: DataStyle,
): readonly string[] => {
  const tables = tablesLines(now, before, style);
  return [...tables, ...(tables.length > 0 ? [''] : []), ...lockSection(now.locks, script, style)];
};

/** The committed rows alone. */
export const tablesLines = (
  now: Observation,
  before: Observation | undefined,
  style: DataStyle,
): readonly string[] =>
  now.tables.flatMap((table, index) => [
    ...(index > 0 ? [''] : []),
    ...tableSection(
      table,
      before?.tables.find((one) => one.name === table.name),
      style,
    ),
  ]);

const tableSection = (
  table: TableView,
  before: TableView | undefined,
  style: DataStyle,
): readonly string[] => {
  const { theme, width } = style;
  const title = theme.strong(printable(table.name));
  if (!('rows' in table)) return [title, ...hanging('  ', theme.failed(printable(table.unreadable)), width)];
  const { gone, marks } = changes(table, before && 'rows' in before ? before : undefined);
  const lines = tableLines(
    { columns: table.columns, rows: [...table.rows, ...gone] },
    {
      ...style,
      marks: [
        ...marks.map((isNew) => (isNew ? theme.committed('+') : theme.faint('│'))),
        ...gone.map(() => theme.failed('-')),
      ],
    },
  );
  const count = table.rows.length === 0 ? 'no row' : counted(table.rows.length, 'row');
  return [`${title} ${theme.faint(count)}`, ...(table.rows.length + gone.length > 0 ? lines : [])];
};

/** Which rows came, and which are gone, since the last look. A changed row is both. */
const changes = (now: TableRows, before: TableRows | undefined) => {
  const left = (before?.rows ?? now.rows).map((row) => JSON.stringify(row));
  const marks = now.rows.map((row) => {
    const at = left.indexOf(JSON.stringify(row));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  const goneKeys = new Set(left);
  return { marks, gone: (before?.rows ?? []).filter((row) => goneKeys.has(JSON.stringify(row))) };
};

const lockSection = (
  locks: readonly LockView[],
  script: Script,
  { theme, width }: DataStyle,
): readonly string[] => {
  const shown = locks
    .filter((lock) => isTelling(lock))
    .toSorted((a, b) => Number(b.status === 'waiting') - Number(a.status === 'waiting'));
  const holders = Map.groupBy(shown, (lock) => `${lock.status} ${lockWords(lock)}`);
  return [
    theme.strong('locks') + (shown.length === 0 ? theme.faint('  none listed') : ''),
    ...[...holders.values()].flatMap((same) => {
      const [lock] = same;
      if (lock === undefined) return [];
      const names = [...new Set(same.map((one) => one.session))];
      const painted = names.map((name) => paintSession(name, script, theme)).join(', ');
      const words = printable(lockWords(lock));
      const says =
        lock.status === 'waiting'
          ? theme.waiting(`${signs.waiting} ${names.length === 1 ? 'waits' : 'wait'} for ${words}`)
          : `${names.length === 1 ? 'holds' : 'hold'} ${words}`;
      return wrapped(`${painted} ${says}`, width - 2).map((line, row) => (row === 0 ? line : `  ${line}`));
    }),
  ];
};

const paintSession = (name: string, script: Script, theme: Theme): string =>
  theme.session(script.sessions.findIndex((one) => one.name === name))(name);

/** Every transaction that touches a table holds these; they tell a student nothing until somebody waits. */
const isTelling = ({ kind, mode, status }: LockView): boolean =>
  status === 'waiting' ||
  kind === 'record' ||
  kind === 'gap' ||
  kind === 'next-key' ||
  kind === 'insert-intention' ||
  kind === 'named' ||
  (kind === 'table' ? !/^I[SX]$/.test(mode) : !/^SHARED_(READ|WRITE)$/.test(mode));
