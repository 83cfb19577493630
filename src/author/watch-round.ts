import { factsOf } from '../engine/judge/facts.ts';
import type { Finding } from '../engine/judge/finding.ts';
import { judge } from '../engine/judge/judge.ts';
import { endFactsWords } from '../engine/judge/judge-end.ts';
import { factsWords } from '../engine/judge/judge-step.ts';
import type { LabState } from '../engine/state.ts';
import type { Lesson } from '../lesson/lesson.ts';
import type { Level } from '../lesson/level.ts';
import { type Script, scriptOf } from '../lesson/script.ts';
import { workOff } from '../verify/work-off.ts';
import { runToEnd, type Surroundings } from './run-to-end.ts';

/** What a lesson came to at some levels and in some variants. */
export interface Round {
  readonly lesson: Lesson;
  readonly cases: readonly RoundCase[];
}

export interface RoundCase {
  readonly level: Level;
  readonly variant?: string;
  readonly script: Script;
  readonly findings: readonly Finding[];
  /** One a step, and one for the end, in words. */
  readonly outcomes: readonly PlaceOutcome[];
}

export interface PlaceOutcome {
  /** The same for the same step, also when others were put in before it. */
  readonly key: string;
  readonly place: Finding['place'];
  readonly words: string;
}

export interface RoundOptions extends Surroundings {
  readonly levels?: readonly Level[];
  /** Undefined is the lesson itself. */
  readonly variants?: readonly (string | undefined)[];
  readonly jobs: number;
}

/** @throws UserError when the lesson has no such level or variant, or cannot run; the signal's reason. */
export const runRound = async (lesson: Lesson, options: RoundOptions): Promise<Round> => {
  const { levels = lesson.levels, jobs, signal } = options;
  const variants = options.variants ?? [undefined, ...lesson.variants.map(({ id }) => id)];
  const scripts = variants.flatMap((variant) =>
    levels.map((level) => scriptOf(lesson, { level, ...(variant !== undefined && { variant }) })),
  );
  const cases = new Map<Script, RoundCase>();
  await workOff(scripts, jobs, signal, async (script) => {
    cases.set(script, caseOf(script, await runToEnd(script, options)));
  });
  signal.throwIfAborted();
  return { lesson, cases: scripts.flatMap((script) => cases.get(script) ?? []) };
};

const caseOf = (script: Script, state: LabState): RoundCase => ({
  level: script.level,
  ...(script.variant && { variant: script.variant.id }),
  script,
  findings: judge(state),
  outcomes: [
    ...stepKeys(script).map((key, place) => ({ key, place, words: factsWords(factsOf(state, place)) })),
    { key: 'end', place: 'end', words: endFactsWords(state) },
  ],
});

/** A step is the same when it has the same name, or else the same statement for the same time. */
const stepKeys = ({ steps }: Script): readonly string[] => {
  const counts = new Map<string, number>();
  return steps.map(({ name, session, sql }) => {
    if (name !== undefined) return `as ${name}`;
    const text = `${session}: ${sql}`;
    const count = (counts.get(text) ?? 0) + 1;
    counts.set(text, count);
    return `${text} #${count}`;
  });
};
