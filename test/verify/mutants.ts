import type { Finding } from '../../src/engine/judge/finding.ts';
import type {
  Cell,
  EndExpectation,
  LockExpectation,
  RowsExpectation,
  StepExpectation,
} from '../../src/lesson/expectation.ts';
import { provesItself, type Script } from '../../src/lesson/script.ts';

/** A script of which one claim is wrong now. */
export interface Mutant {
  readonly place: Finding['place'];
  readonly what: string;
  readonly script: Script;
}

/** One claim with one thing changed. */
type Change<T> = readonly [what: string, changed: T];

/** Which alternative came true, by its place, where the server may choose. */
export type Chosen = (place: Finding['place']) => number | undefined;

/** Every script that differs from this one by one wrong claim, or by one place without any claim. */
export const mutantsOf = (script: Script, chosen: Chosen): readonly Mutant[] => [
  ...script.steps.flatMap((step, place) => {
    const { expect, ...bare } = step;
    if (expect === undefined) return [];
    const changes: readonly Change<StepExpectation | undefined>[] = [
      ...stepChanges(expect, chosen(place)),
      ...(provesItself(step) ? [] : ([['no expectation', undefined]] as const)),
    ];
    return changes.map(([what, changed]) => ({
      place,
      what,
      script: { ...script, steps: script.steps.with(place, changed ? { ...bare, expect: changed } : bare) },
    }));
  }),
  ...endMutants(script, chosen),
];

const endMutants = ({ end, ...script }: Script, chosen: Chosen): readonly Mutant[] => {
  if (end === undefined) return [];
  return [
    ...endChanges(end, chosen('end')).map(([what, changed]) => ({
      place: 'end' as const,
      what,
      script: { ...script, end: changed },
    })),
    { place: 'end', what: 'no expectation', script },
  ];
};

const stepChanges = (
  expected: StepExpectation,
  chosen: number | undefined,
): readonly Change<StepExpectation>[] => {
  const { rows, columns, affected, error, waitsFor, on, answer, skipped, either } = expected;
  const change = <T>(changes: readonly Change<T>[], put: (changed: T) => StepExpectation) =>
    changes.map(([what, changed]) => [what, put(changed)] as const);
  return [
    ...change(rows ? rowsChanges(rows) : [], (one) => ({ ...expected, rows: one })),
    ...change(columns ? namesChanges('columns', columns) : [], (one) => ({ ...expected, columns: one })),
    ...(affected === undefined ? [] : [['affected + 1', { ...expected, affected: affected + 1 }] as const]),
    ...(error === undefined ? [] : [['another error', { ...expected, error: '1' }] as const]),
    ...change(waitsFor ? sessionsChanges(waitsFor) : [], (one) => ({ ...expected, waitsFor: one })),
    ...change(on ? lockChanges(on) : [], (one) => ({ ...expected, on: one })),
    ...(answer === undefined ? [] : [['another answer', { ...expected, answer: `${answer}!` }] as const]),
    skipped ? ['taken', { affected: 0 }] : ['skipped', { skipped: true }],
    ...change(alternatives(either, chosen, stepChanges), (one) => ({ ...expected, either: one })),
  ];
};

const endChanges = (
  expected: EndExpectation,
  chosen: number | undefined,
): readonly Change<EndExpectation>[] => {
  const { tables, invariant, rolledBack, either } = expected;
  return [
    ...Object.entries(tables ?? {}).flatMap(([table, rows]) =>
      rowsChanges(rows).map(
        ([what, changed]) =>
          [`${table}: ${what}`, { ...expected, tables: { ...tables, [table]: changed } }] as const,
      ),
    ),
    ...(invariant === undefined
      ? []
      : [
          [
            'the other invariant',
            { ...expected, invariant: invariant === 'holds' ? 'violated' : 'holds' },
          ] as const,
        ]),
    ...(rolledBack === undefined
      ? []
      : rolledBackChanges(rolledBack).map(
          ([what, changed]) => [what, { ...expected, rolledBack: changed }] as const,
        )),
    ...alternatives(either, chosen, endChanges).map(
      ([what, changed]) => [what, { ...expected, either: changed }] as const,
    ),
  ];
};

/** Only the alternative that came true can be made wrong. */
const alternatives = <T>(
  either: readonly T[] | undefined,
  chosen: number | undefined,
  changes: (one: T, chosen: undefined) => readonly Change<T>[],
): readonly Change<readonly T[]>[] => {
  const one = chosen === undefined ? undefined : either?.[chosen];
  if (one === undefined || either === undefined || chosen === undefined) return [];
  return changes(one, undefined).map(([what, changed]) => [`either: ${what}`, either.with(chosen, changed)]);
};

const isName = (cell: Cell): boolean => cell?.startsWith('$') ?? false;

const rowsChanges = (expected: RowsExpectation): readonly Change<RowsExpectation>[] => {
  if (expected.kind === 'count') return [['count + 1', { ...expected, count: expected.count + 1 }]];
  const { kind, rows } = expected;
  const put = (what: string, changed: readonly (readonly Cell[])[]): Change<RowsExpectation> => [
    what,
    { kind, rows: changed },
  ];
  const width = rows[0]?.length ?? 1;
  const cells = rows.flatMap((row, at) =>
    row.flatMap((cell, column) =>
      otherCells(cell).map((other) =>
        put(`cell ${at + 1}.${column + 1} is ${other ?? 'NULL'}`, rows.with(at, row.with(column, other))),
      ),
    ),
  );
  const more = put('one row more', [...rows, Array.from({ length: width }, () => 'more')]);
  if (kind === 'include') return [...cells, more];
  const last = rows.length - 1;
  const [first, second] = rows;
  const canSwap =
    first !== undefined &&
    second !== undefined &&
    first.join('\n') !== second.join('\n') &&
    ![...first, ...second].some(isName);
  return [
    ...cells,
    more,
    ...rows.map((_, at) => put(`without row ${at + 1} of ${last + 1}`, rows.toSpliced(at, 1))),
    ...(canSwap ? [put('rows swapped', [second, first, ...rows.slice(2)])] : []),
  ];
};

const otherCells = (cell: Cell): readonly Cell[] => {
  if (cell === null) return ['NULL', ''];
  return isName(cell) ? ['no such value', null] : [`${cell}x`, null];
};

const namesChanges = (what: string, names: readonly string[]): readonly Change<readonly string[]>[] => [
  ...names.map((name, at) => [`${what}: ${name} is another`, names.with(at, `${name}x`)] as const),
  [`one of ${what} more`, [...names, 'more']],
];

const sessionsChanges = (sessions: readonly string[]): readonly Change<readonly string[]>[] => [
  ['waits for one more', [...sessions, 'Z']],
  ...(sessions.length > 0 ? [['waits for nobody', []] as const] : []),
];

const lockChanges = (lock: LockExpectation): readonly Change<LockExpectation>[] =>
  Object.entries(lock).map(([part, value]) => [`lock: another ${part}`, { ...lock, [part]: `${value}x` }]);

type RolledBack = NonNullable<EndExpectation['rolledBack']>;

const rolledBackChanges = (expected: RolledBack): readonly Change<RolledBack>[] => {
  if ('oneOf' in expected)
    return [
      ['one of others rolled back', { oneOf: ['Y', 'Z'] }],
      ['nobody rolled back', []],
    ];
  return [
    ['one more rolled back', [...expected, 'Z']],
    ...(expected.length > 0 ? [['nobody rolled back', []] as const] : []),
  ];
};
