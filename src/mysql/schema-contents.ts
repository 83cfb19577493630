import type { TableRows } from '../engine/events.ts';
import { quoteName } from './quote.ts';

/** The names of what is defined in a schema. Triggers go with their tables. */
export interface SchemaContents {
  readonly tables: readonly string[];
  readonly views: readonly string[];
  /** "PROCEDURE" or "FUNCTION", and the name. */
  readonly routines: readonly (readonly [kind: string, name: string])[];
}

/** Of the schema that is asked in. */
export const contentsOf = async (
  ask: (sql: string) => Promise<TableRows['rows']>,
): Promise<SchemaContents> => {
  const rows = await ask('SHOW FULL TABLES');
  const named = (type: string) =>
    rows.flatMap(([name, kind]) => (name != null && kind === type ? [name] : []));
  const routines = await ask(
    'SELECT ROUTINE_TYPE, ROUTINE_NAME FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE()',
  );
  return {
    tables: named('BASE TABLE'),
    views: named('VIEW'),
    routines: routines.flatMap(([kind, name]) =>
      kind != null && name != null ? [[kind, name] as const] : [],
    ),
  };
};

/** Tables that refer to each other can be dropped together. */
export const emptyingStatements = ({ tables, views, routines }: SchemaContents): readonly string[] => [
  ...(views.length > 0 ? [`DROP VIEW ${views.map(quoteName).join(', ')}`] : []),
  ...(tables.length > 0 ? [`DROP TABLE ${tables.map(quoteName).join(', ')}`] : []),
  ...routines.map(([kind, name]) => `DROP ${kind} ${quoteName(name)}`),
];
