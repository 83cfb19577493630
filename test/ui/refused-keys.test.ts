import { expect, test } from 'vitest';
import { scriptOfSteps, step } from '../engine/script-of.ts';
import { Desk, isReady } from './desk.ts';
import { lessonOf } from './recorded.ts';

const predict = {
  kind: 'choices',
  ask: 'How many?',
  choices: [
    { says: 'one', means: { affected: 1 } },
    { says: 'two', means: { affected: 2 } },
  ],
} as const;

const lesson = lessonOf(
  scriptOfSteps([
    step('A', 'rows 1'),
    step('A', 'rows 1', { predict }),
    step('A', 'rows 1', { predict }),
    step('A', 'rows 1'),
  ]),
);

const taken = (desk: Desk) => desk.run.lab?.steps.filter(({ status }) => status === 'taken').length;

test('a key that cannot be used at a question, or on the page of what came of it, says so and is not kept', async () => {
  await using desk = await Desk.open(lesson);
  await desk.steps(1);
  desk.press('z');
  expect(desk.run).toMatchObject({ notice: expect.stringContaining('stays on the screen') });
  desk.press('1', 'enter');
  await desk.until((model) => isReady(model) && taken(desk) === 2);
  // Before the next question.
  desk.press('4');
  expect(desk.run).toMatchObject({ number: 1, notice: 'Numbers do nothing on this page: Space goes on.' });
  desk.press('z', 'space', '2', 'enter');
  await desk.until((model) => isReady(model) && taken(desk) === 3);
  expect(desk.run.isZoomed ?? false).toBe(false);
  // Where no question comes next, the page is the same.
  expect(desk.words).toContain('What came:');
  desk.press('4');
  expect(desk.run.number).toBe(1);
  desk.press('z');
  expect(desk.run.isZoomed).toBe(true);
  desk.press('Q', '4');
  expect(desk.run.number).toBe(2);
});

test('what a key had to say does not stand where the next step does', async () => {
  await using desk = await Desk.open(lesson);
  await desk.steps(1);
  desk.press('1', 'enter');
  await desk.until((model) => isReady(model) && taken(desk) === 2);
  desk.press('4');
  expect(desk.words).toContain('Space question');
  desk.press('tab');
  expect(desk.words).not.toContain('Numbers do nothing');
});
