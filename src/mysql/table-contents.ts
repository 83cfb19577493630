import type { TableRows } from '../engine/events.ts';
import type { TableContents } from '../engine/ports.ts';

/** Columns of AUTO_INCREMENT, and what has a foreign key to one; each with the table that hands the ids out. */
export const tableContents = (schema: string): string =>
  `SELECT t.TABLE_NAME, c.COLUMN_NAME, c.OF_TABLE
   FROM information_schema.TABLES t
   LEFT JOIN (
     SELECT TABLE_NAME, COLUMN_NAME, TABLE_NAME AS OF_TABLE FROM information_schema.COLUMNS
     WHERE TABLE_SCHEMA = '${schema}' AND EXTRA LIKE '%auto_increment%'
     UNION
     SELECT k.TABLE_NAME, k.COLUMN_NAME, k.REFERENCED_TABLE_NAME FROM information_schema.KEY_COLUMN_USAGE k
     JOIN information_schema.COLUMNS r
       ON r.TABLE_SCHEMA = k.REFERENCED_TABLE_SCHEMA AND r.TABLE_NAME = k.REFERENCED_TABLE_NAME
         AND r.COLUMN_NAME = k.REFERENCED_COLUMN_NAME AND r.EXTRA LIKE '%auto_increment%'
     WHERE k.TABLE_SCHEMA = '${schema}'
   ) c ON c.TABLE_NAME = t.TABLE_NAME
   WHERE t.TABLE_SCHEMA = '${schema}' AND t.TABLE_TYPE = 'BASE TABLE'
   ORDER BY 1, 2`;

export const toTableContents = ({ rows }: TableRows): readonly TableContents[] =>
  [...Map.groupBy(rows, ([table]) => table ?? '')].map(([table, own]) => ({
    table,
    idColumns: own.flatMap(([, column, of]) => (column == null || of == null ? [] : [{ column, of }])),
  }));
