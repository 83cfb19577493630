import { describe, expect, it } from 'vitest';
import { judge } from '../../src/engine/judge/judge.ts';
import { parseRecording } from '../../src/engine/recording.ts';
import { stepsOfRecording } from '../../src/engine/run/replay.ts';
import { UserError } from '../../src/errors.ts';
import { runReport } from '../../src/report/json.ts';
import { recordedLesson } from '../../src/ui/host/recorded-lesson.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { screenOf } from '../../src/ui/view/screen-of.ts';
import { play, recordings, recordingText, textOf } from '../report/recordings.ts';
import { modelOf, runModel } from '../ui/recorded.ts';

/** Refused with the line, or played to its end, in every form that there is. Whatever else is thrown is a bug. */
const played = (lines: readonly string[], drawnFrom?: number): 'refused' | 'played' => {
  let events: ReturnType<typeof parseRecording>;
  try {
    events = parseRecording(lines.join('\n'), 'run.ndjson');
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    expect(error.message).toMatch(/^run\.ndjson(:\d+)?: this is no recording of a run: .+\.$/s);
    expect(error.next).not.toEqual([]);
    return 'refused';
  }
  const states = play(events).map(([, state]) => state);
  const last = states.at(-1);
  if (last === undefined) throw new Error('Nothing was played');
  textOf(events, 80);
  judge(last);
  runReport(last);
  recordedLesson(events);
  stepsOfRecording(events);
  if (drawnFrom !== undefined) {
    for (const lab of states.slice(Math.max(0, drawnFrom - 1)))
      screenOf(modelOf(runModel(lab)), { columns: 100, rows: 30 }, 0, makeTheme(false));
  }
  return 'played';
};

const linesOf = async (name: string): Promise<string[]> => (await recordingText(name)).trimEnd().split('\n');

describe.each(recordings)('the recording %s, broken', (name) => {
  it('lacks one line', async () => {
    const lines = await linesOf(name);
    for (const index of lines.keys()) played(lines.toSpliced(index, 1), index);
  });

  it('has one line twice', async () => {
    const lines = await linesOf(name);
    for (const [index, line] of lines.entries()) played(lines.toSpliced(index, 0, line));
  });

  it('has two lines in the wrong order', async () => {
    const lines = await linesOf(name);
    for (const [index, line] of lines.entries())
      played(lines.toSpliced(index, 2, lines[index + 1] ?? '', line));
  });

  it('ends early, also within a line', async () => {
    const lines = await linesOf(name);
    for (const [index, line] of lines.entries()) {
      expect(played(lines.slice(0, index + 1))).toBe('played');
      const half = [...lines.slice(0, index), line.slice(0, line.length / 2)];
      expect(played(half)).toBe('refused');
    }
  });

  it.each([
    ['session', /"session":"\w+"/g, '"session":"nobody"'],
    ['statement', /"statement":\d+/g, '"statement":77'],
    ['step', /"step":\d+/g, '"step":77'],
  ])('names a %s that there is not', async (_, pattern, other) => {
    const lines = await linesOf(name);
    for (const [index, line] of lines.entries()) {
      for (const { 0: found, index: at } of line.matchAll(pattern)) {
        const changed = line.slice(0, at) + other + line.slice(at + found.length);
        played(lines.with(index, changed));
      }
    }
  });

  it('has rows that are shorter or longer than their columns', async () => {
    const lines = await linesOf(name);
    for (const [index, line] of lines.entries()) {
      for (const row of ['[]', '["a","b","c","d","e"]']) {
        const changed = line.replaceAll(/"rows":\[\[[^\]]*\]/g, `"rows":[${row}`);
        if (changed !== line) played(lines.with(index, changed), index);
      }
    }
  });
});

it.each<[string, (lines: readonly string[]) => readonly string[], string]>([
  ['a statement that is not sent', (lines) => lines.filter((line) => !line.includes('"statement-sent"')), ''],
  ['the run once more', (lines) => [...lines, ...lines], 'the run begins once more'],
])('%s is told with its line', async (_, change, why) => {
  const lines = change(await linesOf('deadlock'));
  expect(() => parseRecording(lines.join('\n'), 'run.ndjson')).toThrow(why);
  expect(played(lines)).toBe('refused');
});
