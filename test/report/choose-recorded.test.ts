import { expect, it } from 'vitest';
import { chooseRecorded, type RecordedWords } from '../../src/cli/actions/choose-recorded.ts';
import type { LabEvent } from '../../src/engine/events.ts';
import { UserError } from '../../src/errors.ts';
import type { Level } from '../../src/lesson/level.ts';
import { inOrder } from '../../src/lesson/order.ts';
import { readRecording } from './recordings.ts';

const [began] = await readRecording('unique-index');
if (began?.type !== 'run-started') throw new Error('A recording begins with its run');

/** A run of duplicate-book that has just begun. */
const begun = (level: Level, order: string, isFixed = false): readonly LabEvent[] => {
  const { variant, ...script } = began.script;
  const steps = inOrder(script.steps, order);
  return [{ ...began, script: { ...script, level, steps, ...(isFixed && variant && { variant }) } }];
};

const several = [
  begun('READ UNCOMMITTED', 'AAAABBBB'),
  begun('READ COMMITTED', 'AAAABBBB'),
  begun('READ COMMITTED', 'BBBBAAAA'),
  begun('READ COMMITTED', 'AAAABBBB', true),
];

const refused = (words: RecordedWords, runs = several): readonly string[] => {
  try {
    chooseRecorded(runs, words);
  } catch (error) {
    if (error instanceof UserError) return [error.message, ...error.next];
    throw error;
  }
  return [];
};

it('a run that is not in a recording is told by what was asked for, and what there is of that', () => {
  const plain = ['--level rc --variant none --order AAAABBBB', '--level rc --variant none --order BBBBAAAA'];
  const fixed = '--level rc --variant unique-index --order AAAABBBB';
  const all = ['--level ru --variant none --order AAAABBBB', ...plain, fixed];
  const there = 'There are 4 runs in it, and none';

  expect(refused({ level: 'rc', order: 'ABABABAB' })).toEqual([
    `${there} at READ COMMITTED in the order ABABABAB.`,
    ...plain,
    fixed,
  ]);
  expect(refused({ level: 'rc', variant: 'none', order: 'abab abab' })).toEqual([
    `${there} at READ COMMITTED with --variant none in the order ABABABAB.`,
    ...plain,
  ]);
  expect(refused({ level: 's' })).toEqual([`${there} at SERIALIZABLE.`, ...all]);
  expect(refused({ level: 's', order: 'ABABABAB' })).toEqual([
    `${there} at SERIALIZABLE in the order ABABABAB.`,
    ...all,
  ]);
  expect(refused({ variant: 'index' })).toEqual([`${there} with --variant index.`, ...all]);
  expect(refused({ level: 's' }, several.slice(0, 1))).toEqual([
    'It is one run, and not at SERIALIZABLE.',
    ...all.slice(0, 1),
  ]);

  expect(refused({ level: 'rc', order: 'ABAB' })).toEqual([
    'ABAB is no order of duplicate-book: A has 4 steps and gets 2 turns, B has 4 steps and gets 2 turns.',
    ...plain,
    fixed,
  ]);
  expect(refused({ variant: 'unique-index', order: 'AAAABBBC' })).toEqual([
    "AAAABBBC is no order of duplicate-book in unique-index: no step is C's; there are steps of A, B.",
    fixed,
  ]);
  expect(refused({ order: ' ' })[0]).toMatch(
    /^'' is no order of duplicate-book: A has 4 steps and gets no turn/,
  );

  expect(refused({ level: 'rc', order: 'AAAABBBB' })).toEqual([
    'There are 2 runs in it: which one?',
    plain[0],
    fixed,
  ]);
  expect(chooseRecorded(several, { level: 'rc', order: 'bbbb aaaa' })).toBe(several[2]);
});
