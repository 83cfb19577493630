import type { z } from 'zod';
import type { BuildContext } from './build-context.ts';
import { buildRowList, type Declared } from './build-expectation.ts';
import { buildMeaning } from './build-meaning.ts';
import type { Prediction } from './prediction.ts';
import type { prediction } from './schema-predict.ts';
import type { Path } from './yaml-source.ts';

type PredictionData = z.infer<typeof prediction>;

/** A question; one that is not answered in exactly one way is reported. */
export const buildPrediction = (
  { ask, because, choices, pick, answer }: PredictionData,
  path: Path,
  context: BuildContext,
  declared: Declared,
): Prediction => {
  const question = { ask, ...(because !== undefined && { because }) };
  if ([choices, pick, answer].filter((one) => one !== undefined).length !== 1) {
    context.report(
      path,
      'a question has `choices`, rows to `pick`, or an `answer` to type, and one of them only',
    );
  }
  if (answer) return { kind: 'fact', ...question, fact: answer };
  if (pick) return { kind: 'rows', ...question, rows: buildRowList(pick, [...path, 'pick'], context) };
  const said = new Set<string>();
  return {
    kind: 'choices',
    ...question,
    choices: (choices ?? []).map(({ says, means, but }, index) => {
      const at = [...path, 'choices', index];
      const same = JSON.stringify(means);
      if (said.has(same)) context.reportKey([...at, 'means'], 'another choice means the same already');
      said.add(same);
      return {
        says,
        means: buildMeaning(means, [...at, 'means'], context, declared),
        ...(but !== undefined && { but }),
      };
    }),
  };
};
