import { compareDecimals } from '../lesson/decimal.ts';
import { isErrorNamed } from '../lesson/error-symbols.ts';
import type { ScriptStep } from '../lesson/script.ts';
import type { Branch, Condition } from '../lesson/step.ts';
import type { Outcome, RowsOutcome, Value } from './outcome.ts';

/** Does an outcome meet a condition, as an application would test it? */
export const meets = (outcome: Outcome, condition: Condition): boolean => {
  switch (condition.kind) {
    case 'found':
      return outcome.kind === 'rows' && outcome.rows.length > 0;
    case 'missing':
      return outcome.kind === 'rows' && outcome.rows.length === 0;
    case 'unchanged':
      return outcome.kind === 'ok' && outcome.affected === 0;
    case 'ok':
      return outcome.kind === 'rows' || outcome.kind === 'ok';
    case 'error':
      return outcome.kind === 'error' || outcome.kind === 'lost';
    case 'errno':
      return isError(outcome, condition.error);
    case 'value':
      return outcome.kind === 'rows' && compares(valueIn(outcome, condition.column), condition);
  }
};

type ValueCondition = Extract<Condition, { readonly kind: 'value' }>;

/** Does a value of the first row fit? */
export const compares = (value: Value | undefined, { by, is }: ValueCondition): boolean => {
  if (value === undefined || value === null) return false;
  const order = compareDecimals(value, is);
  const isSame = value === is || order === 0;
  if (by === undefined) return isSame;
  if (by === '!=') return !isSame;
  return order !== undefined && inOrder[by](order);
};

const inOrder = {
  '<': (order: number) => order < 0,
  '<=': (order: number) => order <= 0,
  '>': (order: number) => order > 0,
  '>=': (order: number) => order >= 0,
} as const;

/** In the first row, by the name of the column; undefined where there is none. */
export const valueIn = ({ columns, rows }: RowsOutcome, column: string): Value | undefined =>
  rows[0]?.[columns.indexOf(column)];

/** Is it this error, given by number ('1062') or symbol ('ER_DUP_ENTRY')? */
export const isError = (outcome: Outcome, error: string): boolean =>
  outcome.kind === 'error' && (outcome.symbol === error || isErrorNamed(outcome.errno, error));

/** The application's branch for this outcome, if it has one. */
export const branchFor = (step: Pick<ScriptStep, 'rejectIf'>, outcome: Outcome): Branch | undefined =>
  step.rejectIf.find((branch) => meets(outcome, branch.condition));
