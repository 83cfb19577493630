import { valuesOf } from '../lesson/level.ts';
import type { Step } from '../lesson/step.ts';
import { namesInSql } from '../lesson/values.ts';
import { type Checkup, isInherited, type Version } from './checkup.ts';

/**
 * Two versions of a row that look alike cannot be told from one another when they are read. Said where an anomaly is claimed,
 * and only of what is plain: literal values, and the same WHERE.
 */
export const checkValues = (checkup: Checkup): void => {
  for (const version of checkup.versions) {
    const { happens } = version.variant ?? checkup.lesson;
    if (valuesOf(happens).every(({ kind }) => kind === 'none')) continue;
    const rows = version.setup.flatMap(insertedRows);
    const updates = version.steps.flatMap((step) => {
      const update = step.does === undefined ? updateIn(step.sql) : undefined;
      return update ? [{ step, update }] : [];
    });
    for (const [at, { step, update }] of updates.entries()) {
      const before = updates.slice(0, at).filter((one) => one.step.session !== step.session);
      const same = before.find((one) => sharedColumn(one.update, update) !== undefined);
      const column = same
        ? sharedColumn(same.update, update)
        : Object.keys(update.sets).find((one) => isThere(update, one, rows));
      if (column === undefined || isKnown(step, same?.step, version, checkup)) continue;
      const whose = same ? `${same.step.session} writes` : 'the setup has';
      checkup.atStep(
        step,
        version,
        'warning',
        `it writes to ${column} of ${update.table} what ${whose}, too`,
        'different values, so that what is read tells which version it was',
      );
    }
  }
};

/** What is so in the lesson is not said again of a variant that has the same steps. */
const isKnown = (step: Step, other: Step | undefined, version: Version, { lesson }: Checkup): boolean =>
  valuesOf(lesson.happens).some(({ kind }) => kind !== 'none') &&
  isInherited(step, version, lesson) &&
  (other === undefined || isInherited(other, version, lesson));

interface Update {
  readonly table: string;
  /** Literal values by column, as they are written. */
  readonly sets: Readonly<Record<string, string>>;
  readonly where: string;
}

interface Row {
  readonly table: string;
  readonly cells: Readonly<Record<string, string>>;
}

const name = '`?(\\w+)`?';
const literal = "('[^'\\\\]*'|-?\\d+(?:\\.\\d+)?)";

const updateIn = (sql: string): Update | undefined => {
  const parts = new RegExp(`^update\\s+${name}\\s+set\\s+(.+?)\\s+where\\s+(.+)$`, 'is').exec(sql.trim());
  if (parts === null) return undefined;
  const [, table = '', sets = '', where = ''] = parts;
  // Which row it is the value says that stands there in the end.
  if (namesInSql(where).length > 0) return undefined;
  return { table: table.toLowerCase(), sets: literalsIn(sets), where: plain(where) };
};

/** Of what is computed nothing is known. */
const literalsIn = (sets: string): Update['sets'] =>
  Object.fromEntries(
    [...sets.matchAll(new RegExp(`(?:^|,)\\s*${name}\\s*=\\s*${literal}\\s*(?=,|$)`, 'gi'))].map(
      ([, column = '', value = '']) => [column.toLowerCase(), value],
    ),
  );

const plain = (where: string): string => where.trim().replaceAll(/\s+/g, ' ').toLowerCase();

const sharedColumn = (one: Update, other: Update): string | undefined =>
  one.table === other.table && one.where === other.where
    ? Object.keys(other.sets).find((column) => one.sets[column] === other.sets[column])
    : undefined;

/** Does the row that is updated by one key have this value from the setup? */
const isThere = ({ table, sets, where }: Update, column: string, rows: readonly Row[]): boolean => {
  const [, key = '', value] = new RegExp(`^${name}\\s*=\\s*${literal}$`).exec(where) ?? [];
  return rows.some(
    (row) =>
      row.table === table && row.cells[key]?.toLowerCase() === value && row.cells[column] === sets[column],
  );
};

/** The rows of an INSERT of literals that names its columns. */
const insertedRows = (sql: string): readonly Row[] => {
  const parts = new RegExp(`^insert\\s+into\\s+${name}\\s*\\(([^()]+)\\)\\s*values\\s*(.+)$`, 'is').exec(
    sql.trim(),
  );
  if (parts === null) return [];
  const [, table = '', columns = '', values = ''] = parts;
  const names = columns.split(',').map((one) => one.replaceAll('`', '').trim().toLowerCase());
  return [...values.matchAll(/\(([^()]*)\)/g)].flatMap(([, cells = '']): readonly Row[] => {
    const own = [...cells.matchAll(new RegExp(`(?:^|,)\\s*(${literal}|[^,']+?)\\s*(?=,|$)`, 'g'))];
    if (own.length !== names.length) return [];
    return [
      {
        table: table.toLowerCase(),
        cells: Object.fromEntries(own.map(([, cell = ''], at) => [names[at] ?? '', cell])),
      },
    ];
  });
};
