import { expect, it } from 'vitest';
import { openExercise } from '../../src/exercise/open-exercise.ts';
import { startingFile } from '../../src/exercise/starting-file.ts';
import { withChoice } from '../../src/exercise/with-choice.ts';
import { samples } from './samples.ts';

it('a choice comes behind its question, and all else stays as it is', async () => {
  const begun = startingFile(await openExercise(samples.shelf));
  const answered = withChoice(withChoice(begun, 'a.yaml', 'other', 1), 'a.yaml', 'other', 3);
  expect(answered).toBe(begun.replace('  other:', '  other: 3'));
});

it.each([
  ['nothing was answered yet', 'exercise: a\nanswers:\n', 'exercise: a\nanswers:\n  same: 2\n'],
  ['the part is not there', 'exercise: a # mine\n', 'exercise: a # mine\nanswers:\n  same: 2\n'],
  [
    'it is all in one line',
    'exercise: a\nanswers: { same: 1 } # so\n',
    'exercise: a\nanswers: { same: 2 } # so\n',
  ],
  [
    'lines end as on Windows',
    'exercise: a\r\n# mine\r\nanswers:\r\n  same: 1\r\n',
    'exercise: a\r\n# mine\r\nanswers:\r\n  same: 2\r\n',
  ],
])('also where %s', (_, before, after) => {
  expect(withChoice(before, 'a.yaml', 'same', 2)).toBe(after);
});

it.each([
  'answers:\n  same: &a 1\n  other: *a\n',
  'answers: [',
  'answers: 1\n',
  'answers: [1]\n',
  '- a\n',
  'text\n',
  '',
])('what cannot be read is left alone: %j', (text) => {
  expect(() => withChoice(text, 'a.yaml', 'same', 2)).toThrow(
    'a.yaml cannot be changed here, so your answer is not in it.',
  );
});
