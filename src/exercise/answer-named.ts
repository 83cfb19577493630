import { z } from 'zod';
import { UserError } from '../errors.ts';
import { placedProblems } from '../lesson/placed-problems.ts';
import { describeProblems, type Problem } from '../lesson/problem.ts';
import { id } from '../lesson/schema-words.ts';
import { readYaml, YamlSource } from '../lesson/yaml-source.ts';
import { shellPath } from '../shell-word.ts';
import { problemAt } from './problem-at.ts';

/** Every answer says which exercise it is for. */
export const named = { exercise: id.describe('The exercise that this file answers.') };

const anyAnswer = z.looseObject(named).meta({ title: 'an answer to an exercise' });

/** The exercise that a file says it answers, and how to say in that place that it is none. */
export interface ExerciseNamed {
  readonly id: string;
  readonly refused: (message: string) => UserError;
}

/** @throws UserError when the file says none. */
export const exerciseNamed = (text: string, file: string): ExerciseNamed => {
  const own = readYaml(text, { what: 'answer', begins: '`exercise: ID`', file });
  const told = (problems: readonly Problem[]): UserError =>
    new UserError(describeProblems(problems, { text: '', expected: { file, text } }));
  if (!(own instanceof YamlSource)) throw told(own);
  const read = anyAnswer.safeParse(own.data);
  if (!read.success) throw told(notAnAnswer(own) ?? placedProblems(anyAnswer, own));
  return {
    id: read.data.exercise,
    refused: (message) => told([problemAt(own, ['exercise'], message)]),
  };
};

/** Where a lesson or the exercise itself is taken for an answer, one thing is wrong and not each of its keys. */
export const notAnAnswer = (yaml: YamlSource): readonly Problem[] | undefined => {
  const { data } = yaml;
  if (typeof data !== 'object' || data === null || !('title' in data || 'setup' in data)) return undefined;
  if (!('exercise' in data))
    return 'title' in data ? [problemAt(yaml, ['title'], aLesson, { atKey: true })] : undefined;
  return typeof data.exercise === 'object' && data.exercise !== null
    ? [
        problemAt(yaml, ['exercise'], anExercise, {
          expected: '`exercise: ID`, as in an answer',
          atKey: true,
        }),
      ]
    : undefined;
};

const aLesson = 'this is a lesson, and no answer to an exercise';
const anExercise = 'this is an exercise itself, and no answer to one';

/** An answer to another exercise is refused before anything else is found wrong with it. */
export const otherExercise = (
  yaml: YamlSource,
  file: string,
  wanted: string,
): readonly Problem[] | undefined => {
  const said = anyAnswer.safeParse(yaml.data).data?.exercise;
  return said === undefined || said === wanted
    ? undefined
    : [
        problemAt(yaml, ['exercise'], `this answers ${said}, and not ${wanted}`, {
          expected: `\`exercise: ${wanted}\`; isolab exercise ${said} --out ${shellPath(file)} judges it as it is`,
        }),
      ];
};
