import { expect, it } from 'vitest';
import type { LabEvent, LabEventBody } from '../../src/engine/events.ts';
import { firstDifference, storyOf } from '../../src/verify/story.ts';
import { scriptOfSteps, step } from './script-of.ts';

const observation = { tables: [], transactions: [], locks: [] };
const script = scriptOfSteps([step('C', 'COMMIT'), step('A', 'SELECT 1'), step('B', 'SELECT 1')]);
const done = { kind: 'ok', affected: 0, warnings: 0, info: '' } as const;

const finished = (statement: number, session: string): LabEventBody => ({
  type: 'statement-finished',
  statement,
  session,
  outcome: done,
  tookMs: 1,
});

/** A and B are freed by C's COMMIT; these are the answers as they are told. */
const told = (...answers: readonly LabEventBody[]): readonly string[] => {
  const bodies: readonly LabEventBody[] = [
    {
      type: 'run-started',
      format: 1,
      script,
      server: { version: '0.0', provider: 'url', place: 'memory' },
      observation,
    },
    { type: 'statement-sent', statement: 2, session: 'C', by: 'script', step: 0, sql: 'COMMIT' },
    ...answers,
    { type: 'settled', observation },
  ];
  return storyOf(bodies.map((body, at): LabEvent => ({ at, ...body })));
};

it('the story is the same in whatever order the answers of several sessions are told', () => {
  const usual = told(finished(2, 'C'), finished(0, 'A'), finished(1, 'B'));
  const late = told(finished(1, 'B'), finished(0, 'A'), finished(2, 'C'));
  expect(firstDifference(usual, late)).toBeUndefined();
  expect(usual.filter((line) => line.includes(' gets '))).toEqual([
    expect.stringMatching(/^C /),
    expect.stringMatching(/^A /),
    expect.stringMatching(/^B /),
  ]);
  expect(firstDifference(usual, told(finished(2, 'C'), finished(0, 'A')))).toBeDefined();
});
