import { isWhole, type LabEvent, type Observation, type OutcomesObservation } from '../engine/events.ts';
import { answersWords, skipWords } from '../engine/words/step-words.ts';
import type { Script, ScriptStep } from '../lesson/script.ts';
import { lockLine, outcomeWords, tableWords, waitWords } from './story-words.ts';

/**
 * A run as lines of text that are the same whenever the same happened: no times, no connection ids, no names
 * of schemas, and no values that the lesson leaves open. `statement-running` is not told: it says how
 * busy the machine was.
 */
export const storyOf = (recording: readonly LabEvent[]): readonly string[] => tell(recording, () => []);

/** The same with every lock that was held or waited for whenever everything was settled. */
export const storyWithLocks = (recording: readonly LabEvent[]): readonly string[] =>
  tell(recording, ({ locks }) => locks.map(lockLine).toSorted());

/** The first lines in which two stories differ. */
export interface Difference {
  /** 1-based, in lines of the story. */
  readonly line: number;
  readonly first: string;
  readonly other: string;
}

export const firstDifference = (
  first: readonly string[],
  other: readonly string[],
): Difference | undefined => {
  const index = Array.from({ length: Math.max(first.length, other.length) }).findIndex(
    (_, at) => first[at] !== other[at],
  );
  if (index < 0) return undefined;
  const over = 'nothing more';
  return { line: index + 1, first: first[index] ?? over, other: other[index] ?? over };
};

const tell = (
  recording: readonly LabEvent[],
  more: (observation: Observation) => readonly string[],
): readonly string[] => {
  const [first] = recording;
  if (first?.type !== 'run-started') return [];
  const { script } = first;
  const steps = stepsByStatement(recording, script);
  return inTurn(recording).flatMap((event) => [
    ...linesOf(event, script, steps),
    ...('observation' in event && isWhole(event.observation) ? more(event.observation) : []),
  ]);
};

/**
 * What happened between two settled states session by session, who sent the step first. Answers that several
 * sessions get are told in the order of the statements, but the lab does not wait for ever: how long the last of
 * them takes would change the story.
 */
const inTurn = (recording: readonly LabEvent[]): readonly LabEvent[] => {
  const told: LabEvent[] = [];
  let since: SessionEvent[] = [];
  const tellSince = () => {
    const sender = since.find(({ type }) => type === 'statement-sent')?.session ?? '';
    const rank = ({ session }: SessionEvent): string => (session === sender ? '' : session);
    told.push(...since.toSorted((a, b) => rank(a).localeCompare(rank(b))));
    since = [];
  };
  for (const event of recording) {
    if ('session' in event) since.push(event);
    else {
      tellSince();
      told.push(event);
    }
  }
  tellSince();
  return told;
};

type SessionEvent = Extract<LabEvent, { readonly session: string }>;

type StepsByStatement = ReadonlyMap<number, ScriptStep>;

const stepsByStatement = (recording: readonly LabEvent[], { steps }: Script): StepsByStatement =>
  new Map(
    recording.flatMap((event) => {
      if (event.type !== 'statement-sent' || event.by !== 'script' || event.step === undefined) return [];
      const step = steps[event.step];
      return step ? [[event.statement, step] as const] : [];
    }),
  );

const linesOf = (event: LabEvent, script: Script, steps: StepsByStatement): readonly string[] => {
  switch (event.type) {
    case 'run-started':
      return countLines(event.observation);
    case 'statement-sent':
      return [
        `${event.session} sends ${event.by === 'script' ? placeWords(event.step) : event.by}: ${event.sql}`,
      ];
    case 'statement-blocked':
      return event.waits.map((wait) => `${event.session} waits ${waitWords(wait)}`).toSorted();
    case 'statement-running':
      return [];
    case 'statement-finished':
      return [`${event.session} gets ${outcomeWords(event.outcome, steps.get(event.statement)?.expect)}`];
    case 'step-skipped':
      return [`${event.session} does not take ${placeWords(event.step)}: ${skipWords(event.because)}`];
    case 'step-deferred':
      return [`${event.session} sets ${placeWords(event.step)} aside`];
    case 'answered':
      return [`${event.session} ${answersWords(event.rejected)}: ${event.answer}`];
    case 'gave-up':
      return [`${event.session} gives up`];
    case 'tries-again':
      return [`${event.session} tries again: attempt ${event.attempt}`];
    case 'looked-aside':
      return [];
    case 'session-lost':
      return [`${event.session} loses its connection`];
    case 'settled':
      return [
        ...(event.observation.transactions ?? []).map(
          ({ session, level }) => `${session} is in a transaction at ${level}`,
        ),
        ...countLines(event.observation),
      ];
    case 'run-finished':
      return [
        `the run is ${event.end}`,
        ...(event.observation.tables ?? []).map((view) => tableWords(view, script.end?.tables?.[view.name])),
        ...(event.violations ? [`violations: ${event.violations.rows.length}`] : []),
      ];
  }
};

const countLines = ({ tables = [] }: OutcomesObservation): readonly string[] =>
  tables.map((view) => tableWords(view, { kind: 'count' }));

const placeWords = (step: number | undefined): string => `step ${(step ?? 0) + 1}`;
