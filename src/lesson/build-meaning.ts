import { z } from 'zod';
import type { BuildContext } from './build-context.ts';
import { buildEndExpectation, buildStepExpectation, type Declared } from './build-expectation.ts';
import type { Meaning } from './prediction.ts';
import { endClaim, type meaning, oneMeaning, oneOutcome, ownClaim } from './schema-expect.ts';
import { spelledOut } from './short-outcome.ts';
import type { Path } from './yaml-source.ts';

type MeaningData = z.infer<typeof meaning>;

/** What a choice claims. Its keys are those of an expectation and of the end; every other is the name of a step. */
export const buildMeaning = (
  data: MeaningData,
  path: Path,
  context: BuildContext,
  declared: Declared,
): Meaning => {
  const entries: readonly (readonly [string, unknown])[] = Object.entries(spelledOut(data));
  if (entries.length === 0) context.report(path, 'this claims nothing');
  const those = (belongs: (key: string) => boolean) =>
    Object.fromEntries(entries.filter(([key]) => belongs(key)));
  const own = ownClaim.parse(those((key) => key in ownClaim.shape));
  const end = endClaim.parse(those((key) => key in endClaim.shape));
  const steps = stepsIn.parse(
    those((key) => !(key in ownClaim.shape || key in endClaim.shape || key === 'either')),
  );
  const either = alternatives.parse(entries.find(([key]) => key === 'either')?.[1] ?? []);
  const { either: _, ...ownMeaning } = isEmpty(own) ? {} : buildStepExpectation(own, path, context, declared);
  return {
    ...ownMeaning,
    ...(!isEmpty(steps) && {
      steps: Object.fromEntries(
        Object.entries(steps).map(([name, one]) => [
          name,
          buildStepExpectation(one, [...path, name], context, declared),
        ]),
      ),
    }),
    ...(!isEmpty(end) && { end: buildEndExpectation(end, path, context, declared) }),
    ...(either.length > 0 && {
      either: either.map((one, index) => buildMeaning(one, [...path, 'either', index], context, declared)),
    }),
  };
};

const stepsIn = z.record(z.string(), oneOutcome);
const alternatives = z.array(oneMeaning);

const isEmpty = (data: object): boolean => Object.keys(data).length === 0;
