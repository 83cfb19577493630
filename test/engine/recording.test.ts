import { describe, expect, it } from 'vitest';
import type { LabEvent } from '../../src/engine/events.ts';
import { parseRecording } from '../../src/engine/recording.ts';
import { recordingLine } from '../../src/engine/recording-line.ts';
import { UserError } from '../../src/errors.ts';
import { readRecording, recordings, recordingText } from '../report/recordings.ts';

const complaintAbout = (text: string): string => {
  try {
    parseRecording(text, 'run.ndjson');
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  return 'none';
};

describe('a recording', () => {
  it.each(recordings)('of %s comes back as it was written', async (name) => {
    const lines = (await recordingText(name)).trimEnd().split('\n');
    const events = await readRecording(name);
    expect(events).toEqual(lines.map((line) => JSON.parse(line)));
    expect(parseRecording(events.map(recordingLine).join(''))).toEqual(events);
  });

  it('keeps which Redis the evidence comes from', async () => {
    const [begin] = await readRecording('deadlock');
    if (begin?.type !== 'run-started') throw new Error('No beginning');
    const redis = { version: '8.0.2', provider: 'embedded', place: 'somewhere' } as const;
    expect(parseRecording(recordingLine({ ...begin, redis }))).toEqual([{ ...begin, redis }]);
  });

  it('may be of a run of which only the outcomes were wanted', async () => {
    const outcomes = (await readRecording('deadlock')).map((event): LabEvent => {
      if (!('observation' in event)) return event;
      const { tables, transactions } = event.observation;
      if (event.type === 'run-started') return { ...event, observation: {} };
      if (event.type === 'settled') return { ...event, observation: transactions ? { transactions } : {} };
      return { ...event, observation: tables ? { tables } : {} };
    });
    expect(parseRecording(outcomes.map(recordingLine).join(''))).toEqual(outcomes);
  });

  it('may end before the run does', async () => {
    const lines = (await recordingText('deadlock')).split('\n');
    expect(parseRecording(lines.slice(0, 10).join('\n'))).toHaveLength(10);
  });

  it('of a later version may know more', async () => {
    const [first = ''] = (await recordingText('deadlock')).split('\n');
    const more = JSON.stringify({ ...JSON.parse(first), news: 1 });
    expect(parseRecording(more)).toEqual(parseRecording(first));
  });

  it.each<[string, (lines: string[]) => string[], string]>([
    ['nothing', () => [], 'run.ndjson: this is no recording of a run: it does not begin with run-started.'],
    ['no JSON', () => ['hello'], 'run.ndjson:1: this is no recording of a run: this line is no JSON.'],
    [
      'another JSON',
      () => ['{"a":1}'],
      'run.ndjson:1: this is no recording of a run: type: Invalid discriminator value',
    ],
    [
      'no beginning',
      (lines) => lines.slice(1),
      'run.ndjson: this is no recording of a run: it does not begin with run-started.',
    ],
    [
      'a line cut off',
      (lines) => [...lines.slice(0, 3), lines[3]?.slice(0, 20) ?? ''],
      'run.ndjson:4: this is no recording of a run: this line is no JSON.',
    ],
    [
      'an impossible step',
      (lines) => [...lines.slice(0, 1), '{"at":1,"type":"step-deferred","step":99,"session":"A"}'],
      'run.ndjson:2: this is no recording of a run: its script has no step 99.',
    ],
    [
      'another format',
      (lines) => [lines[0]?.replace('"format":1', '"format":2') ?? ''],
      'run.ndjson:1: this recording has format 2, and this isolab reads 1.',
    ],
  ])('with %s is refused, saying where', async (_, change, message) => {
    const lines = (await recordingText('deadlock')).trim().split('\n');
    expect(complaintAbout(change(lines).join('\n'))).toContain(message);
  });
});
