import type { Finding } from '../engine/judge/finding.ts';
import { rightChoices } from '../exercise/read-truth.ts';
import { exhibitOf, runsToAsk, runToShow, type ShownRun, seenOf } from '../exercise/shown-run.ts';
import type { ReadQuestion } from '../lesson/exercise.ts';
import type { Level } from '../lesson/level.ts';
import { listed } from '../text/amounts.ts';
import type { ReadCase } from './case.ts';
import type { CaseRun } from './case-result.ts';
import { type CaseSurroundings, caseErrorOf, statusOf, tooSlow } from './run-case.ts';
import { storyOf } from './story.ts';

/**
 * Runs what an exercise shows. Each question has exactly one right choice; and where a level is asked for, the run looks
 * otherwise at every level that is among the choices.
 */
export const runRead = async (
  { lesson, asks }: ReadCase,
  { server, clock, limitMs, signal }: CaseSurroundings,
): Promise<CaseRun> => {
  signal?.throwIfAborted();
  const begunAt = clock.now();
  const limit = AbortSignal.timeout(limitMs);
  const stop = signal ? AbortSignal.any([signal, limit]) : limit;
  const about = () => ({ ms: clock.now() - begunAt, recording: [] });
  try {
    const options = { server, clock, stop };
    const { shown, askedAbout } = await runsToAsk(lesson, asks, options);
    // It throws where there is nothing to show.
    exhibitOf(asks, shown);
    const others = new Map<Level, ShownRun>();
    for (const level of levelsAmong(asks.questions)) {
      if (level !== asks.level) others.set(level, await runToShow(lesson, level, options));
    }
    const findings = [
      ...asks.questions.map((question) => oneIsRight(question, askedAbout(question))),
      ...[...others].map(([level, other]) => isOtherwise(level, seenOf(asks, shown), seenOf(asks, other))),
    ];
    const story = storyOf(shown.told.map(([event]) => event));
    return { status: statusOf(findings), ...about(), story, findings };
  } catch (thrown) {
    signal?.throwIfAborted();
    const error = caseErrorOf(limit.aborted ? tooSlow(limitMs, thrown) : thrown);
    return { status: 'broken', ...about(), story: [], findings: [], error };
  }
};

const levelsAmong = (questions: readonly ReadQuestion[]): ReadonlySet<Level> =>
  new Set(
    questions.flatMap(({ choices }) =>
      choices.flatMap(({ means }) => (means.kind === 'level' ? [means.level] : [])),
    ),
  );

const oneIsRight = (question: ReadQuestion, run: ShownRun): Finding => {
  const right = rightChoices(question, run).map((index) => `"${question.choices[index]?.says}"`);
  return {
    verdict: right.length === 1 ? 'holds' : 'fails',
    place: 'orders',
    what: `question ${question.id}`,
    expected: 'exactly one right choice',
    observed: right.length === 0 ? 'none' : listed(right),
  };
};

const isOtherwise = (level: Level, seen: string, there: string): Finding => {
  const isSame = seen === there;
  return {
    verdict: isSame ? 'fails' : 'holds',
    place: 'orders',
    what: 'what is shown',
    expected: `it looks otherwise at ${level}`,
    observed: isSame ? 'it looks the same' : 'it does',
  };
};
