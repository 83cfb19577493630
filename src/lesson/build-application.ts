import type { z } from 'zod';
import type { BuildContext } from './build-context.ts';
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
  return { step, is: conditionOf(data[step] ?? 'ok') };
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
    return given === undefined ? [] : [{ condition: conditionOf(key), answer: given }];
  });
};

const conditionOf = (text: string): Condition => {
  const kind = conditionWords.find((word) => word === text);
  if (kind) return { kind };
  const [, column, is] = /^(\w+) = (.+)$/s.exec(text) ?? [];
  return column !== undefined && is !== undefined
    ? { kind: 'value', column, is }
    : { kind: 'errno', error: text };
};
