import type { Findings, Reading } from '../history/findings.ts';
import type { Row } from '../history/tables.ts';
import { type Asked, names } from './asked.ts';
import { mayHaveReadAt, placeIn, type ReadAt, type RowStory, rowsBy } from './rows.ts';
import { answerText, orderedText, rowsOf, type Supposed, type Supposition } from './suppose.ts';

/** What a question was answered out of. */
export interface View {
  readonly at: ReadAt;
  /** By table, of those that the question names and that were changed in the run. */
  readonly tables: ReadonlyMap<
    string,
    { readonly columns: readonly string[]; readonly rows: ReadonlyMap<string, Row> }
  >;
}

export interface Reader {
  readonly reading: Reading;
  readonly transaction: string;
  readonly asked: Asked;
  readonly stories: ReadonlyMap<string, readonly RowStory[]>;
  readonly findings: Findings;
  readonly supposed: Supposed;
}

/** The states of the tables out of which the answer can have come. */
export const viewsOf = (reader: Reader): readonly View[] => {
  const { reading, asked, findings, supposed } = reader;
  const { answer } = asked;
  const views = new Map<string, View>();
  for (const at of mayHaveReadAt(reading, asked.isLocking)) {
    const view = viewAt(at, reader);
    if (view === undefined) continue;
    const given = supposed.answer(supposition(reader, view));
    if (given === undefined) continue;
    const isAnswer = answer === undefined || isGiven(answer, given);
    const id = JSON.stringify(
      [...view.tables].map(([name, { rows }]) => [name, [...rows.values()], placesIn(name, at, reader)]),
    );
    if (isAnswer && !views.has(id)) views.set(id, view);
  }
  return findings.moments.length === 0 ? [] : [...views.values()];
};

const isGiven = (answer: NonNullable<Asked['answer']>, given: string): boolean => {
  if ('rows' in answer) return answerText(answer.rows) === given;
  const { length } = rowsOf(given);
  return 'count' in answer ? length === answer.count : length >= answer.least;
};

const placesIn = (table: string, at: ReadAt, { stories, reading, asked }: Reader): readonly number[] =>
  (stories.get(table) ?? []).map((story) => placeIn(story, at, reading, asked.isWrite));

const viewAt = (at: ReadAt, reader: Reader): View | undefined => {
  const { reading, asked, stories, findings } = reader;
  const tables = new Map<string, { columns: readonly string[]; rows: ReadonlyMap<string, Row> }>();
  for (const [name, own] of stories) {
    if (own.length === 0 || !names(asked, name)) continue;
    const table = findings.moments[at.moment]?.get(name);
    const seen = at.kind === 'committed' ? table?.committed : table?.newest;
    if (table === undefined || seen === undefined) return undefined;
    const rows = new Map(rowsBy(seen.rows, table));
    for (const story of own) {
      const place = placeIn(story, at, reading, asked.isWrite);
      const version = story.written[place];
      if (story.isUnclear || version === undefined) return undefined;
      if (version.row === undefined) rows.delete(story.key);
      else rows.set(story.key, version.row);
    }
    tables.set(name, { columns: table.columns, rows });
  }
  return { at, tables };
};

export const supposition = ({ asked }: Reader, { tables }: View): Supposition => ({
  sql: asked.sql,
  tables: [...tables].map(([name, { columns, rows }]) => ({ name, columns, rows: [...rows.values()] })),
});

/** A row as it might have been; undefined: not there. */
export interface Other {
  readonly story: RowStory;
  readonly row: Row | undefined;
}

/** The answer if some rows were others. */
export const answerIf = (reader: Reader, view: View, others: readonly Other[]): string | undefined => {
  const tables = new Map(view.tables);
  for (const { story, row } of others) {
    const own = tables.get(story.table);
    if (own === undefined) return undefined;
    const rows = new Map(own.rows);
    if (row === undefined) rows.delete(story.key);
    else rows.set(story.key, row);
    tables.set(story.table, { ...own, rows });
  }
  const question = supposition(reader, { ...view, tables });
  return isInOrder(reader, view) ? reader.supposed.ordered(question) : reader.supposed.answer(question);
};

/** Its order is asked for, and is the one in which the server answers now: rows that are alike may come in any. */
const isInOrder = (reader: Reader, view: View): boolean => {
  const { isOrdered, answer } = reader.asked;
  if (isOrdered === undefined || answer === undefined || !('rows' in answer)) return false;
  return reader.supposed.ordered(supposition(reader, view)) === orderedText(answer.rows);
};
