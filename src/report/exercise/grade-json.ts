import type { ServerAbout } from '../../engine/events.ts';
import type { Check } from '../../exercise/checks.ts';
import { choiceName } from '../../exercise/choice-names.ts';
import type { Grade } from '../../exercise/grade.ts';
import { exactNumber } from '../../explore/interleavings.ts';

/** What became of all files, as JSON. */
export const gradeReport = (server: ServerAbout, grades: readonly Grade[]) => ({
  format: 1,
  server,
  solved: grades.filter(({ status }) => status === 'solved').length,
  files: grades.map((grade) => {
    const { file, exercise, status, ms } = grade;
    const about = { file, exercise, status, ms: Math.round(ms) };
    if (!('verdict' in grade)) return { ...about, message: grade.message };
    const { verdict } = grade;
    if (verdict.kind === 'fix') {
      const { checks, costs } = verdict;
      return {
        ...about,
        checks: checks.map(checkJson),
        ...(costs && {
          costs: {
            of: exactNumber(costs.of),
            waits: exactNumber(costs.waits),
            deadlocks: exactNumber(costs.deadlocks),
            triedAgain: exactNumber(costs.triedAgain),
            turnedAway: Object.fromEntries(
              [...costs.turnedAway].map(([answer, count]) => [answer, exactNumber(count)]),
            ),
          },
        }),
      };
    }
    if (verdict.kind === 'read') {
      const answers = verdict.answers.map(({ question: { id }, said, isRight }) => ({
        question: id,
        ...(said !== undefined && {
          said: said + 1,
          choice: choiceName({ shows: verdict.exhibit.kind }, said),
        }),
        right: isRight,
      }));
      return { ...about, answers };
    }
    const { order, never } = verdict;
    return {
      ...about,
      ...(order && {
        order: {
          order: order.word,
          broken: order.isBroken,
          switches: order.order.switches,
          fewest: order.fewest,
        },
      }),
      ...(never && { never: { level: never.level, proved: never.isSo } }),
    };
  }),
});

const checkJson = ({ kind, verdict, says, seen, shows }: Check) => ({
  kind,
  verdict,
  says,
  seen,
  ...(shows && { order: shows.order.order }),
});
