import type { z } from 'zod';
import type { BuildContext } from './build-context.ts';
import { errorProblem } from './error-symbols.ts';
import {
  anybody,
  type Cell,
  type EndExpectation,
  type ResultSetExpectation,
  type RowsExpectation,
  type StepExpectation,
} from './expectation.ts';
import { type ByLevel, type Level, levels } from './level.ts';
import { nearMiss } from './near-miss.ts';
import type { endExpectation, rowList, rows, stepExpectation } from './schema-expect.ts';
import { spelledOut } from './short-outcome.ts';
import type { Path } from './yaml-source.ts';

type StepExpectationData = z.infer<typeof stepExpectation>;
type SpelledData = Exclude<StepExpectationData, string | number | readonly unknown[]>;
type DoneData = Exclude<NonNullable<SpelledData['then']>, string | number | readonly unknown[]>;
type EndExpectationData = z.infer<typeof endExpectation>;
type RowsData = z.infer<typeof rows>;

/** What expectations may speak of. */
export interface Declared {
  readonly levels: readonly Level[];
  readonly sessions: readonly string[];
  readonly watch: readonly string[];
}

/** One value for every level, or a mapping by level: told apart by the keys. */
export const buildByLevel = <T, R>(
  given: T | LevelMap<T>,
  path: Path,
  context: BuildContext,
  declared: Declared,
  build: (value: T, path: Path) => R,
): ByLevel<R> => {
  if (!isLevelMap(given)) return { all: build(given, path) };
  const entries = levels.flatMap((level) => {
    const value = given[level];
    if (value === undefined) return [];
    if (!declared.levels.includes(level)) {
      context.reportKey([...path, level], `the lesson does not run at ${level}`, declared.levels.join(', '));
    }
    return [[level, build(value, [...path, level])] as const];
  });
  if (entries.length === 0 && given.default === undefined) context.report(path, 'this says nothing');
  return {
    ...(given.default !== undefined && { default: build(given.default, [...path, 'default']) }),
    levels: Object.fromEntries(entries),
  };
};

type LevelMap<T> = { readonly default?: T } & { readonly [L in Level]?: T };

const levelKeys = new Set<string>(['default', ...levels]);

const isLevelMap = <T>(given: T | LevelMap<T>): given is LevelMap<T> => {
  if (typeof given !== 'object' || given === null) return false;
  const keys = Object.keys(given);
  return keys.length > 0 && keys.every((key) => levelKeys.has(key));
};

export const buildStepExpectation = (
  data: StepExpectationData,
  path: Path,
  context: BuildContext,
  declared: Declared,
): StepExpectation => {
  const spelled: SpelledData = spelledOut(data);
  const { either, then: after, on, waits_for: waitsFor, skipped, ...now } = spelled;
  const then: DoneData | undefined = after === undefined ? undefined : spelledOut(after);
  const keys = Object.keys(spelled);
  if (keys.length === 0) context.report(path, 'this expects nothing');
  if (skipped && keys.length > 1) context.report(path, 'a step that is skipped comes to nothing else');
  if (waitsFor === undefined || waitsFor === 'none') {
    if (then)
      context.reportKey(
        [...path, 'then'],
        '`then` is about what comes after a wait',
        '`waits_for` beside it',
      );
    if (on) context.reportKey([...path, 'on'], '`on` is about the lock of a wait', '`waits_for` beside it');
  }
  for (const key of Object.keys(then ?? {})) {
    if (key in now)
      context.reportKey([...path, 'then', key], `\`${key}\` is here twice: beside \`then\` and in it`);
  }
  const result: DoneData = { ...now, ...then };
  if (result.ok && result.error !== undefined)
    context.report([...path, 'ok'], 'a statement that fails is not ok');
  const resultPath = (key: string) => (then && key in then ? [...path, 'then', key] : [...path, key]);
  const wrongError = result.error === undefined ? undefined : errorProblem(String(result.error));
  if (wrongError !== undefined) context.report(resultPath('error'), wrongError);
  if (result.more && result.rows === undefined && result.columns === undefined) {
    const message = '`more` is about the result sets after the first one, and nothing says what that one is';
    context.reportKey(resultPath('more'), message, '`rows` or `columns` beside it');
  }
  return {
    ...(result.ok && { ok: true }),
    ...buildResultSet(result, resultPath, context),
    ...(result.more && {
      more: result.more.map((one, index) => {
        const at = [...resultPath('more'), index];
        if (Object.keys(one).length === 0) context.report(at, 'this expects nothing');
        return buildResultSet(one, (key) => [...at, key], context);
      }),
    }),
    ...(result.affected !== undefined && { affected: result.affected }),
    ...(result.matched !== undefined && { matched: result.matched }),
    ...(result.error !== undefined && { error: String(result.error) }),
    ...(result.answer !== undefined && { answer: result.answer }),
    ...(waitsFor !== undefined && {
      waitsFor:
        waitsFor === anybody ? [anybody] : sessionsOf(waitsFor, [...path, 'waits_for'], context, declared),
    }),
    ...(on && { on }),
    ...(skipped && { skipped }),
    ...(either && {
      either: either.map((one, index) =>
        buildStepExpectation(one, [...path, 'either', index], context, declared),
      ),
    }),
  };
};

const buildResultSet = (
  { rows: given, columns }: Pick<DoneData, 'rows' | 'columns'>,
  pathOf: (key: string) => Path,
  context: BuildContext,
): ResultSetExpectation => ({
  ...(given && { rows: buildRows(given, pathOf('rows'), context, columns?.length) }),
  ...(columns && { columns }),
});

export const buildEndExpectation = (
  data: EndExpectationData,
  path: Path,
  context: BuildContext,
  declared: Declared,
): EndExpectation => {
  const { tables, invariant, rolled_back: rolledBack, either } = data;
  if (Object.keys(data).length === 0) context.report(path, 'this expects nothing');
  const rowsOf = Object.entries(tables ?? {}).map(([table, given]) => {
    const at = [...path, 'tables', table];
    if (!declared.watch.includes(table)) {
      const near = nearMiss(table, declared.watch);
      const hint = near === undefined ? '' : `; did you mean ${near}?`;
      context.reportKey(at, `table ${table} is not watched${hint}`, 'a table of the list `watch`');
    }
    return [table, buildRows(given, at, context)] as const;
  });
  return {
    ...(tables && { tables: Object.fromEntries(rowsOf) }),
    ...(invariant && { invariant }),
    ...(rolledBack !== undefined && {
      rolledBack:
        typeof rolledBack === 'object' && 'one_of' in rolledBack
          ? { oneOf: sessionsOf(rolledBack.one_of, [...path, 'rolled_back', 'one_of'], context, declared) }
          : sessionsOf(rolledBack, [...path, 'rolled_back'], context, declared),
    }),
    ...(either && {
      either: either.map((one, index) =>
        buildEndExpectation(one, [...path, 'either', index], context, declared),
      ),
    }),
  };
};

const sessionsOf = (
  given: string | readonly string[],
  path: Path,
  context: BuildContext,
  declared: Declared,
): readonly string[] => {
  if (given === 'none') return [];
  const names = typeof given === 'string' ? [given] : given;
  for (const name of names) {
    if (!declared.sessions.includes(name)) {
      context.report(path, `session ${name} is not declared; sessions are ${declared.sessions.join(', ')}`);
    }
  }
  return names;
};

const buildRows = (data: RowsData, path: Path, context: BuildContext, columns?: number): RowsExpectation => {
  if ('count' in data) return { kind: 'count', count: data.count };
  const include = 'include' in data;
  const given = include ? data.include : data;
  const rowsPath = include ? [...path, 'include'] : path;
  return { kind: include ? 'include' : 'exact', rows: buildRowList(given, rowsPath, context, columns) };
};

/** Rows of the same width, which is that of the first one unless there are `columns`. */
export const buildRowList = (
  given: z.infer<typeof rowList>,
  rowsPath: Path,
  context: BuildContext,
  columns?: number,
): readonly (readonly Cell[])[] => {
  const width = columns ?? given[0]?.length;
  for (const [index, row] of given.entries()) {
    if (row.length !== width) {
      const count = `this row has ${row.length} ${row.length === 1 ? 'cell' : 'cells'}`;
      const other = columns === undefined ? `the first one has ${width}` : `there are ${width} columns`;
      context.report([...rowsPath, index], `${count}, ${other}`);
    }
  }
  return given.map((row) => row.map(cellOf));
};

const cellOf = (cell: string | number | boolean | null): Cell => (cell === null ? null : String(cell));
