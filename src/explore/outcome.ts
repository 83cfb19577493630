import { attemptOf, isOfLastAttempt } from '../engine/attempts.ts';
import type { TableView, UserVariable } from '../engine/events.ts';
import type { Outcome } from '../engine/outcome.ts';
import { resultSets } from '../engine/outcome.ts';
import type { TableContents } from '../engine/ports.ts';
import type { LabState, StatementEntry } from '../engine/state.ts';
import { type DrawnIds, drawnIds, namedIn, namedOf, nameOf } from './drawn-ids.ts';
import { type Drawing, marked, markedValue, withNumbers, withoutNumbers } from './drawn-values.ts';

/**
 * What an order came to, part by part, as texts that are equal where it came to the same. Of who tried again the last attempt
 * counts, as if it were the only one.
 */
export interface CameTo {
  /** What came back for each step, by its name: rows, changes, errors; or that it was not taken. */
  readonly steps: ReadonlyMap<string, string>;
  /** What the application answered after a step. */
  readonly answers: ReadonlyMap<string, string>;
  /** How often who tried again has tried. */
  readonly attempts: ReadonlyMap<string, string>;
  /** What each session has in its @variables. */
  readonly variables: ReadonlyMap<string, string>;
  /** The committed rows of all tables. */
  readonly rows: string;
}

/** A part of it: what a step brought or was answered by its name, variables by their session. */
export interface Part {
  readonly of: 'step' | 'answer' | 'variables' | 'table';
  readonly name: string;
}

export interface Coming {
  readonly state: LabState;
  readonly tables: readonly TableContents[];
  readonly variables: readonly UserVariable[];
  readonly drawing: Drawing;
  /** What the steps of the script are called, by their places. */
  readonly stepNames: readonly string[];
}

export const cameTo = ({ state, tables, variables, drawing, stepNames }: Coming): CameTo => {
  const views = allTables(state);
  const ids = drawnIds(state, tables, views, stepNames);
  const answerText = (answer: string, session: string) =>
    keepsIds(state, ids, session) ? withNames(answer, ids) : answer;
  const variableText = ({ session, value }: UserVariable) =>
    asksForIds(state, session) && value !== null ? nameOf(ids, value) : value;
  const steps = new Map<string, string>();
  const answers = new Map<string, string>();
  for (const [place, { status }] of state.steps.entries())
    if (status === 'skipped' && isOfLastAttempt(state, place)) steps.set(stepNames[place] ?? '', notTaken);
  for (const entry of state.timeline) {
    if (!('step' in entry) || entry.step === undefined || !isOfLastAttempt(state, entry.step)) continue;
    if (entry.kind === 'statement' && entry.by === 'script')
      steps.set(stepNames[entry.step] ?? '', resultText(entry, ids, drawing));
    else if (entry.kind === 'answer')
      answers.set(stepNames[entry.step] ?? '', marked(answerText(entry.answer, entry.session), drawing));
  }
  return {
    steps,
    answers,
    attempts: new Map(
      state.sessions.flatMap(({ name }) => {
        const attempts = attemptOf(state, name);
        return attempts > 1 ? [[name, String(attempts)] as const] : [];
      }),
    ),
    variables: new Map(
      state.sessions.map(({ name }) => [
        name,
        JSON.stringify(
          variables.flatMap((one) =>
            one.session === name ? [[one.name, markedValue(variableText(one), drawing)]] : [],
          ),
        ),
      ]),
    ),
    rows: JSON.stringify(views.map((one) => tableText(one, ids, drawing))),
  };
};

const notTaken = 'not taken';

/** Whether a step was, by its name. */
export const isTaken = ({ steps }: CameTo, name: string): boolean =>
  (steps.get(name) ?? notTaken) !== notTaken;

/** The committed rows of all tables, by name, also of those that the script does not watch. */
export const allTables = ({ observation }: Pick<LabState, 'observation'>): readonly TableView[] =>
  [...observation.tables, ...(observation.evidence?.unwatched.committed ?? [])].toSorted((one, other) =>
    one.name < other.name ? -1 : 1,
  );

/** Everything of it, for those that came to the same. */
export const wholeText = (whole: CameTo): string =>
  textWithout(whole, []) + JSON.stringify(sorted(whole.attempts));

/** The same without some parts, and however often somebody tried: one after the other it may be once. */
export const textWithout = ({ steps, answers, variables, rows }: CameTo, left: readonly Part[]): string => {
  const without = (parts: ReadonlyMap<string, string>, of: Part['of']) =>
    sorted(new Map([...parts].filter(([name]) => !hasPart(left, { of, name }))));
  const tables = left.some(({ of }) => of === 'table')
    ? tablesIn(rows).filter(([name]) => !hasPart(left, { of: 'table', name }))
    : rows;
  return withNumbers(
    JSON.stringify([
      without(steps, 'step'),
      without(answers, 'answer'),
      without(variables, 'variables'),
      tables,
    ]),
  );
};

/** The parts in which two are not the same. */
export const partsApart = (one: CameTo, other: CameTo): readonly Part[] => {
  const apart = (of: Part['of'], own: ReadonlyMap<string, string>, others: ReadonlyMap<string, string>) =>
    [...new Set([...own.keys(), ...others.keys()])]
      .filter((name) => withNumbers(own.get(name) ?? '') !== withNumbers(others.get(name) ?? ''))
      .map((name): Part => ({ of, name }));
  const tables = ({ rows }: CameTo) =>
    new Map(tablesIn(rows).map((table) => [table[0], JSON.stringify(table)] as const));
  return [
    ...apart('step', one.steps, other.steps),
    ...apart('answer', one.answers, other.answers),
    ...apart('variables', one.variables, other.variables),
    ...apart('table', tables(one), tables(other)),
  ];
};

export const hasPart = (parts: readonly Part[], { of, name }: Part): boolean =>
  parts.some((part) => part.of === of && part.name === name);

/** Rows with their values as texts; ids that the server drew have the names of their steps. */
export type RowsByName = readonly (readonly (string | null)[])[];

/** The committed rows of the tables that could be read. */
export const rowsByName = ({
  rows,
}: Pick<CameTo, 'rows'>): ReadonlyMap<
  string,
  { readonly columns: readonly string[]; readonly rows: RowsByName }
> =>
  new Map(
    tablesIn(rows).flatMap(([name, columns, texts]) =>
      Array.isArray(columns) && Array.isArray(texts)
        ? [
            [
              name,
              { columns: columns.map(String), rows: texts.map((text) => JSON.parse(String(text))) },
            ] as const,
          ]
        : [],
    ),
  );

const tablesIn = (rows: string): readonly (readonly [string, ...unknown[]])[] => JSON.parse(rows);

const sorted = (parts: ReadonlyMap<string, string>): readonly (readonly [string, string])[] =>
  [...parts].toSorted(([one], [other]) => (one < other ? -1 : 1));

/** What it came to so far, for one who goes the same way again: whatever the server answered, and who waits for whom. */
export const seenSoFar = ({ timeline }: LabState, drawing: Drawing): string =>
  withoutNumbers(
    JSON.stringify(
      timeline.flatMap((entry): readonly unknown[] => {
        if (entry.kind !== 'statement') return entry.kind === 'answer' ? [marked(entry.answer, drawing)] : [];
        const { session, step, status, outcome } = entry;
        const waits = entry.waits.map((wait) => ('session' in wait.for ? wait.for.session : ''));
        return [[session, step, status, waits.toSorted(), outcome && plain(outcome, drawing)]];
      }),
    ),
  );

const plain = (outcome: Outcome, drawing: Drawing): unknown => {
  switch (outcome.kind) {
    case 'rows':
      return resultSets(outcome).map(({ columns, rows }) => [
        columns,
        rows.map((row) => row.map((value) => markedValue(value, drawing))),
      ]);
    case 'ok':
      return outcome.affected;
    case 'error':
      return outcome.errno;
    case 'lost':
      return outcome.kind;
  }
};

const resultText = ({ outcome, sql }: StatementEntry, ids: DrawnIds, drawing: Drawing): string => {
  if (outcome === undefined) return 'no answer';
  const isOrdered = /\border\s+by\b/i.test(sql);
  const asked = idsAskedIn(sql);
  const sets = resultSets(outcome).map(({ columns, rows }) => {
    const texts = rows.map((row) =>
      JSON.stringify(
        row.map((value, at) => {
          const column = columns[at] ?? '';
          const isId = value !== null && asked.has(plainName(column));
          return markedValue(isId ? nameOf(ids, value) : namedOf(ids, sql, column, value), drawing);
        }),
      ),
    );
    // In the order of the answer where somebody asked for one: otherwise it is the server's, and may depend on ids.
    return [columns, isOrdered ? texts : inOrder(texts)];
  });
  switch (outcome.kind) {
    case 'rows':
      return JSON.stringify(sets);
    case 'ok':
      return JSON.stringify({ ok: outcome.affected, matched: outcome.matched, warnings: outcome.warnings });
    case 'error':
      // A Redis error has no number.
      return JSON.stringify({ error: outcome.errno || outcome.symbol, sets });
    case 'lost':
      return 'lost';
  }
};

/** What the columns are called in which a query answers with LAST_INSERT_ID(). */
const idsAskedIn = (sql: string): ReadonlySet<string> =>
  new Set(
    [...sql.matchAll(/last_insert_id\s*\(\s*\)(?:\s+as\s+`?(\w+)`?)?/gi)].map(([, alias]) =>
      plainName(alias ?? 'last_insert_id()'),
    ),
  );

/** What the columns of a step's answers were called; undefined where it had none. */
export const columnsOf = ({ steps }: Pick<CameTo, 'steps'>, step: string): readonly string[] | undefined => {
  const sets: unknown = steps.get(step)?.startsWith('[') ? JSON.parse(steps.get(step) ?? '') : undefined;
  const [first]: readonly unknown[] = Array.isArray(sets) ? sets : [];
  const [columns]: readonly unknown[] = Array.isArray(first) ? first : [];
  return Array.isArray(columns) ? columns.map(String) : undefined;
};

/** Ids that the server handed out stand in the rows, by their names. */
export const hasDrawnIds = ({ rows }: Pick<CameTo, 'rows'>): boolean => rows.includes(String.raw`\"id of `);

const plainName = (column: string): string => column.replaceAll(/\s/g, '').toLowerCase();

/** Rows that differ in what was drawn alone stand in any order. */
const inOrder = (texts: readonly string[]): readonly string[] =>
  texts
    .map((text) => ({ text, by: withoutNumbers(text) }))
    .toSorted((one, other) =>
      one.by < other.by ? -1 : one.by > other.by ? 1 : one.text < other.text ? -1 : 1,
    )
    .map(({ text }) => text);

const tableText = (view: TableView, ids: DrawnIds, drawing: Drawing): unknown => {
  if ('unreadable' in view) return [view.name, 'unreadable'];
  const { name, columns, rows } = view;
  const texts = rows.map((row) =>
    JSON.stringify(
      row.map((value, at) => markedValue(namedIn(ids, name, columns[at] ?? '', value), drawing)),
    ),
  );
  return [name, columns, inOrder(texts)];
};

/** Its answers speak of what it has kept of an id. */
const keepsIds = ({ script }: LabState, { tables }: DrawnIds, session: string): boolean =>
  script.steps.some(
    (step) =>
      step.session === session &&
      Object.values(step.keep ?? {}).some(
        (from) =>
          from === 'insert_id' ||
          tables.some(({ idColumns }) => idColumns.some(({ column }) => column === from)),
      ),
  );

const asksForIds = ({ script }: LabState, session: string): boolean =>
  script.steps.some((step) => step.session === session && /last_insert_id/i.test(step.sql));

/** An answer tells an id as a number among words. */
const withNames = (text: string, ids: DrawnIds): string =>
  text.replaceAll(/\d+/g, (number) => nameOf(ids, number));
