import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { Exercise } from '../../src/lesson/exercise.ts';
import type { LessonProgress, StudentProgress } from '../../src/progress/progress.ts';
import type { ProgressStore } from '../../src/ui/host/host-options.ts';
import { idleInRun } from '../../src/ui/keys/idle.ts';
import { readOn, unreadOf } from '../../src/ui/keys/scroll.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { noAreas } from '../../src/ui/view/screen.ts';
import { screenOf } from '../../src/ui/view/screen-of.ts';
import { scriptOfSteps, step } from '../engine/script-of.ts';
import { Desk, isReady } from './desk.ts';
import { lessonOf } from './recorded.ts';
import { expectShown } from './shown.ts';

const script = scriptOfSteps(
  [
    step('A', 'START TRANSACTION'),
    step('A', 'lock k', { look: 'Told of the order of the file.' }),
    step('A', 'COMMIT'),
    step('B', 'START TRANSACTION'),
    step('B', 'lock k'),
    step('B', 'COMMIT'),
  ],
  {
    level: 'READ COMMITTED',
    about: 'Two programs.',
    remember: ['To be remembered.'],
    invariant: { says: 'All is well.', violations: 'SELECT 1' },
  },
);
const exercise: Exercise = {
  task: 'Break it, please.\n\nThen name a level.',
  hints: ['The first.', 'The second.', 'The third.'],
  asks: { kind: 'break', level: 'READ COMMITTED', never: 'SERIALIZABLE' },
  line: 1,
};
const lesson = lessonOf(script, { exercise });

const letsGo = async (desk: Desk, letters: string): Promise<string> => {
  for (const letter of letters) {
    const before = desk.run.track.actions.length;
    desk.press(letter);
    await desk.until((model) => isReady(model) && (model.run?.track.actions.length ?? 0) > before);
  }
  return desk.words;
};

const ends = async (desk: Desk): Promise<string> => {
  desk.press('space');
  await desk.until((model) => isReady(model) && model.run?.lab?.finished !== undefined);
  return desk.words;
};

/** What the promise comes to in the run in hand; in those aside it holds. */
const broken = (desk: Desk): void => {
  desk.server.world.violations = [['1']];
};

const kept = (): ProgressStore & { readonly saved: LessonProgress[] } => {
  const saved: LessonProgress[] = [];
  return {
    saved,
    load: async () => ({ progress: {} satisfies StudentProgress }),
    save: async (_, news) => void saved.push(news),
    saveAnswer: async () => {},
    reset: async () => {},
    settled: async () => {},
  };
};

describe('an order is sought that breaks the promise', () => {
  test('sessions go by their letters, in either case; moves, switches, promise and task are told', async () => {
    await using desk = await Desk.open(lesson);
    expect(desk.words).toContain('Task Break it, please.');
    expect(desk.words).toContain('Break All is well.');
    expect(desk.words).toContain('Moves none yet');
    const words = await letsGo(desk, 'aaB');
    expect(words).toContain('Moves A A B, 1 switch in the middle of a transaction');
    expect(words).not.toContain('Told of the order of the file.');
    expect(words).not.toContain('off the script');
    expect(words).toContain('A COMMIT B lock k');
    expect(await letsGo(desk, 'b')).toContain('Moves A A B B, 1 switch');
    await expectShown('break-moves', 'an order is sought', desk.host.model());
    desk.press('b');
    expect(desk.words).toContain('B waits for A: its turn comes when it is free.');
    expect(desk.run.turn).toBeUndefined();
  });

  test('Space asks whose turn it is, and lets the only one go that can', async () => {
    await using desk = await Desk.open(lesson);
    desk.press('space');
    expect(desk.words).toContain('Whose turn is it?');
    await letsGo(desk, 'a');
    await letsGo(desk, 'abb');
    desk.press('space');
    await desk.until((model) => isReady(model) && model.run?.lab?.sessions[1]?.status === 'idle');
    expect(desk.words).toContain('Moves A A B B A');
  });

  test('Space reads what came first, where it is below the screen', async () => {
    await using desk = await Desk.open(lesson);
    await letsGo(desk, 'a');
    const below = { ...noAreas, main: { max: 9, page: 5, from: 4 }, guide: { max: 9, page: 5 } };
    expect(unreadOf(desk.run, below)).toBe(5);
    const read = readOn(desk.run, below);
    // The task beside it is there to be looked up.
    expect(unreadOf(read, below)).toBe(0);
  });

  test('several that are named at once go one after the other, up to one that cannot', async () => {
    await using desk = await Desk.open(lesson);
    desk.press('a', 'a', 'b', 'b', 'b', 'a');
    await desk.until((model) => isReady(model) && model.run?.notice !== undefined);
    expect(desk.words).toContain('Moves A A B B, 1 switch');
    expect(desk.words).toContain('B waits for A: its turn comes when it is free.');
    expect(desk.run.breaking?.wanted).toEqual([]);
  });

  test('a move is taken back, and from there another session goes', async () => {
    await using desk = await Desk.open(lesson);
    await letsGo(desk, 'aa');
    desk.press('left');
    expect(desk.words).toContain('Moves A, no switches');
    desk.press('right');
    expect(desk.words).toContain('Moves A A, no switches');
    desk.press('right');
    expect(desk.words).toContain('You say who goes next: A or B.');
    desk.press('left');
    const { number } = desk.run;
    desk.press('b');
    await desk.until((model) => isReady(model) && model.run?.number !== number);
    expect(desk.words).toContain('Moves A B, 1 switch');
  });

  test('hints come one by one, and stay when it begins anew', async () => {
    await using desk = await Desk.open(lesson);
    desk.press('H');
    expect(desk.words).toContain('Hint 1 of 3: The first.');
    expect(desk.words).not.toContain('The second.');
    desk.press('H', 'H', 'H');
    expect(desk.words).toContain('Hint 3 of 3: The third. (i: those before it)');
    expect(desk.words).not.toContain('The second.');
    expect(desk.words).toContain('There is no other hint.');
    const { number } = desk.run;
    desk.press('r');
    await desk.until((model) => isReady(model) && model.run?.number !== number);
    expect(desk.words).toContain('Hint 3 of 3: The third.');
  });

  test('i has the task, the hints so far, and both programs whole; before the first move they are there at once', async () => {
    await using desk = await Desk.open(lesson);
    const programs = 'A and B run the same program, each once 1. START TRANSACTION 2. lock k 3. COMMIT';
    const oneLine = () => desk.words.replaceAll('\n', ' ');
    expect(oneLine()).toContain(programs);
    await letsGo(desk, 'aa');
    expect(oneLine()).not.toContain('run the same program');
    desk.press('H', 'H', 'i');
    expect(oneLine()).toContain(programs);
    for (const words of [
      'Break it, please.',
      'Hint 1 of 3: The first.',
      'Hint 2 of 3: The second.',
      'A switch: ',
    ])
      expect(oneLine()).toContain(words);
  });

  test('no word of a written order: nobody is next, nothing is off, no level and no variant is to be chosen', async () => {
    await using desk = await Desk.open(lesson);
    await letsGo(desk, 'b');
    desk.press('n');
    expect(desk.words).toContain('Whose turn is it?');
    for (const words of ['as written', 'The script goes on', 'as it is'])
      expect(desk.words).not.toContain(words);
    desk.press('escape');
    await letsGo(desk, 'bbaaa');
    broken(desk);
    const ended = await ends(desk);
    expect(ended).not.toContain('Not as in the lesson');
    desk.press('left');
    expect(desk.words).toContain('◂ 1 move back');
    expect(desk.words).not.toContain('turn 6 of 6');
    const [, second = ''] = screenOf(desk.host.model(), { columns: 120, rows: 36 }, 0, makeTheme(false)).rows;
    expect(stripVTControlCharacters(second).trim()).toBe('[READ COMMITTED]');
  });

  test('who leaves comes back to the moves that were on the screen, and to the hints', async () => {
    await using desk = await Desk.open(lesson);
    await letsGo(desk, 'aabb');
    desk.press('H', 'left', 'escape');
    expect(desk.host.model().run).toBeUndefined();
    desk.press('enter');
    await desk.until((model) => isReady(model) && model.run?.track.actions.length === 3);
    expect(desk.words).toContain('Moves A A B, 1 switch');
    expect(desk.words).toContain('This is where you were. r begins anew.');
    expect(desk.words).toContain('Hint 1 of 3: The first.');
  });

  test('what is forgotten begins anew', async () => {
    await using desk = await Desk.open(lesson);
    await letsGo(desk, 'aab');
    desk.press('escape', 'x', 'y', 'enter');
    await desk.until((model) => model.run !== undefined && isReady(model));
    expect(desk.words).toContain('Moves none yet');
  });

  test('keys that would give the answer away, or change it, say in a line why not', async () => {
    await using desk = await Desk.open(lesson);
    const said = (key: string) => {
      desk.press(key);
      const { notice } = desk.run;
      expect([key, desk.host.model().overlay, desk.run.prompt]).toEqual([key, undefined, undefined]);
      return notice;
    };
    expect(said('o')).toBe('First break it: this tells which orders do.');
    expect(said('m')).toBe('First solve it: this tells what happens at which level.');
    expect(said('R')).toBe('First break it: this tells which orders do.');
    expect(said(':')).toBe('Only the statements of the programs are sent here.');
    expect(said('x')).toBe('Only the statements of the programs are sent here.');
    expect(said('v')).toBe('An exercise has no variants.');
    expect(said('u')).toContain('No order is written here.');
    expect(said('4')).toBe('The exercise is at READ COMMITTED. Levels are asked about once it is broken.');
    for (const key of ['end', 'w', 't', 'right']) expect(said(key)).toContain('You say who goes next');
  });
});

describe('the end', () => {
  test('where it holds: nothing is told of the answer', async () => {
    const store = kept();
    await using desk = await Desk.open(lesson, store);
    await letsGo(desk, 'aaabbb');
    const words = await ends(desk);
    expect(words).toContain('It holds: All is well.');
    expect(words).toContain('Not broken yet. ← takes moves back, r begins anew');
    expect(words).not.toContain('To be remembered.');
    expect(words).not.toContain('Name a level');
    expect(store.saved.at(-1)).toEqual({ level: 'READ COMMITTED', steps: 0, seen: [], answers: {} });
  });

  test('where it is broken: the level is asked for, and proved; then it is solved', async () => {
    const store = kept();
    await using desk = await Desk.open(lesson, store);
    broken(desk);
    await letsGo(desk, 'aaabbb');
    await ends(desk);
    expect(desk.words).toContain('Name a level at which no order does it; if there are several, any one:');
    expect(desk.words).toContain('1 READ UNCOMMITTED 3 REPEATABLE READ 4 SERIALIZABLE');
    expect(desk.words).not.toContain('To be remembered.');
    await desk.until(({ run }) => run?.breaking?.fewest?.kind === 'done');
    await expectShown('break-level', 'broken, and the level is asked for', desk.host.model());
    desk.press('2');
    expect(desk.words).toContain('At READ COMMITTED you have just done it.');
    const heard: string[] = [];
    desk.press('4');
    await desk.until(({ run }) => {
      heard.push(desk.words);
      return run?.breaking?.proof?.kind === 'done';
    });
    expect(heard.join('\n')).toContain('At SERIALIZABLE: every order is being run, 1 run so far …');
    expect(desk.words).toContain('At SERIALIZABLE it holds in all 20 orders: they were run.');
    expect(desk.words).toContain('★ Solved.');
    expect(desk.words).toContain('To be remembered.');
    expect(store.saved.at(-1)).toMatchObject({ seen: [], solved: true });
    expect(desk.words).not.toContain('Not as in the lesson');
    desk.press('H');
    expect(desk.words).toContain('It is solved: there is nothing to give a hint for.');
    expect(idleInRun(desk.run)).toContain('more-hint');
    desk.press('o');
    await desk.until((model) => model.run?.orders?.result !== undefined);
    expect(desk.words).toContain('All 20 orders');
    desk.press('enter');
    await desk.until((model) => model.overlay === undefined && isReady(model));
    expect(desk.words).toContain('o: all orders, r: one of your own.');
    expect(desk.words).toContain('Moves none yet: Space takes the first one');
    expect(idleInRun(desk.run)).toEqual(
      expect.arrayContaining(['statement-a', 'without-own', 'level-1', 'compare']),
    );
    desk.press('escape');
    expect(desk.words).toContain('Exercise: break it, solved.');
  });

  test('leaves no sandbox behind where it is left in the middle of a proof', async () => {
    const desk = await Desk.open(lesson);
    broken(desk);
    await letsGo(desk, 'aaabbb');
    await ends(desk);
    desk.press('4', '3', '4', 'escape');
    await desk[Symbol.asyncDispose]();
    expect(desk.server.disposed).toBe(desk.server.made);
  });
});
