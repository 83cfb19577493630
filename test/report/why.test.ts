import { describe, expect, it } from 'vitest';
import type { LabEvent, LabEventBody } from '../../src/engine/events.ts';
import { parseRecording } from '../../src/engine/recording.ts';
import { recordingLine } from '../../src/engine/recording-line.ts';
import type { ScriptStep } from '../../src/lesson/script.ts';
import { scriptOfSteps, step } from '../engine/script-of.ts';
import { errorOf, nothing, okOf, took, waitFor } from '../engine/story.ts';
import { textOf } from './recordings.ts';

const settled: LabEventBody = { type: 'settled', observation: nothing };

/** B's UPDATE waits for A's COMMIT, which is the step after it. */
const events = (
  update: Partial<ScriptStep>,
  outcome = okOf(1),
  waits: readonly string[] = ['A'],
): readonly LabEvent[] => {
  const script = scriptOfSteps([
    step('B', 'UPDATE', update),
    step('A', 'COMMIT', { why: 'A let go.', expect: { affected: 0 } }),
  ]);
  const [sent, blocked, finished] = took(0, 'B', outcome, [waitFor(waits[0] ?? '')]);
  const told: readonly (LabEventBody | undefined)[] = [
    {
      type: 'run-started',
      format: 1,
      script,
      server: { version: '9.7.4', provider: 'url', place: 'nowhere' },
      observation: nothing,
    },
    sent,
    ...(waits.length > 0 ? [blocked, settled] : [finished, settled]),
    ...took(1, 'A', okOf(0)),
    ...(waits.length > 0 ? [finished] : []),
    settled,
  ];
  return told.flatMap((body, at) => (body ? [{ at, ...body }] : []));
};

/** The words and the outcomes, one after the other. */
const told = (...args: Parameters<typeof events>): readonly string[] =>
  textOf(events(...args), 200)
    .split('\n')
    .flatMap((line) => /(↳ .*|waits: |ERROR \d+|OK, 1 row)/.exec(line)?.[1]?.trim() ?? []);

const begins = 'B has to wait.';
const ends = 'B has it.';
const expected: Partial<ScriptStep> = { expect: { waitsFor: ['A'], affected: 1 } };

describe('why a statement that waits does so', () => {
  it('is told when the wait begins, and what came of it when it ends', () => {
    expect(told({ ...expected, why: { begins, ends } })).toEqual([
      'waits:',
      `↳ ${begins}`,
      'OK, 1 row',
      '↳ A let go.',
      `↳ ${ends}`,
    ]);
  });

  it('is told once where it is one text, as in files of earlier versions', () => {
    expect(told({ ...expected, why: begins })).toEqual(['waits:', `↳ ${begins}`, 'OK, 1 row', '↳ A let go.']);
  });

  it('is told before the answer where nothing is settled before it', () => {
    const why = { begins, ends };
    expect(told({ ...expected, until: 'finished', why }).slice(0, 2)).toEqual(['waits:', `↳ ${begins}`]);
  });

  it('may be told at one of the two only', () => {
    expect(told({ ...expected, why: { ends } })).not.toContain(`↳ ${begins}`);
    expect(told({ ...expected, why: { ends } })).toContain(`↳ ${ends}`);
    expect(told({ ...expected, why: { begins } })).not.toContain(`↳ ${ends}`);
  });

  it('is not told where it did not wait, or came to something else', () => {
    const noWait = { expect: { affected: 1 }, why: { begins, ends } };
    expect(told(noWait, okOf(1), [])).toEqual(['OK, 1 row', '↳ A let go.']);
    expect(told({ ...expected, why: { begins, ends } }, errorOf(1213, 'ER_LOCK_DEADLOCK'))).toEqual([
      'waits:',
      `↳ ${begins}`,
      'ERROR 1213',
    ]);
    expect(told({ expect: { affected: 1 }, why: 'It did not wait.' })).not.toContain('↳ It did not wait.');
  });

  it('goes into recordings and comes out of them', () => {
    const recorded = events({ ...expected, why: { begins, ends } });
    expect(parseRecording(recorded.map(recordingLine).join(''))).toEqual(recorded);
  });
});
