import { describe, expect, test } from 'vitest';
import { openExercise } from '../../src/exercise/open-exercise.ts';
import { initialModel } from '../../src/ui/model/initial.ts';
import type { Areas, Command, Message } from '../../src/ui/model/messages.ts';
import type { Model } from '../../src/ui/model/model.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { update } from '../../src/ui/update.ts';
import { linearLines } from '../../src/ui/view/linear-lines.ts';
import { noAreas } from '../../src/ui/view/screen.ts';
import { screenOf } from '../../src/ui/view/screen-of.ts';
import { samples } from '../exercise/samples.ts';
import { expectShown } from './shown.ts';

const { lesson } = await openExercise(samples.shelf);
const asks = lesson.exercise?.asks;
if (asks?.kind !== 'read') throw new Error('The sample is no reading');

/** What the tables of a server have after `a_writes`. */
const locks = {
  columns: ['session', 'object', 'index', 'mode', 'status', 'data'],
  rows: [
    ['A', 'shelf', null, 'IX', 'GRANTED', null],
    ['A', 'shelf', 'PRIMARY', 'X,REC_NOT_GAP', 'GRANTED', '1'],
  ],
};

const withRows = (more: number) => ({
  ...locks,
  rows: [
    ...locks.rows,
    ...Array.from({ length: more }, (_, at) => ['B', 'shelf', 'PRIMARY', 'S', 'GRANTED', `${at + 2}`]),
  ],
});

const right = { same: 1, other: 2 } as const;

class Screen {
  model: Model;
  readonly commands: Command[] = [];
  areas: Areas = noAreas;

  constructor() {
    this.model = initialModel([lesson]).model;
    const about = { version: '9.7.4', provider: 'embedded', place: 'here' } as const;
    this.tell({ type: 'server-ready', attempt: 1, about });
    this.press('enter');
  }

  tell(message: Message): void {
    const { model, commands } = update(this.model, message);
    this.model = model;
    this.commands.push(...commands);
    ({ areas: this.areas } = screenOf(model, { columns: 80, rows: 24 }, 0, makeTheme(false)));
  }

  press(...keys: readonly string[]): void {
    for (const key of keys) this.tell({ type: 'key', key, areas: this.areas });
  }

  get fixing(): number {
    return this.model.fixing?.number ?? 0;
  }

  placed(isThere: boolean): void {
    this.tell({ type: 'answer-placed', fixing: this.fixing, answer: { file: 'shelf-read.yaml', isThere } });
  }

  judged(said: Partial<Record<keyof typeof right, number>>, more = 0): void {
    const answers = (['same', 'other'] as const).flatMap((id) => {
      const question = asks?.kind === 'read' ? asks.questions.find((one) => one.id === id) : undefined;
      const choice = said[id];
      return question === undefined
        ? []
        : [{ question, ...(choice !== undefined && { said: choice }), isRight: choice === right[id] }];
    });
    const isSolved = answers.every(({ isRight }) => isRight);
    const verdict = {
      kind: 'read' as const,
      isSolved,
      exhibit: { kind: 'locks' as const, locks: withRows(more) },
      answers,
    };
    this.tell({ type: 'answer-judged', fixing: this.fixing, judged: { kind: 'judged', verdict } });
  }

  get words(): string {
    return linearLines(this.model, 0, makeTheme(false)).join('\n');
  }
}

const choosing = (fixing: number, question: string, choice: number) => ({
  type: 'choose-answer',
  fixing,
  question,
  choice,
});

describe('something is to be read', () => {
  test('it is there before the file is, and the first answer writes that', async () => {
    const screen = new Screen();
    screen.press('1');
    expect(screen.words).toContain('There is nothing to answer yet.');
    screen.placed(false);
    expect(screen.commands.at(-1)).toMatchObject({ type: 'watch-answer' });
    expect(screen.words).toContain('The server makes what there is to read');
    screen.judged({});
    await expectShown('read-begins', 'locks are to be read', screen.model);
    expect(screen.words).toContain('not there yet; your first answer writes it');
    expect(screen.words).toContain('Question 1 of 2 · 0 of 2 right');
    screen.press('2');
    expect(screen.commands.at(-1)).toEqual(choosing(screen.fixing, 'same', 1));
    screen.placed(true);
    expect(screen.commands.at(-1)).toMatchObject({ type: 'watch-answer' });
  });

  test('who answers stays at the question, and Space goes to one that is open', async () => {
    const screen = new Screen();
    screen.placed(true);
    screen.judged({});
    screen.press('3');
    expect(screen.words).toContain('The answers are called 1 to 2.');
    screen.press('b');
    expect(screen.words).toContain('The answers are called 1 to 2.');
    screen.judged({ same: 0 });
    expect(screen.words).toContain('✗ 1. It is done at once.');
    expect(screen.words).toContain('Not so. A has X on 1.');
    expect(screen.words).not.toContain('until it commits');
    screen.press('H', 'H', 'H');
    expect(screen.words).toContain('There is no other hint.');
    expect(screen.words).toContain('Hint 2 of 2: A lock on a row');
    await expectShown('read-wrong', 'a wrong answer, and a hint', screen.model);
    screen.press('right');
    expect(screen.words).toContain('Question 2 of 2 · 0 of 2 right');
    screen.press('right', 'left');
    screen.judged({ same: 1 });
    expect(screen.words).toContain('Right. A has the row until it commits.');
    expect(screen.words).toContain('Space the next question: 1 question to go');
    screen.press('space');
    screen.judged({ same: 1, other: 2 });
    expect(screen.words).toContain('★ Solved: all 2 right');
    expect(screen.model.fixing?.isSolved).toBe(true);
    screen.press('space');
    expect(screen.words).toContain('Every question has its right answer.');
    screen.press('escape');
    expect(screen.model.fixing).toBeUndefined();
  });

  test('what is longer than its room beside a question is read alone, and no question is answered unseen', async () => {
    const screen = new Screen();
    screen.placed(true);
    screen.press('z');
    expect(screen.words).toContain('There is nothing to read yet.');
    screen.judged({});
    screen.press('z');
    expect(screen.words).toContain('All that there is to read is shown.');
    screen.judged({}, 40);
    screen.press('z');
    await expectShown('read-alone', 'what there is to read, alone', screen.model);
    const asked = screen.commands.length;
    screen.press('2');
    expect(screen.commands).toHaveLength(asked);
    expect(screen.model.fixing?.isZoomed).toBe(false);
    screen.press('z', 'right');
    expect(screen.words).toContain('Question 1 of 2');
    screen.press('z', 'H');
    expect(screen.model.fixing).toMatchObject({ isZoomed: false, hints: 1 });
    screen.press('2');
    expect(screen.commands.at(-1)).toEqual(choosing(screen.fixing, 'same', 1));
  });

  test('without a server it says why, and how to try again', () => {
    const screen = new Screen();
    screen.placed(false);
    const problem = { title: 'No server', message: 'Nobody answers at 127.0.0.1:3306.', next: ['Start it.'] };
    screen.tell({ type: 'server-absent', attempt: 1, problem });
    expect(screen.words).toContain('Nobody answers at 127.0.0.1:3306.');
    expect(screen.words).toContain('r tries again.');
    screen.press('space');
    expect(screen.words).toContain('There is nothing to answer yet.');
  });

  test('it begins at the first question that has no right answer', () => {
    const screen = new Screen();
    screen.placed(true);
    screen.judged({ same: 1 });
    expect(screen.words).toContain('Question 2 of 2 · 1 of 2 right');
  });

  test('a file that cannot be read says where, until it can', () => {
    const screen = new Screen();
    screen.placed(true);
    const message = 'shelf-read.yaml:3: nothing of this name is asked';
    const judged = { kind: 'unreadable', message, next: [] } as const;
    screen.tell({ type: 'answer-judged', fixing: screen.fixing, judged });
    expect(screen.words).toContain('This cannot be judged yet.');
    // It may be gone, or empty: what is chosen begins it anew.
    expect(screen.words).toContain('B changes the book 1, too.');
    screen.press('space');
    expect(screen.words).toContain('There is nothing to answer yet.');
    screen.press('right', '3');
    expect(screen.commands.at(-1)).toEqual(choosing(screen.fixing, 'other', 2));
    screen.judged({ same: 1, other: 2 });
    expect(screen.words).toContain('★ Solved');
  });
});
