import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { startRun } from '../../src/engine/run/start-run.ts';
import type { LabState } from '../../src/engine/state.ts';
import { whyNotOf } from '../../src/ui/run/turn.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { screenOf } from '../../src/ui/view/screen-of.ts';
import { FakeClock, FakeServer } from '../engine/fake-server.ts';
import { scriptOfSteps, step } from '../engine/script-of.ts';
import { modelOf, runModel } from './recorded.ts';

const script = scriptOfSteps([step('A', 'fail 1213'), step('B', 'ok 1'), step('B', 'ok 1')], {
  retry: { on: ['1213'], times: 1 },
});

const drawn = (lab: LabState, columns: number): string =>
  screenOf(modelOf(runModel(lab)), { columns, rows: 24 }, 0, makeTheme(false))
    .rows.map((row) => stripVTControlCharacters(row))
    .join('\n');

describe('a request that is tried again', () => {
  test('is not done before that, and begins anew in its lane', async () => {
    await using run = await startRun({
      script,
      server: new FakeServer(),
      clock: new FakeClock(),
      emit: () => {},
    });
    const first = await run.next();
    for (const columns of [80, 120]) {
      expect(drawn(first, columns)).toContain('tries again when no other can go on');
      expect(drawn(first, columns)).not.toContain('done');
    }
    expect(whyNotOf(first, 'A')).toBe('A tries again when no other can go on.');
    await run.next();
    const begun = await run.next();
    for (const columns of [80, 120])
      expect(drawn(begun, columns)).toContain('↻  A tries again: attempt 2 of 2');
    expect(drawn(begun, 80)).toContain('step 4 of 4');
    const last = await run.next();
    expect(drawn(last, 80)).toContain('done: given up after an error');
    expect(whyNotOf(last, 'A')).toBe('A has no step left: given up after an error.');
  });
});
