import { describe, expect, test } from 'vitest';
import { scriptOfSteps, step } from '../engine/script-of.ts';
import { Desk, isReady } from './desk.ts';
import { lessonOf } from './recorded.ts';

const script = scriptOfSteps(
  [
    step('A', 'START TRANSACTION'),
    step('A', 'lock k', { expect: { affected: 0 }, why: 'A has it now.' }),
    step('B', 'lock k', {
      look: 'A has it. Does B get it?',
      expect: { waitsFor: ['A'], affected: 0 },
      why: { begins: 'A has it, so B waits.', ends: 'A let go, and B has it.' },
    }),
    step('A', 'COMMIT', {
      look: 'B waits for this.',
      hint: 'Whom does it free?',
      why: 'It is over.',
      expect: { affected: 0 },
    }),
  ],
  { invariant: { says: 'All is well.', violations: 'SELECT 1' } },
);

const lesson = lessonOf(script);

describe('what a lesson says of a wait', () => {
  test('is told when it begins, and the rest when it has ended, beside what ended it', async () => {
    await using desk = await Desk.open(lesson);
    const waiting = await desk.steps(3);
    expect(waiting).toContain('A has it, so B waits.');
    expect(waiting).toContain('B waits for this.');
    expect(waiting).not.toContain('A let go');
    const over = await desk.steps(1);
    expect(over).toContain('It is over.');
    expect(over).toContain('A let go, and B has it.');
    expect(over).not.toContain('so B waits.');
    expect(over).toContain('It holds: All is well.');
  });
});

describe("after a statement of one's own", () => {
  test('what the lesson says of its last step is gone, what comes next is told as that, and the wait that it ended', async () => {
    await using desk = await Desk.open(lesson);
    expect(await desk.steps(2)).toContain('A has it now.');
    await desk.types('arows 2');
    expect(desk.words).not.toContain('A has it now.');
    expect(desk.words).toContain('In step 3, which comes next:');
    await desk.steps(1);
    expect(desk.words).toContain('A has it, so B waits.');
    await desk.types('aCOMMIT');
    expect(desk.words).toContain('A let go, and B has it.');
  });

  test('what came of it is told where nobody has written a word, and not of the step before', async () => {
    const quiet = lessonOf(scriptOfSteps([step('A', 'rows 1'), step('B', 'rows 1')]));
    await using desk = await Desk.open(quiet);
    expect(await desk.steps(1)).toContain('Step 1, A: 1 row');
    await desk.types('brows 2');
    expect(desk.words).toContain('Your own statement, B: 2 rows');
    expect(desk.words).not.toContain('Step 1, A:');
  });
});

describe('a run that has left the script', () => {
  test('is told no words of another run, but what was to be and what came', async () => {
    await using desk = await Desk.open(lesson);
    expect(await desk.steps(2)).toContain('A has it now.');
    await desk.types('aCOMMIT');
    const off = await desk.steps(1);
    expect(off).toContain('Not as in the lesson. There, at REPEATABLE READ, step 3 is: ');
    expect(off).not.toContain('so B waits.');
    expect(off).not.toContain('A let go');
    expect(off).not.toContain('B waits for this.');
    desk.press('H');
    expect(desk.words).toContain('There is no hint for this step.');
    const over = await desk.steps(1);
    expect(over).not.toContain('It is over.');
    expect(over).toContain('Not as in the lesson. There, at REPEATABLE READ, step 3 is: ');
    expect(over).toContain('It holds, with your COMMIT: All is well.');
  });

  test('has left it where somebody ends the statement that waits', async () => {
    await using desk = await Desk.open(lesson);
    await desk.steps(3);
    desk.press('x');
    await desk.until((model) => isReady(model) && model.run?.lab?.sessions[1]?.status === 'idle');
    expect(desk.words).toContain('Not as in the lesson. There, at REPEATABLE READ, step 3 is: ');
    expect(desk.words).not.toContain('A let go');
    // It is explained once.
    await desk.types('bSELECT 1');
    expect(desk.words).toContain('Not as in the lesson since step 3: its words are left out.');
    expect(desk.words).not.toContain('There, at');
  });
});
