/** What an INSERT or REPLACE says of itself. */
export interface Insert {
  readonly table: string;
  /** As it spells them, as far as it names them. */
  readonly columns: readonly string[];
  /** What comes behind the table and its columns. */
  readonly rest: string;
}

const name = '(?:[\\w$]+|`[^`\\p{C}\\p{Zl}\\p{Zp}]+`)';
const names = new RegExp(name, 'gu');
const listed = new RegExp(
  String.raw`^(?:insert|replace)(?:\s+(?:low_priority|high_priority|delayed|ignore|into))*\s+(?:${name}\s*\.\s*)?(${name})\s*(?:\(\s*(${name}(?:\s*,\s*${name})*)\s*\))?`,
  'iu',
);

/** Undefined of another statement. */
export const insertIn = (statement: string): Insert | undefined => {
  const sql = withoutComment(statement);
  const [found, table, columns] = listed.exec(sql) ?? [];
  if (found === undefined || table === undefined) return undefined;
  return {
    table: table.replaceAll('`', ''),
    columns: columns?.match(names) ?? [],
    rest: sql.slice(found.length),
  };
};

/** Without the comments that come first. */
export const withoutComment = (statement: string): string =>
  statement.replace(/^(?:\s|\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/)+/, '');
