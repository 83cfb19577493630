import type { Judged } from '../engine/judge/finding.ts';
import type {
  EndExpectation,
  LockExpectation,
  ResultSetExpectation,
  RowsExpectation,
  StepExpectation,
} from '../lesson/expectation.ts';

/** Is an expectation met in every run? */
type Holds<T> = (expected: T) => boolean;

export const meetsAll = (judged: readonly Judged[]): boolean =>
  judged.every(({ judgements }) => judgements.every(({ ok }) => ok));

/**
 * A step's expectation with what does not hold replaced by what was observed. Claims that hold stay as they
 * are, also where the author chose to claim less: a count instead of rows, a lock without its key.
 */
export const correctedStep = (
  claimed: StepExpectation,
  observed: StepExpectation,
  holds: Holds<StepExpectation>,
): StepExpectation => {
  if (claimed.either || claimed.skipped || observed.either || observed.skipped) return observed;
  const keeps = (part: keyof StepExpectation): boolean =>
    claimed[part] !== undefined && holds({ [part]: claimed[part] });
  // Rows beside an error are those that had come before it.
  const beside = claimed.error === undefined ? {} : { error: claimed.error };
  const keepsSets = (part: 'rows' | 'columns'): boolean =>
    claimed[part] !== undefined && holds({ ...beside, [part]: claimed[part] });
  const { on, ...rest } = observed;
  const lock = on && lockInStyle(claimed, on);
  return {
    ...rest,
    ...(claimed.columns && keepsSets('columns') && { columns: claimed.columns }),
    ...(rest.rows &&
      claimed.rows && { rows: keepsSets('rows') ? claimed.rows : rowsInStyle(claimed.rows, rest.rows) }),
    ...(claimed.more &&
      rest.more && { more: moreInStyle(claimed.more, rest.more, (more) => holds({ ...beside, more })) }),
    ...(claimed.error !== undefined && keeps('error') && { error: claimed.error }),
    ...(claimed.waitsFor && keeps('waitsFor') && { waitsFor: claimed.waitsFor }),
    ...(claimed.on && keeps('on') ? { on: claimed.on } : lock && { on: lock }),
  };
};

export const correctedEnd = (
  claimed: EndExpectation,
  observed: EndExpectation,
  holds: Holds<EndExpectation>,
): EndExpectation => {
  if (claimed.either || observed.either) return observed;
  const tables = Object.entries(observed.tables ?? {}).map(([table, rows]) => {
    const before = claimed.tables?.[table];
    const keeps = before && holds({ tables: { [table]: before } });
    return [table, keeps ? before : before ? rowsInStyle(before, rows) : rows] as const;
  });
  const { rolledBack } = claimed;
  return {
    ...observed,
    ...(observed.tables && { tables: Object.fromEntries(tables) }),
    ...(rolledBack && holds({ rolledBack }) && { rolledBack }),
  };
};

/** Rows stay counted where they were only counted. */
const rowsInStyle = (claimed: RowsExpectation, observed: RowsExpectation): RowsExpectation =>
  claimed.kind === 'count' && observed.kind === 'exact'
    ? { kind: 'count', count: observed.rows.length }
    : observed;

/** Each of the further result sets as it was claimed, as far as that holds. */
const moreInStyle = (
  claimed: readonly ResultSetExpectation[],
  observed: readonly ResultSetExpectation[],
  holds: Holds<readonly ResultSetExpectation[]>,
): readonly ResultSetExpectation[] =>
  observed.map((set, index) => {
    const own = claimed[index];
    if (own === undefined) return set;
    const keeps = (one: ResultSetExpectation) => holds(observed.with(index, one));
    if (keeps(own)) return own;
    const { rows, columns } = own;
    return {
      ...set,
      ...(columns && keeps({ columns }) && { columns }),
      ...(rows && set.rows && { rows: rowsInStyle(rows, set.rows) }),
    };
  });

/** Nothing more is claimed about a lock than the author has chosen to. */
const lockInStyle = (claimed: StepExpectation, observed: LockExpectation): LockExpectation | undefined => {
  const { on, waitsFor = [] } = claimed;
  if (on === undefined) return waitsFor.length > 0 ? undefined : observed;
  const said = Object.entries(observed).filter(([part]) => Object.hasOwn(on, part));
  return said.length > 0 ? Object.fromEntries(said) : observed;
};
