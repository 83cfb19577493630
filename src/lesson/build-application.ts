import type { z } from 'zod';
import type { BuildContext } from './build-context.ts';
import { conditionOf, conditionProblem } from './conditions.ts';
import type { answer } from './schema-handler.ts';
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

const reportCondition = (condition: Condition, report: (message: string) => void): void => {
  const problem = conditionProblem(condition);
  if (problem !== undefined) report(problem);
};
