import type { Assigned } from '../../engine/claim.ts';
import type { LabState } from '../../engine/state.ts';
import type { RunModel } from '../model/run.ts';

/** Of a run, what says whether it asks. */
type Asked = Pick<RunModel, 'asks' | 'answers' | 'order'>;

/** The steps to come that have a question, as long as it is not answered and will be asked. */
export const unansweredSteps = (
  { script, steps, finished, outOfTurn }: LabState,
  { asks, answers, order }: Asked,
): readonly number[] =>
  !asks || finished || outOfTurn || order !== undefined
    ? []
    : script.steps.flatMap(({ predict }, step) =>
        predict && steps[step]?.status === 'pending' && !answers.some((one) => one.step === step)
          ? [step]
          : [],
      );

/**
 * A value that a statement has given a @variable answers a question of its session in which it is used, of the step after
 * it or of one much later.
 */
export const isCoveredVariable = (
  lab: LabState,
  run: Asked,
  { session, name }: Pick<Assigned, 'session' | 'name'>,
): boolean =>
  unansweredSteps(lab, run).some((step) => {
    const { session: asked, sql = '' } = lab.script.steps[step] ?? {};
    return asked === session && variableNames(sql).includes(name.toLowerCase());
  });

const variableNames = (sql: string): readonly string[] =>
  [...sql.matchAll(/(?<!@)@([\w.$]+)/g)].flatMap(([, name]) =>
    name === undefined ? [] : [name.toLowerCase()],
  );
