import { describe, expect, test } from 'vitest';
import type { Step } from '../../src/lesson/step.ts';
import type { LessonProgress } from '../../src/progress/progress.ts';
import { scriptOfSteps, step } from '../engine/script-of.ts';
import { Desk, isReady } from './desk.ts';
import { lessonOf } from './recorded.ts';

const script = scriptOfSteps(
  [
    step('A', 'START TRANSACTION', { expect: { affected: 0 } }),
    step('A', 'lock k', { expect: { affected: 0 }, why: 'A has it now.', look: 'Who is first?' }),
    step('B', 'lock k', {
      look: 'A has it. Does B get it?',
      predict: {
        kind: 'choices',
        ask: 'Does B get it?',
        choices: [
          { says: 'Yes', means: { affected: 0 } },
          { says: 'It waits', means: { waitsFor: ['A'] } },
        ],
      },
      expect: { waitsFor: ['A'], affected: 0 },
      why: { begins: 'A has it, so B waits.', ends: 'A let go, and B has it.' },
    }),
    step('A', 'COMMIT', { look: 'B waits for this.', hint: 'Whom does it free?', expect: { affected: 0 } }),
    step('B', 'COMMIT', { why: 'Nothing is left.', expect: { affected: 0 } }),
  ],
  { invariant: { says: 'All is well.', violations: 'SELECT 1' } },
);
const steps = lessonOf(script).steps.map((one, place) => ({ ...one, line: place + 1 }));
const lookUp: Step = {
  session: 'B',
  sql: 'rows 1',
  until: 'settled',
  limitMs: 10_000,
  rejectIf: [],
  onError: 'continue',
  line: 99,
};
const lesson = lessonOf(script, {
  steps,
  levels: ['READ COMMITTED', 'REPEATABLE READ'],
  variants: [
    {
      id: 'twice',
      title: 'Fix',
      about: '',
      setup: [],
      steps: [...steps.slice(0, 2), lookUp, ...steps.slice(2)],
    },
  ],
});

/** Who was sent what, in the order of the sending. */
const sent = ({ run }: Desk): readonly string[] =>
  run.lab?.timeline.flatMap((one) => (one.kind === 'statement' ? [`${one.session} ${one.sql}`] : [])) ?? [];

const kinds = ({ run }: Desk): readonly string[] =>
  run.track.actions.map((one) => (one.kind === 'take' ? one.session : one.kind));

describe('another session goes next', () => {
  test('with the same evidence, and what the lesson says of later steps is not told', async () => {
    await using desk = await Desk.open(lesson);
    await desk.steps(1);
    const off = await desk.lets('B');
    expect(sent(desk)).toEqual(['A START TRANSACTION', 'B lock k']);
    expect(off).toContain("Step 3 came before its turn; steps keep the lesson's numbers.");
    expect(off).toContain('u comes back.');
    expect(off).not.toContain('Who is first?');
    const waiting = await desk.steps(1);
    expect(sent(desk).at(-1)).toBe('A lock k');
    expect(desk.run.lab?.sessions[0]?.status).toBe('blocked');
    expect(waiting).not.toContain('A has it now.');
    desk.press('n', 'A');
    expect(desk.words).toContain('A waits for B: its turn comes when it is free.');
    desk.press('b');
    await desk.until((model) => isReady(model) && model.run?.lab?.sessions[0]?.status === 'idle');
    await desk.steps(1);
    desk.press('space');
    await desk.until((model) => model.run?.lab?.finished !== undefined && isReady(model));
    expect(desk.words).toContain('It holds, in another order: All is well.');
    expect(desk.words).not.toContain('Nothing is left.');
    desk.press('n');
    expect(desk.words).toContain('The run is over. ← goes back');
  });

  test('asks no question of a step that comes before its turn, nor of those behind it', async () => {
    await using desk = await Desk.open(lesson);
    await desk.steps(2);
    desk.press('space');
    expect(desk.words).toContain('Does B get it?');
    await desk.lets('A');
    expect(desk.words).not.toContain('Does B get it?');
    expect(desk.words).toContain('Step 4 came before its turn');
    desk.press('H');
    expect(desk.words).toContain('There is no hint for this step.');
  });

  test('is the next step of the script when it is its turn anyway, and its question comes first', async () => {
    await using desk = await Desk.open(lesson);
    await desk.lets('A');
    await desk.lets('a');
    expect(kinds(desk)).toEqual(['next', 'next']);
    desk.press('n', 'B');
    expect(desk.words).toContain('B goes next: first its question.');
    desk.press('s');
    await desk.until((model) => isReady(model) && model.run?.lab?.sessions[1]?.status === 'blocked');
    // Who waits is set aside by the script, too.
    await desk.lets('A');
    expect(kinds(desk)).toEqual(['next', 'next', 'next', 'next']);
    expect(desk.run.lab?.outOfTurn).toBeUndefined();
  });

  test('is chosen by its letter, or with the cursor; Esc lets nobody before', async () => {
    await using desk = await Desk.open(lesson);
    desk.press('n');
    expect(desk.words).toContain('Chosen: A> step 1, next as written START TRANSACTION');
    expect(desk.words).toContain('B> step 3 lock k');
    desk.press('down');
    expect(desk.words).toContain('Chosen: B> step 3');
    desk.press('Z', 'escape');
    expect(desk.run.turn).toBeUndefined();
    expect(sent(desk)).toEqual([]);
    desk.press('n', 'down', 'enter');
    await desk.until((model) => isReady(model) && model.run?.lab?.outOfTurn !== undefined);
    expect(sent(desk)).toEqual(['B lock k']);
  });

  test('may be said before a step is over, and waits for that', async () => {
    await using desk = await Desk.open(lesson);
    desk.press('space', 'n', 'b');
    expect(sent(desk)).toEqual([]);
    await desk.until((model) => isReady(model) && model.run?.lab?.outOfTurn !== undefined);
    expect(sent(desk)).toEqual(['A START TRANSACTION', 'B lock k']);
    expect(desk.run.turn).toBeUndefined();
  });

  test('says who has no step left', async () => {
    await using desk = await Desk.open(lesson);
    await desk.lets('B');
    await desk.lets('B');
    desk.press('n', 'B');
    expect(desk.words).toContain('B has no step left.');
    desk.press('escape');
    expect(desk.words).toContain('turn 3 of 5, step 1 A>');
  });
});

describe('the way back', () => {
  test('u comes back to where the written order was left', async () => {
    await using desk = await Desk.open(lesson);
    await desk.steps(1);
    await desk.lets('B');
    await desk.lets('B');
    const { number } = desk.run;
    desk.press('u');
    await desk.until((model) => isReady(model) && model.run?.number !== number);
    expect(kinds(desk)).toEqual(['next']);
    expect(desk.run.lab?.outOfTurn).toBeUndefined();
    expect(desk.words).toContain('Who is first?');
    desk.press('u');
    expect(desk.words).toContain('nothing but the script was run, in its own order');
  });

  test('a step back shows the written order again, and from there another session goes in a fresh run', async () => {
    await using desk = await Desk.open(lesson);
    await desk.steps(1);
    await desk.lets('B');
    desk.press('left');
    expect(desk.words).toContain('Who is first?');
    expect(desk.words).toContain('step 3 of 5 B> lock k');
    const { number } = desk.run;
    // What came next there is only shown again.
    desk.press('n', 'B');
    expect([desk.run.number, desk.run.track.at]).toEqual([number, 2]);
    desk.press('left', 'left', 'n', 'B');
    await desk.until((model) => isReady(model) && model.run?.number !== number);
    expect(sent(desk)).toEqual(['B lock k']);
  });

  test('another level goes in the same order, another variant as far as its steps are there', async () => {
    await using desk = await Desk.open(lesson);
    await desk.steps(1);
    await desk.lets('B');
    await desk.lets('B');
    const open = async (key: string) => {
      const { number } = desk.run;
      desk.press(key);
      await desk.until(
        (model) => isReady(model) && model.run?.number !== number && !model.run?.beside?.isSought,
      );
    };
    await open('2');
    expect(kinds(desk)).toEqual(['next', 'B', 'B']);
    expect(sent(desk)).toEqual(['A START TRANSACTION', 'B lock k', 'B COMMIT']);
    await open('v');
    // It halts at the first step that only it has.
    expect(sent(desk)).toEqual(['A START TRANSACTION', 'B rows 1']);
    await open('v');
    expect(sent(desk)).toEqual(['A START TRANSACTION']);
  });
});

test('a lesson that was gone through in another order is not seen; its place is where that was left', async () => {
  const saved: LessonProgress[] = [];
  const store = {
    load: async () => ({ progress: {} }),
    save: async (_: string, news: LessonProgress) => void saved.push(news),
    saveAnswer: async () => {},
    reset: async () => {},
    settled: async () => {},
  };
  await using desk = await Desk.open(lesson, store);
  await desk.steps(1);
  await desk.lets('B');
  desk.press('end');
  await desk.until((model) => isReady(model) && model.run?.lab?.finished !== undefined);
  expect(saved.at(-1)).toMatchObject({ steps: 1, seen: [] });
});
