import { describe, expect, it } from 'vitest';
import type { LockView } from '../../src/engine/events.ts';
import type { LabState } from '../../src/engine/state.ts';
import { drawn } from '../../src/ui/text/lines.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { tablesLines } from '../../src/ui/view/data-lines.ts';
import { lockLines } from '../../src/ui/view/lock-lines.ts';
import { type TranscriptRow, transcriptRows } from '../../src/ui/view/transcript.ts';
import { statesOfLongRun } from '../engine/long-run.ts';
import { lastOf, type RecordingName, statesOf } from './recorded.ts';

const names: readonly RecordingName[] = [
  'check-in',
  'deadlock',
  'deadlock-victim',
  'next-key-locks',
  'redis-crash',
  'wait-and-refusal',
  'timeout',
];

const style = { width: 118, ruled: false };

const drawnRows = (rows: readonly TranscriptRow[]) =>
  rows.map(({ line, ...row }) => ({ ...row, line: drawn(line) }));

/** Forwards, back, and once more forwards, in steps of another length. */
const walk = (count: number): readonly number[] => {
  const places = Array.from({ length: count }, (_, at) => at);
  return [...places, ...places.toReversed(), ...places.filter((at) => at % 3 === 0)];
};

describe('the transcript, of which only what is new is made', () => {
  it.each(names)('is the same as one that is made from the beginning: %s', (name) => {
    const states = statesOf(name);
    const { script } = lastOf(name);
    const theme = makeTheme('dark');
    for (const at of walk(states.length)) {
      const rows = transcriptRows(states[at], script, { ...style, theme });
      // Nothing is known of another theme.
      const anew = transcriptRows(states[at], script, { ...style, theme: makeTheme('dark') });
      expect(drawnRows(rows)).toEqual(drawnRows(anew));
    }
  });

  it('shares its rows with the one before', () => {
    const states = statesOfLongRun(60);
    const last = states.at(-1);
    if (last === undefined) throw new Error('No state');
    const theme = makeTheme('dark');
    const rowsAt = (count: number) => transcriptRows(states[count - 1], last.script, { ...style, theme });
    const before = rowsAt(60);
    const now = rowsAt(61);
    expect(now.length).toBeGreaterThan(before.length);
    for (const [at, row] of before.entries()) expect(now[at]).toBe(row);
  });
});

describe('ten thousand locks', () => {
  it('are looked at once, for as long as they are the same', () => {
    const [first, second] = statesOfLongRun(2).slice(1);
    if (first === undefined || second === undefined) throw new Error('No states');
    let read = 0;
    const held = Array.from(
      { length: 10_000 },
      (_, id): LockView => ({
        session: 'A',
        kind: 'next-key',
        object: 't',
        index: 'PRIMARY',
        mode: 'X',
        key: `${id}`,
        status: 'granted',
      }),
    );
    const locks = new Proxy(held, {
      get: (list, key, receiver) => {
        read++;
        return Reflect.get(list, key, receiver);
      },
    });
    const theme = makeTheme('none');
    const draw = ({ observation, ...state }: LabState): readonly string[] => {
      read = 0;
      return lockLines({ ...state, observation: { ...observation, locks } }, { theme, width: 80 });
    };
    const lines = draw(first);
    expect(lines.join('\n')).toContain('exclusive, 10,000 rows of t and the gaps before them');
    expect(read).toBeGreaterThan(10_000);
    expect(draw({ ...first, at: 1 })).toEqual(lines);
    expect(read).toBeLessThan(100);
    // A row has come: they are drawn anew on the line of its index.
    draw({ ...second, observation: { ...second.observation, tables: [...second.observation.tables] } });
    expect(read).toBeGreaterThan(10_000);
  });
});

describe('committed rows', () => {
  const theme = makeTheme('none');
  const marked = ({ observation, before }: Pick<LabState, 'observation' | 'before'>): readonly string[] =>
    tablesLines(observation, before, { theme, width: 40, ruled: false })
      .map(drawn)
      .filter((line) => /^[+-]/.test(line));

  it('are marked when they have just come, and no longer when nothing more has', () => {
    const states = statesOfLongRun(10);
    const commit = states.findIndex((state) => marked(state).length > 0);
    const [came, after] = [states[commit], states[commit + 1]];
    if (came === undefined || after === undefined) throw new Error('Nothing is committed');
    expect(after.observation.tables[0]).toBe(came.observation.tables[0]);
    expect(marked(after)).toEqual([]);
    expect(marked(came)).not.toEqual([]);
  });
});
