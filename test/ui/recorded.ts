import { readFileSync } from 'node:fs';
import { parseRecording, type Recording } from '../../src/engine/recording.ts';
import { reduce } from '../../src/engine/reduce.ts';
import type { LabState } from '../../src/engine/state.ts';
import type { Lesson } from '../../src/lesson/lesson.ts';
import { levels } from '../../src/lesson/level.ts';
import type { Script } from '../../src/lesson/script.ts';
import { initialModel } from '../../src/ui/model/initial.ts';
import type { Model } from '../../src/ui/model/model.ts';
import type { RunModel } from '../../src/ui/model/run.ts';

export type RecordingName =
  | 'check-in'
  | 'deadlock'
  | 'deadlock-victim'
  | 'next-key-locks'
  | 'redis-crash'
  | 'wait-and-refusal'
  | 'violation'
  | 'timeout';

/** The events of a run on a real server. */
export const recordingOf = (name: RecordingName): Recording =>
  parseRecording(readFileSync(new URL(`recordings/${name}.ndjson`, import.meta.url), 'utf8'));

/** Its states, one after each event. */
export const statesOf = (name: RecordingName): readonly LabState[] => {
  const states: LabState[] = [];
  for (const event of recordingOf(name)) states.push(reduce(states.at(-1), event));
  return states;
};

export const lastOf = (name: RecordingName): LabState => {
  const last = statesOf(name).at(-1);
  if (last === undefined) throw new Error('An empty recording');
  return last;
};

/** The first state of a recording in which something holds. */
export const stateWhere = (name: RecordingName, holds: (state: LabState) => boolean): LabState => {
  const found = statesOf(name).find(holds);
  if (found === undefined) throw new Error(`Never so in ${name}`);
  return found;
};

/** What the run had come to each time it settled, up to the first time that something holds. */
export const settledUpTo = (
  name: RecordingName,
  holds: (state: LabState) => boolean,
): readonly LabState[] => {
  const settled = statesOf(name).filter((state) => state.settled);
  const at = settled.findIndex(holds);
  if (at < 0) throw new Error(`Never so in ${name}`);
  return settled.slice(0, at + 1);
};

/** The run screen's model at the last of these states, with the way to it. */
export const runModelAt = (states: readonly LabState[], more: Partial<RunModel> = {}): RunModel => {
  const lab = states.at(-1);
  if (lab === undefined) throw new Error('No state');
  const actions = states.slice(1).map(() => ({ kind: 'next' as const }));
  return runModel(lab, { track: { actions, states, at: actions.length }, ...more });
};

/** A lesson around a script: what the screen needs of it. */
export const lessonOf = (script: Script, more: Partial<Lesson> = {}): Lesson => ({
  id: script.lesson,
  title: script.title,
  topic: 'duplicates',
  summary: 'Look first, then insert.',
  ...(script.anomaly !== undefined && { anomaly: script.anomaly }),
  about: script.about,
  remember: script.remember,
  sources: script.sources,
  levels,
  level: script.level,
  setup: script.setup,
  watch: script.watch,
  sessions: script.sessions.map(({ name, role }) => ({ name, role })),
  steps: script.steps.map(({ look, predict, hint, why, expect, ...step }) => ({
    ...step,
    ...(look !== undefined && { look: { all: look } }),
    ...(predict !== undefined && { predict: { all: predict } }),
    ...(hint !== undefined && { hint: { all: hint } }),
    ...(why !== undefined && { why: { all: why } }),
    ...(expect !== undefined && { expect: { all: expect } }),
  })),
  ...(script.invariant && { invariant: script.invariant }),
  variants: [],
  ...more,
});

/** The run screen's model in the middle of a recording. */
export const runModel = (lab: LabState, more: Partial<RunModel> = {}): RunModel => ({
  number: 1,
  lesson: lessonOf(lab.script),
  choice: { level: lab.script.level },
  script: lab.script,
  phase: { kind: 'ready' },
  nextWanted: false,
  lab,
  track: { actions: [], states: [lab], at: 0 },
  again: [],
  queued: [],
  tab: 'transcript',
  heardAt: 0,
  asks: true,
  answers: [],
  begun: lab.timeline.length > 0,
  focus: 'guide',
  scroll: { main: undefined, guide: 0, data: 0 },
  ...more,
});

export const modelOf = (run: RunModel): Model => ({
  ...initialModel([run.lesson]).model,
  server: { status: 'ready', about: { version: '9.7.4', provider: 'embedded', place: 'a socket' } },
  run,
  runs: run.number,
});
