import type { Check } from '../../exercise/checks.ts';
import { choiceName } from '../../exercise/choice-names.ts';
import type { Grade } from '../../exercise/grade.ts';

/** What is not so, a sentence each; nothing where it is solved. */
export const faultsOf = (grade: Grade): readonly string[] => {
  if (!('verdict' in grade)) return [grade.message];
  const { verdict } = grade;
  if (verdict.isSolved) return [];
  if (verdict.kind === 'fix')
    return verdict.checks.filter(isFault).map(({ says, seen }) => `Not so: ${says} ${seen}`);
  if (verdict.kind === 'read') {
    const { exhibit } = verdict;
    return verdict.answers
      .filter(({ isRight }) => !isRight)
      .map(({ question: { id, ask }, said }) =>
        said === undefined
          ? `${id}: no answer.`
          : `${id}: ${choiceName({ shows: exhibit.kind }, said)} is not right. ${ask}`,
      );
  }
  const { order, never } = verdict;
  return [
    ...(order === undefined ? ['There is no order.'] : []),
    ...(order?.isBroken === false ? [`The promise holds in ${order.word}.`] : []),
    ...(never === undefined && order?.isBroken ? ['No level is named at which it cannot be broken.'] : []),
    ...(never?.isSo === false ? [`At ${never.level} there are orders that break it, too.`] : []),
  ];
};

const isFault = ({ verdict }: Check): boolean => verdict !== 'holds';
