import type { z } from 'zod';
import type { BuildContext } from './build-context.ts';
import { buildRead, type ReadBase } from './build-read.ts';
import type { Exercise, FixIt, Likeness, Solution, WrongSolution } from './exercise.ts';
import type { Invariant } from './lesson.ts';
import { levels } from './level.ts';
import type { exercise } from './schema-exercise.ts';
import { partNames } from './schema-exercise.ts';
import type { Path } from './yaml-source.ts';

type ExerciseData = z.infer<typeof exercise>;
type FixData = NonNullable<ExerciseData['fix']>;
type SolutionData = FixData['solutions'][string];
type WrongData = NonNullable<FixData['wrong']>[string];

export interface ExerciseBase extends ReadBase {
  readonly invariant: Invariant | undefined;
  readonly hasHandler: boolean;
}

const path = ['exercise'];

/** What is to be done with a lesson; what does not go together is reported. */
export const buildExercise = (data: ExerciseData, context: BuildContext, base: ExerciseBase): Exercise => {
  const { task, hints } = data;
  const line = context.line(path);
  const kinds = (['break', 'fix', 'read'] as const).filter((kind) => kind in data);
  if (kinds.length !== 1)
    context.reportKey(path, 'an exercise asks for one thing', 'exactly one of break, fix and read');
  if (data.read) return { task, hints, line, asks: buildRead(data.read, [...path, 'read'], context, base) };
  if (base.invariant === undefined)
    context.reportKey(path, 'a program is broken or fixed by a promise, and there is no `invariant`');
  if (data.fix) return { task, hints, line, asks: buildFix(data.fix, context, base) };
  const { level = base.level, never } = data.break ?? {};
  for (const [key, one] of Object.entries({ level, never })) {
    if (one !== undefined && !base.levels.includes(one))
      context.report([...path, 'break', key], `the exercise does not run at ${one}`, base.levels.join(', '));
  }
  if (level === never) context.report([...path, 'break', 'never'], 'it is to be broken at this level');
  return { task, hints, line, asks: { kind: 'break', level, ...(never && { never }) } };
};

const buildFix = (data: FixData, context: BuildContext, base: ExerciseBase): FixIt => {
  const at = [...path, 'fix'];
  const { opens, must = {}, solutions, wrong = {} } = data;
  const isProgram = opens.includes('handler') || opens.includes('retry');
  if (isProgram && !base.hasHandler) context.report([...at, 'opens'], 'there is no `handler` to change');
  if (opens.includes('steps') && base.hasHandler)
    context.report([...at, 'opens'], 'the programs are requests of the handler, not steps', 'handler');
  if (Object.keys(solutions).length === 0)
    context.reportKey([...at, 'solutions'], 'an exercise needs at least one solution');
  for (const id of Object.keys(wrong)) {
    if (id in solutions) context.reportKey([...at, 'wrong', id], 'a solution has this name, too');
  }
  if (must.apart && !base.hasHandler)
    context.reportKey([...at, 'must', 'apart'], 'only requests of a `handler` say something');
  return {
    kind: 'fix',
    opens,
    must: {
      noErrors: must.errors === 'none',
      noDeadlocks: must.deadlocks === 'none',
      noRefusals: must.refusals === 'none',
      levels: must.levels ?? levels,
      ...(must.apart && { apart: must.apart }),
    },
    solutions: Object.entries(solutions).map(([id, one]) =>
      buildSolution(id, one, [...at, 'solutions', id], context, opens),
    ),
    wrong: Object.entries(wrong).map(
      ([id, one]): WrongSolution => ({
        ...buildSolution(id, one, [...at, 'wrong', id], context, opens),
        like: buildLike(one.like, [...at, 'wrong', id, 'like'], context),
      }),
    ),
  };
};

const buildSolution = (
  id: string,
  data: SolutionData | WrongData,
  at: Path,
  context: BuildContext,
  opens: FixIt['opens'],
): Solution => {
  const given = partNames.filter((part) => part in data);
  if (given.length === 0) context.reportKey(at, 'this changes nothing', opens.join(', '));
  for (const part of given) {
    if (!opens.includes(part))
      context.reportKey([...at, part], `the exercise does not open \`${part}\``, opens.join(', '));
  }
  return { id, says: data.says };
};

const buildLike = (data: WrongData['like'], at: Path, context: BuildContext): Likeness => {
  for (const key of ['sql', 'not'] as const) {
    const pattern = data[key];
    if (pattern !== undefined && !isPattern(pattern))
      context.report([...at, key], 'this is no regular expression');
  }
  if (Object.keys(data).length === 0) context.reportKey(at, 'every solution looks like this');
  return data;
};

const isPattern = (text: string): boolean => {
  try {
    return new RegExp(text, 'i') instanceof RegExp;
  } catch {
    return false;
  }
};
