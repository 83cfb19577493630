import type { z } from 'zod';
import type { BuildContext } from './build-context.ts';
import { isDecimal } from './decimal.ts';
import { errorProblem } from './error-symbols.ts';
import type { answer } from './schema-handler.ts';
import { conditionWords } from './schema-words.ts';
import type { Branch, Condition, Step } from './step.ts';
import type { Path } from './yaml-source.ts';

/** What the application does around its statements: conditions, branches, answers. */

export const buildWhen = (
  data: Readonly<Record<string, string>>,
  path: Path,
  context: BuildContext,
): NonNullable<Step['when']> => {
  const [first, second] = context.source.keysInOrder(path);
  if (first === undefined || second !== undefined) context.report(path, '`when` names exactly one step');
  const step = first ?? '';
  const is = conditionOf(data[step] ?? 'ok');
  if (first !== undefined) reportCondition(is, (message) => context.report([...path, first], message));
  return { step, is };
};

type AnswerData = z.infer<typeof answer>;

export const buildBranches = (
  data: Readonly<Record<string, AnswerData>>,
  path: Path,
  context: BuildContext,
): readonly Branch[] => {
  const keys = context.source.keysInOrder(path);
  if (keys.length === 0) context.report(path, '`reject_if` names no condition');
  return keys.flatMap((key) => {
    const given = data[key];
    if (given === undefined) return [];
    const condition = conditionOf(key);
    reportCondition(condition, (message) => context.reportKey([...path, key], message));
    return [{ condition, answer: given }];
  });
};

/** What can never hold would never be seen to be wrong: an error that no server knows, and text that is to be less. */
const reportCondition = (condition: Condition, report: (message: string) => void): void => {
  const problem = conditionProblem(condition);
  if (problem !== undefined) report(problem);
};

const conditionProblem = (condition: Condition): string | undefined => {
  if (condition.kind === 'errno') return errorProblem(condition.error);
  if (condition.kind !== 'value') return undefined;
  const { by, is } = condition;
  if (by === undefined || by === '!=' || isDecimal(is)) return undefined;
  return `\`${by}\` compares numbers, and \`${is}\` is none`;
};

const conditionOf = (text: string): Condition => {
  const kind = conditionWords.find((word) => word === text);
  if (kind) return { kind };
  const [, column, sign, is] = /^(\w+) (=|!=|<=?|>=?) (.+)$/s.exec(text) ?? [];
  if (column === undefined || is === undefined) return { kind: 'errno', error: text };
  const by = comparisons.find((one) => one === sign);
  return { kind: 'value', column, ...(by && { by }), is };
};

const comparisons = ['!=', '<', '<=', '>', '>='] as const;
