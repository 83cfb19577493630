import { describe, expect, it } from 'vitest';
import { runReport } from '../../src/report/json.ts';
import { play, readRecording } from './recordings.ts';

const reportOf = async (name: string) => {
  const state = play(await readRecording(name)).at(-1)?.[1];
  if (state === undefined) throw new Error('An empty recording');
  return runReport(state);
};

describe('the JSON document of a run', () => {
  it('holds what a reader of the text sees', async () => {
    const report = await reportOf('deadlock');
    expect(report).toMatchObject({
      format: 1,
      script: { lesson: 'duplicate-book', level: 'SERIALIZABLE' },
      server: { version: '9.7.4', provider: 'url' },
      end: 'complete',
      violations: { rows: [] },
    });
    expect(report.timeline).toContainEqual(
      expect.objectContaining({
        kind: 'statement',
        session: 'B',
        outcome: expect.objectContaining({ kind: 'error', errno: 1213, symbol: 'ER_LOCK_DEADLOCK' }),
      }),
    );
    expect(report.findings.length).toBeGreaterThan(10);
    expect(report.findings.filter(({ verdict }) => verdict !== 'holds')).toEqual([]);
  });

  it('survives being written and read', async () => {
    const report = await reportOf('three-sessions');
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  it('has the documented keys and no others', async () => {
    expect(Object.keys(await reportOf('unique-index')).toSorted()).toEqual([
      'end',
      'findings',
      'format',
      'observation',
      'script',
      'server',
      'timeline',
      'violations',
    ]);
  });
});
