import type { LabServer } from '../../engine/ports.ts';
import { recordedTurns } from '../../engine/recorded-turns.ts';
import type { Recording } from '../../engine/recording.ts';
import { RecordedRun } from '../../engine/run/replay.ts';
import { UserError } from '../../errors.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import type { Choice, Script, ScriptStep } from '../../lesson/script.ts';
import type { Step } from '../../lesson/step.ts';
import type { HostOptions } from './host-options.ts';

/** What the screen needs to show a recording: the lesson that was run, and a stand-in for its server. */
export interface RecordedLesson {
  readonly lesson: Lesson;
  readonly choice: Choice;
  /** Whose turn it was, where that was not the script's own order. */
  readonly order?: string;
  readonly connect: () => Promise<LabServer>;
  readonly start: NonNullable<HostOptions['startRun']>;
}

/** @throws UserError when the recording is empty. */
export const recordedLesson = (recording: Recording): RecordedLesson => {
  const [begin] = recording;
  if (begin?.type !== 'run-started') throw new UserError('This recording has no beginning.');
  const { script, server } = begin;
  const order = orderOf(recording);
  return {
    lesson: lessonOf(script),
    ...(order !== undefined && { order }),
    choice: { level: script.level, ...(script.variant && { variant: script.variant.id }) },
    connect: async () => ({
      about: server,
      lost: new Promise(() => {}),
      createSandbox: () => Promise.reject(new UserError('A recording has no server to ask.')),
    }),
    start: async ({ clock, emit }) => new RecordedRun({ recording, clock, emit }),
  };
};

const orderOf = (recording: Recording): string | undefined => {
  const isLeft = recording.some((event) => event.type === 'statement-sent' && event.outOfTurn);
  return isLeft ? recordedTurns(recording).join('') : undefined;
};

/** As much of the lesson as its script at one level in one variant and one order tells. */
const lessonOf = (script: Script): Lesson => {
  const { lesson, level, variant, sessions, end, happens, order: _, retry: __, ...same } = script;
  const steps = script.steps.map(stepOf);
  const claim = happens && { happens: { all: happens } };
  return {
    ...same,
    id: lesson,
    topic: 'recordings',
    summary: '',
    levels: [level],
    level,
    sessions,
    steps,
    ...(end && { end: { all: end } }),
    ...claim,
    variants: variant ? [{ ...variant, setup: [], steps, ...claim }] : [],
  };
};

const stepOf = ({ look, predict, hint, why, expect, ...step }: ScriptStep): Step => ({
  ...step,
  ...(look !== undefined && { look: { all: look } }),
  ...(predict !== undefined && { predict: { all: predict } }),
  ...(hint !== undefined && { hint: { all: hint } }),
  ...(why !== undefined && { why: { all: why } }),
  ...(expect !== undefined && { expect: { all: expect } }),
});
