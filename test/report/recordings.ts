import { readFile } from 'node:fs/promises';
import type { LabEvent } from '../../src/engine/events.ts';
import { parseRecording } from '../../src/engine/recording.ts';
import { reduce } from '../../src/engine/reduce.ts';
import type { LabState } from '../../src/engine/state.ts';
import { TextReport } from '../../src/report/text.ts';

/** Real runs, recorded with isolab run --record. */
export const recordings = ['deadlock', 'lock-wait-timeout', 'three-sessions', 'unique-index'] as const;

export const recordingText = (name: string): Promise<string> =>
  readFile(new URL(`recordings/${name}.ndjson`, import.meta.url), 'utf8');

export const readRecording = async (name: string): Promise<readonly LabEvent[]> =>
  parseRecording(await recordingText(name), name);

/** Every event with the state after it. */
export const play = (events: readonly LabEvent[]): readonly (readonly [LabEvent, LabState])[] => {
  const played: (readonly [LabEvent, LabState])[] = [];
  for (const event of events) {
    const state = reduce(played.at(-1)?.[1], event);
    played.push([event, state]);
  }
  return played;
};

export const textOf = (events: readonly LabEvent[], width: number, color = false): string => {
  let text = '';
  const report = new TextReport({
    width,
    color,
    write: (more) => {
      text += more;
    },
  });
  for (const [event, state] of play(events)) report.tell(event, state);
  return text;
};
