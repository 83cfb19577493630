import type { TableRows, TableView, UserVariable } from '../engine/events.ts';
import type { Outcome, Value } from '../engine/outcome.ts';
import { resultSets } from '../engine/outcome.ts';
import type { TableContents } from '../engine/ports.ts';
import type { LabState, StatementEntry } from '../engine/state.ts';
import { type DrawnIds, drawnIds, named, nameOf } from './drawn-ids.ts';

/** What an order came to, part by part, as texts that are equal where it came to the same. */
export interface CameTo {
  /** What came back for each step, by its name: rows, changes, errors; or that it was not taken. */
  readonly steps: ReadonlyMap<string, string>;
  /** What the application answered after a step. */
  readonly answers: ReadonlyMap<string, string>;
  /** What each session has in its @variables. */
  readonly variables: ReadonlyMap<string, string>;
  /** The committed rows of all tables. */
  readonly rows: string;
}

export interface Coming {
  readonly state: LabState;
  readonly tables: readonly TableContents[];
  readonly variables: readonly UserVariable[];
  /** What the steps of the script are called, by their places. */
  readonly stepNames: readonly string[];
}

export const cameTo = ({ state, tables, variables, stepNames }: Coming): CameTo => {
  const ids = drawnIds(state, tables, stepNames);
  const answerText = (answer: string, session: string) =>
    keepsIds(state, ids, session) ? withNames(answer, ids) : answer;
  const variableText = ({ session, value }: UserVariable) =>
    asksForIds(state, session) && value !== null ? nameOf(ids, value) : value;
  const steps = new Map<string, string>();
  const answers = new Map<string, string>();
  for (const [place, { status }] of state.steps.entries())
    if (status === 'skipped') steps.set(stepNames[place] ?? '', 'not taken');
  for (const entry of state.timeline) {
    if (entry.kind === 'statement' && entry.by === 'script' && entry.step !== undefined)
      steps.set(stepNames[entry.step] ?? '', resultText(entry, ids));
    else if (entry.kind === 'answer')
      answers.set(stepNames[entry.step] ?? '', plainText(answerText(entry.answer, entry.session)));
  }
  return {
    steps,
    answers,
    variables: new Map(
      state.sessions.map(({ name }) => [
        name,
        JSON.stringify(
          variables.flatMap((one) =>
            one.session === name ? [[one.name, plainText(variableText(one))]] : [],
          ),
        ),
      ]),
    ),
    rows: JSON.stringify(allTables(state).map((one) => tableText(one, ids))),
  };
};

/** The committed rows of all tables, by name, also of those that the script does not watch. */
export const allTables = ({ observation }: Pick<LabState, 'observation'>): readonly TableView[] =>
  [...observation.tables, ...(observation.evidence?.unwatched.committed ?? [])].toSorted((one, other) =>
    one.name < other.name ? -1 : 1,
  );

/** Everything of it, for those that came to the same. */
export const wholeText = ({ steps, answers, variables, rows }: CameTo): string =>
  JSON.stringify([sorted(steps), sorted(answers), sorted(variables), rows]);

/**
 * The same without some steps, and without the @variables of their sessions: for orders in which they came to nothing,
 * beside others in which they were never there.
 */
export const textWithout = (
  { steps, answers, variables, rows }: CameTo,
  left: ReadonlySet<string>,
  sessions: ReadonlySet<string>,
): string => {
  const without = (parts: ReadonlyMap<string, string>, out: ReadonlySet<string>) =>
    sorted(new Map([...parts].filter(([name]) => !out.has(name))));
  return JSON.stringify([without(steps, left), without(answers, left), without(variables, sessions), rows]);
};

const sorted = (parts: ReadonlyMap<string, string>): readonly (readonly [string, string])[] =>
  [...parts].toSorted(([one], [other]) => (one < other ? -1 : 1));

/** What it came to so far, for one who goes the same way again: whatever the server answered, and who waits for whom. */
export const seenSoFar = ({ timeline }: LabState): string =>
  JSON.stringify(
    timeline.flatMap((entry): readonly unknown[] => {
      if (entry.kind !== 'statement') return entry.kind === 'answer' ? [entry.answer] : [];
      const { session, step, status, outcome } = entry;
      const waits = entry.waits.map((wait) => ('session' in wait.for ? wait.for.session : ''));
      return [[session, step, status, waits.toSorted(), outcome && plain(outcome)]];
    }),
  );

const plain = (outcome: Outcome): unknown => {
  switch (outcome.kind) {
    case 'rows':
      return resultSets(outcome).map(({ columns, rows }) => [columns, rows]);
    case 'ok':
      return outcome.affected;
    case 'error':
      return outcome.errno;
    case 'lost':
      return outcome.kind;
  }
};

const resultText = ({ outcome, sql }: StatementEntry, ids: DrawnIds): string => {
  if (outcome === undefined) return 'no answer';
  const sets = resultSets(outcome).map((set) => [
    set.columns,
    rowsText(set, ids, /\border\s+by\b/i.test(sql)),
  ]);
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

/** In the order of the answer where somebody asked for one: otherwise it is the server's, and may depend on ids. */
const rowsText = ({ columns, rows }: TableRows, ids: DrawnIds, isOrdered: boolean): readonly string[] => {
  const texts = rows.map((row) =>
    JSON.stringify(row.map((value, at) => plainText(named(ids, columns[at] ?? '', value)))),
  );
  return isOrdered ? texts : texts.toSorted();
};

/** What the columns of a step's answers were called; undefined where it had none. */
export const columnsOf = ({ steps }: Pick<CameTo, 'steps'>, step: string): readonly string[] | undefined => {
  const sets: unknown = steps.get(step)?.startsWith('[') ? JSON.parse(steps.get(step) ?? '') : undefined;
  const [first]: readonly unknown[] = Array.isArray(sets) ? sets : [];
  const [columns]: readonly unknown[] = Array.isArray(first) ? first : [];
  return Array.isArray(columns) ? columns.map(String) : undefined;
};

/** Ids that the server handed out stand in the rows, by their names. */
export const hasDrawnIds = ({ rows }: Pick<CameTo, 'rows'>): boolean => rows.includes(String.raw`\"id of `);

const tableText = (view: TableView, ids: DrawnIds): unknown => {
  if ('unreadable' in view) return [view.name, 'unreadable'];
  const { name, columns, rows } = view;
  const texts = rows.map((row) =>
    JSON.stringify(row.map((value, at) => plainText(named(ids, columns[at] ?? '', value, name)))),
  );
  return [name, columns, texts.toSorted()];
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

const uuid = /\b[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;

/** Nobody gets the same UUID twice. */
const plainText = <T extends Value>(value: T): T | string => value?.replaceAll(uuid, 'a UUID') ?? value;

/** An answer tells an id as a number among words. */
const withNames = (text: string, ids: DrawnIds): string =>
  text.replaceAll(/\d+/g, (number) => nameOf(ids, number));
