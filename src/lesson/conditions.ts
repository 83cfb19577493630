import { isDecimal } from './decimal.ts';
import { errorProblem } from './error-symbols.ts';
import { conditionWords } from './schema-words.ts';
import { isRead, putsRowsElsewhere } from './statement-kind.ts';
import type { Condition, Step } from './step.ts';

/** What a text says that has the shape of a condition. */
export const conditionOf = (text: string): Condition => {
  const kind = conditionWords.find((word) => word === text);
  if (kind) return { kind };
  const [, column, sign, is] = /^(\w+) (=|!=|<=?|>=?) (.+)$/s.exec(text) ?? [];
  if (column === undefined || is === undefined) return { kind: 'errno', error: text };
  const by = comparisons.find((one) => one === sign);
  return { kind: 'value', column, ...(by && { by }), is };
};

const comparisons = ['!=', '<', '<=', '>', '>='] as const;

/** What can never hold would never be seen to be wrong: an error that no server knows, and text that is to be less. */
export const conditionProblem = (condition: Condition): string | undefined => {
  if (condition.kind === 'errno') return errorProblem(condition.error);
  if (condition.kind !== 'value') return undefined;
  const { by, is } = condition;
  if (by === undefined || by === '!=' || isDecimal(is)) return undefined;
  return `\`${by}\` compares numbers, and \`${is}\` is none`;
};

/** Why a step cannot come to it. Redis and the application answer with rows whatever is asked. */
export const impossible = (
  { kind }: Condition,
  { sql, does }: Pick<Step, 'sql' | 'does'>,
): string | undefined => {
  if (does !== undefined) return undefined;
  if (kind === 'found' || kind === 'missing' || kind === 'value') {
    if (!isRead(sql)) return 'is about rows, and the statement gives none';
    if (putsRowsElsewhere(sql)) return 'is about rows, and the statement puts them elsewhere';
  }
  if (kind === 'unchanged' && isRead(sql)) return 'is about changed rows, and the statement changes none';
  return undefined;
};
