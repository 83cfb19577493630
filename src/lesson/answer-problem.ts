import { normalize } from 'node:path';
import { printable } from '../printable.ts';
import { shellPath } from '../shell-word.ts';
import type { Problem } from './problem.ts';
import type { YamlSource } from './yaml-source.ts';

/** What a student has written for an exercise is no lesson: said once, and not of each key that a lesson needs. */
export const answerProblem = (yaml: YamlSource, file: string | undefined): Problem | undefined => {
  const { data } = yaml;
  if (typeof data !== 'object' || data === null || 'title' in data || !('exercise' in data)) return undefined;
  const { exercise } = data;
  if (typeof exercise !== 'string') return undefined;
  const id = printable(exercise);
  const out = file === undefined || normalize(file) === `${id}.yaml` ? '' : ` --out ${shellPath(file)}`;
  return {
    severity: 'error',
    message: `this is an answer to the exercise ${id}, and no lesson`,
    expected: `a lesson; isolab exercise ${id}${out} judges this answer`,
    ...yaml.place(yaml.keySpan(['exercise'])),
  };
};
