import { describe, expect, test } from 'vitest';
import type { Check } from '../../src/exercise/checks.ts';
import { openExercise } from '../../src/exercise/open-exercise.ts';
import { requested } from '../../src/exercise/requested.ts';
import type { Exploration, JudgedOrder } from '../../src/explore/exploration.ts';
import { scriptOf } from '../../src/lesson/script.ts';
import { initialModel } from '../../src/ui/model/initial.ts';
import type { Areas, Message } from '../../src/ui/model/messages.ts';
import type { Model } from '../../src/ui/model/model.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { update } from '../../src/ui/update.ts';
import { linearLines } from '../../src/ui/view/linear-lines.ts';
import { noAreas } from '../../src/ui/view/screen.ts';
import { screenOf } from '../../src/ui/view/screen-of.ts';
import { samples } from '../exercise/samples.ts';
import { expectShown } from './shown.ts';

const { lesson } = await openExercise(samples.likes);
const whole = requested(lesson);
const script = scriptOf(whole, {});

const order = { order: 'AABBAABBAB', switches: 2 } as unknown as JudgedOrder;
const shows = { lesson: whole, script, order };

const checks: readonly Check[] = [
  { kind: 'levels', verdict: 'holds', says: 'The level is REPEATABLE READ.', seen: 'It is REPEATABLE READ.' },
  {
    kind: 'promise',
    verdict: 'fails',
    says: 'In every order: A picture has as many likes as were noted.',
    seen: 'It is violated in 240 of 252 orders, for instance in AABBAABBAB.',
    shows,
  },
  {
    kind: 'apart',
    verdict: 'fails',
    says: 'With picture = 2 in the second request, nobody waits.',
    seen: 'In AABBAABBAB one of the two waits for the other.',
    shows,
  },
];

const costs = { of: 252n, waits: 240n, deadlocks: 120n, triedAgain: 0n, turnedAway: new Map() };
const mistakes = lesson.exercise?.asks.kind === 'fix' ? lesson.exercise.asks.wrong : [];

/** The model, and what it has asked for since it began. */
class Screen {
  model: Model;
  readonly asked: string[] = [];
  areas: Areas = noAreas;

  constructor(opened = lesson) {
    this.model = initialModel([opened]).model;
    const about = { version: '9.7.4', provider: 'embedded', place: 'here' } as const;
    this.tell({ type: 'server-ready', attempt: 1, about });
    this.press('enter');
  }

  tell(message: Message): void {
    const { model, commands } = update(this.model, message);
    this.model = model;
    this.asked.push(...commands.map(({ type }) => type));
    ({ areas: this.areas } = screenOf(model, { columns: 80, rows: 24 }, 0, makeTheme(false)));
  }

  press(...keys: readonly string[]): void {
    for (const key of keys) this.tell({ type: 'key', key, areas: this.areas });
  }

  get fixing(): number {
    return this.model.fixing?.number ?? 0;
  }

  placed(isThere: boolean, editor?: string): void {
    const answer = { file: 'likes-fix.yaml', isThere, ...(editor !== undefined && { editor }) };
    this.tell({ type: 'answer-placed', fixing: this.fixing, answer });
  }

  judged(isSolved: boolean): void {
    const exploration = {} as unknown as Exploration;
    const verdict = {
      kind: 'fix' as const,
      isSolved,
      checks: isSolved ? checks.slice(0, 1) : checks,
      costs,
      exploration,
      mistakes: isSolved ? [] : mistakes,
    };
    this.tell({ type: 'answer-judged', fixing: this.fixing, judged: { kind: 'judged', verdict } });
  }

  get words(): string {
    return linearLines(this.model, 0, makeTheme(false)).join('\n');
  }
}

describe('a program is to be changed', () => {
  test('its file is written by a key where it is not there, and watched as soon as it is', async () => {
    const screen = new Screen();
    expect(screen.asked).toContain('open-answer');
    expect(screen.model.run).toBeUndefined();
    screen.placed(false, 'vi');
    expect(screen.words).toContain('likes-fix.yaml: not there yet');
    expect(screen.words).toContain('e opens the file of your answer in vi');
    await expectShown('fix-begins', 'a program is to be changed', screen.model);
    screen.press('w');
    expect(screen.asked.at(-1)).toBe('write-answer');
    screen.placed(true, 'vi');
    expect(screen.asked.at(-1)).toBe('watch-answer');
    screen.press('w');
    expect(screen.words).toContain('It is there already, and is taken as it is');
    screen.press('e');
    expect(screen.asked.at(-1)).toBe('edit-answer');
    screen.tell({ type: 'answer-judging', fixing: screen.fixing, ran: 7 });
    expect(screen.words).toContain('It is being judged in every order: 7 runs so far …');
  });

  test('what does not hold is told with its signs, the usual mistake, what it costs; the order is stepped through', async () => {
    const screen = new Screen();
    screen.placed(true);
    screen.judged(false);
    await expectShown('fix-fails', 'a fix that does not hold', screen.model);
    expect(screen.words).toContain('✗ Not yet.');
    expect(screen.words).toContain('Both may lock the row at once');
    expect(screen.words).toContain('somebody waits in 240 of 252 orders');
    expect(screen.words).not.toContain('Let the UPDATE work on what the row has.');
    screen.press('down');
    expect(screen.model.fixing?.cursor).toBe(1);
    screen.press('enter');
    expect(screen.model.run?.order).toBe('AABBAABBAB');
    expect(screen.asked.at(-1)).toBe('open-run');
    // It is no lesson of which anything is kept, or told.
    expect(screen.model.run?.script.remember).toEqual([]);
    expect(screen.model.run?.shows).toMatch(/^With picture = 2 in the second request/);
    expect(screen.words).toContain('Space takes the next step of AABBAABBAB');
    expect(screen.words).not.toContain('off the script');
    // Begun anew it is still not compared with an order of the exercise, of which there is none.
    screen.press('r');
    expect(screen.model.run?.shows).toMatch(/^With picture = 2 in the second request/);
    screen.press('escape');
    expect(screen.model.run).toBeUndefined();
    expect(screen.model.fixing?.cursor).toBe(1);
  });

  test('hints come one by one; solved, it is kept, and there is something to remember', async () => {
    const screen = new Screen();
    screen.placed(true);
    screen.press('H');
    expect(screen.words).toContain('Hint 1 of 2: What happens between reading and writing?');
    screen.press('H', 'H');
    expect(screen.words).toContain('There is no other hint.');
    screen.judged(false);
    expect(screen.model.progress[lesson.id]).toMatchObject({ seen: [] });
    expect(screen.model.progress[lesson.id]?.solved).toBeUndefined();
    screen.judged(true);
    expect(screen.words).toContain('★ Solved.');
    expect(screen.words).toContain('Let the UPDATE work on what the row has.');
    expect(screen.model.progress[lesson.id]?.solved).toBe(true);
    expect(screen.asked.at(-1)).toBe('save-progress');
    screen.press('escape');
    expect(screen.asked.at(-1)).toBe('close-answer');
    expect(screen.words).toContain('Exercise: fix it, solved.');
  });

  test('what was kept may come to be known when it is open already', () => {
    const screen = new Screen();
    screen.placed(true);
    const { level } = lesson;
    const progress = { [lesson.id]: { level, steps: 0, seen: [], answers: {}, solved: true as const } };
    screen.tell({ type: 'progress-loaded', progress });
    expect(screen.model.fixing?.isSolved).toBe(true);
    const { rows } = screenOf(screen.model, { columns: 80, rows: 24 }, 0, makeTheme(false));
    expect(rows.join('\n')).toContain('★ solved');
  });

  test('news of an exercise that was left come too late', () => {
    const screen = new Screen();
    const { fixing } = screen;
    screen.press('escape', 'enter');
    screen.tell({ type: 'answer-judging', fixing, ran: 3 });
    expect(screen.model.fixing?.ran).toBeUndefined();
  });

  test('a file that cannot be read says where, and without a server it is judged later', () => {
    const screen = new Screen();
    const problem = { title: 'No server', message: 'gone', next: [] };
    screen.tell({ type: 'server-absent', attempt: 1, problem });
    screen.placed(true);
    expect(screen.asked).not.toContain('watch-answer');
    screen.press('r');
    expect(screen.asked.at(-1)).toBe('connect');
    const about = { version: '9.7.4', provider: 'embedded', place: 'here' } as const;
    screen.tell({ type: 'server-ready', attempt: 2, about });
    expect(screen.asked.at(-1)).toBe('watch-answer');
    const message = 'likes-fix.yaml:2:1: error: `handlr` is not known';
    const judged = { kind: 'unreadable', message, next: [] } as const;
    screen.tell({ type: 'answer-judged', fixing: screen.fixing, judged });
    expect(screen.words).toContain('This cannot be judged yet.');
    expect(screen.words).toContain('`handlr` is not known');
  });
});

test('while a save is judged, what was said of the one before is told as such', () => {
  const screen = new Screen();
  screen.placed(true);
  screen.judged(false);
  screen.tell({ type: 'answer-judging', fixing: screen.fixing, ran: 3 });
  expect(screen.words).toContain('Your answer: being judged; below is what became of it before');
  expect(screen.words).not.toContain('✗ Not yet.');
  const judged = { kind: 'unreadable', message: 'likes-fix.yaml:1:1: the file is empty', next: [] } as const;
  screen.tell({ type: 'answer-judged', fixing: screen.fixing, judged });
  screen.tell({ type: 'answer-judging', fixing: screen.fixing, ran: 0 });
  expect(screen.words).not.toContain('the file is empty');
});

test('who reads goes on where that was after a save, and is told how much is right', async () => {
  const { lesson: reading } = await openExercise('lessons/read-victim.yaml');
  const asks = reading.exercise?.asks;
  if (asks?.kind !== 'read') throw new Error('It is not read');
  const screen = new Screen(reading);
  screen.placed(true);
  const judge = (right: number): void => {
    const answers = asks.questions.map((question, at) => ({ question, said: 1, isRight: at < right }));
    const exhibit = { kind: 'deadlock' as const, text: 'a line\n'.repeat(60) };
    const verdict = { kind: 'read' as const, isSolved: false, exhibit, answers };
    screen.tell({ type: 'answer-judged', fixing: screen.fixing, judged: { kind: 'judged', verdict } });
  };
  judge(1);
  expect(screen.words).toContain('1 of 4 right');
  screen.press('down', 'down', 'down');
  judge(3);
  expect(screen.words).toContain('3 of 4 right');
  expect(screen.model.fixing?.scroll).toBe(3);
});
