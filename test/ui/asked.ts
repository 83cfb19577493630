import { stripVTControlCharacters } from 'node:util';
import type { Recording } from '../../src/engine/recording.ts';
import type { Prediction } from '../../src/lesson/prediction.ts';
import { LabHost } from '../../src/ui/host/lab-host.ts';
import { recordedLesson } from '../../src/ui/host/recorded-lesson.ts';
import type { Model } from '../../src/ui/model/model.ts';
import { readsPast } from '../../src/ui/run/question.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { noAreas } from '../../src/ui/view/screen.ts';
import { screenOf } from '../../src/ui/view/screen-of.ts';
import { type RecordingName, recordingOf } from './recorded.ts';

/** A recording whose step has a question. */
export const asking = (name: RecordingName, step: number, predict: Prediction): Recording =>
  recordingOf(name).map((event) =>
    event.type === 'run-started'
      ? {
          ...event,
          script: {
            ...event.script,
            steps: event.script.steps.map((one, index) => (index === step ? { ...one, predict } : one)),
          },
        }
      : event,
  );

export const press = (host: LabHost, ...keys: readonly string[]): void => {
  for (const key of keys) host.tell({ type: 'key', key, areas: noAreas });
};

export const isReady = (model: Model): boolean => model.run?.phase.kind === 'ready';

export const until = async (host: LabHost, holds: (model: Model) => boolean): Promise<Model> => {
  const { promise, resolve } = Promise.withResolvers<Model>();
  const look = () => {
    if (holds(host.model())) resolve(host.model());
  };
  const stop = host.subscribe(look);
  look();
  return promise.finally(stop);
};

/** A host before a step of a recording, with its question on the screen if it has one. */
export const hostAt = async (step: number, recording: Recording): Promise<LabHost> => {
  const { lesson, choice, connect, start } = recordedLesson(recording);
  const clock = { now: () => 0, delay: async () => {} };
  const host = new LabHost({ catalogue: [lesson], mode: 'replay', connect, startRun: start, clock });
  host.tell({ type: 'lesson-opened', lesson, choice });
  await until(host, isReady);
  for (let taken = 0; taken < step; taken += 1) {
    press(host, 'space');
    await until(host, isReady);
  }
  const { run } = host.model();
  if (run && readsPast(run)) press(host, 'space');
  return host;
};

export const draw = (model: Model): string =>
  screenOf(model, { columns: 80, rows: 24 }, 0, makeTheme(false))
    .rows.map((row) => stripVTControlCharacters(row).trimEnd())
    .join('\n');

export const stepsTaken = ({ run }: Model): number =>
  run?.lab?.steps.filter((one) => one.status === 'taken').length ?? 0;
