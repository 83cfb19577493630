import type { z } from 'zod';
import type { BuildContext } from './build-context.ts';
import type { Declared } from './build-expectation.ts';
import { buildMeaning } from './build-meaning.ts';
import type { ReadChoice, ReadIt, ReadMeaning, ReadQuestion } from './exercise.ts';
import type { Level } from './level.ts';
import type { Meaning } from './prediction.ts';
import type { readIt } from './schema-exercise.ts';
import type { Path } from './yaml-source.ts';

type ReadData = z.infer<typeof readIt>;
type QuestionData = ReadData['asks'][string];
type ChoiceData = QuestionData['choices'][number];

export interface ReadBase extends Declared {
  readonly level: Level;
  /** Names of the steps. */
  readonly steps: readonly string[];
}

/** What is shown of a run, and what is asked about it; what cannot be answered from a run is reported. */
export const buildRead = (data: ReadData, at: Path, context: BuildContext, base: ReadBase): ReadIt => {
  const { level = base.level, shows, after, asks } = data;
  if (!base.levels.includes(level))
    context.report([...at, 'level'], `the exercise does not run at ${level}`, base.levels.join(', '));
  if (after !== undefined && shows === 'deadlock')
    context.reportKey([...at, 'after'], 'the report is the same after any step');
  if (shows === 'locks' && after === undefined)
    context.report([...at, 'shows'], 'locks go with their transactions', '`after`, a step with a name');
  if (Object.keys(asks).length === 0) context.reportKey([...at, 'asks'], 'nothing is asked');
  reportStep(after, [...at, 'after'], context, base);
  return {
    kind: 'read',
    level,
    shows,
    ...(after !== undefined && { after }),
    questions: Object.entries(asks).map(([id, one]) =>
      buildQuestion(id, one, [...at, 'asks', id], context, base),
    ),
  };
};

const buildQuestion = (
  id: string,
  { ask, at: elsewhere, choices, waits, because }: QuestionData,
  at: Path,
  context: BuildContext,
  base: ReadBase,
): ReadQuestion => {
  reportStep(waits, [...at, 'waits'], context, base);
  if (elsewhere !== undefined && !base.levels.includes(elsewhere))
    context.report([...at, 'at'], `the exercise does not run at ${elsewhere}`, base.levels.join(', '));
  if (elsewhere !== undefined && choices.some((choice) => 'level' in choice))
    context.reportKey([...at, 'at'], 'the question names the level that it asks for');
  return {
    id,
    ask,
    ...(elsewhere !== undefined && { at: elsewhere }),
    choices: choices.map((one, index) => buildChoice(one, waits, [...at, 'choices', index], context, base)),
    ...(because !== undefined && { because }),
  };
};

const buildChoice = (
  choice: ChoiceData,
  waits: string | undefined,
  at: Path,
  context: BuildContext,
  base: ReadBase,
): ReadChoice => {
  const { says, but } = choice;
  const given = (['means', 'level', 'anomaly', 'took'] as const).filter((key) => key in choice);
  if (given.length !== 1)
    context.reportKey(at, 'a choice means one thing', 'exactly one of means, level, anomaly and took');
  return {
    says,
    means: buildReadMeaning(choice, waits, at, context, base),
    ...(but !== undefined && { but }),
  };
};

const buildReadMeaning = (
  { means, level, anomaly, took }: ChoiceData,
  waits: string | undefined,
  at: Path,
  context: BuildContext,
  base: ReadBase,
): ReadMeaning => {
  if (level !== undefined) {
    if (!base.levels.includes(level))
      context.report([...at, 'level'], `the exercise does not run at ${level}`, base.levels.join(', '));
    return { kind: 'level', level };
  }
  if (anomaly !== undefined) return { kind: 'anomaly', code: anomaly };
  if (took !== undefined) {
    reportStep(took, [...at, 'took'], context, base);
    if (waits === undefined)
      context.report([...at, 'took'], 'nothing says whose wait is meant', '`waits` of the question');
    return { kind: 'took', step: took, waits: waits ?? '' };
  }
  // Reported where it is missing.
  if (means === undefined) return { kind: 'run', meaning: {} };
  const meaning = buildMeaning(means, [...at, 'means'], context, base);
  reportMeaning(meaning, [...at, 'means'], context, base);
  return { kind: 'run', meaning };
};

/** The question is asked about the whole run, so there is no step that a choice could leave unnamed. */
const reportMeaning = (
  { steps = {}, end, either = [], ...own }: Meaning,
  at: Path,
  context: BuildContext,
  base: ReadBase,
): void => {
  const names = Object.keys(steps);
  for (const name of names) reportStep(name, [...at, name], context, base);
  for (const [index, one] of either.entries()) reportMeaning(one, [...at, 'either', index], context, base);
  const saysNothing = names.length === 0 && end === undefined && either.length === 0;
  if (saysNothing || Object.keys(own).length > 0)
    context.report(at, 'nothing says of which step', 'how the run ends, or names of steps');
};

const reportStep = (name: string | undefined, at: Path, context: BuildContext, { steps }: ReadBase): void => {
  if (name !== undefined && !steps.includes(name))
    context.report(at, `there is no step ${name}`, steps.join(', '));
};
