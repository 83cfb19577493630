import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { Handler } from '../../src/lesson/handler.ts';
import { widthOf } from '../../src/text/fit.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { update } from '../../src/ui/update.ts';
import type { Size } from '../../src/ui/view/layout.ts';
import { requestsWords } from '../../src/ui/view/order-words.ts';
import { noAreas } from '../../src/ui/view/screen.ts';
import { screenOf } from '../../src/ui/view/screen-of.ts';
import { scriptOfSteps, step } from '../engine/script-of.ts';
import { Desk, isReady } from './desk.ts';
import { lessonOf } from './recorded.ts';

const script = scriptOfSteps(
  [
    step('A', 'START TRANSACTION', { line: 1 }),
    step('A', 'lock k', { line: 2, look: 'A takes it.', expect: { affected: 0 } }),
    step('B', 'START TRANSACTION', { line: 3 }),
    step('B', 'lock k', { line: 4, look: 'Does B get it?' }),
    step('A', 'COMMIT', { line: 5 }),
    step('B', 'COMMIT', { line: 6 }),
  ],
  { invariant: { says: 'All is well.', violations: 'SELECT 1' } },
);
const base = lessonOf(script);
const lesson = lessonOf(script, {
  levels: ['READ COMMITTED', 'REPEATABLE READ'],
  variants: [{ id: 'alone', title: 'A alone', about: '', setup: [], steps: base.steps.slice(0, 2) }],
});

const explored = async (desk: Desk, key: string): Promise<string> => {
  desk.press(key);
  await desk.until((model) => model.run?.orders?.result !== undefined);
  return desk.words;
};

/** Whose turn it was, by what was sent. */
const order = ({ run }: Desk): string =>
  run.lab?.timeline.flatMap((one) => (one.kind === 'statement' ? [one.session] : [])).join('') ?? '';

describe('every order of a lesson', () => {
  test('is run and counted, and the run in hand stays where it is', async () => {
    await using desk = await Desk.open(lesson);
    await desk.steps(2);
    const words = await explored(desk, 'o');
    expect(words).toContain('All 20 orders, in ');
    expect(words).toContain('0 of 20 violate the promise.');
    expect(words).toMatch(/\d+ of 20 wait, and are as good as one after the other\./);
    expect(words).toContain('Order 1 of ');
    expect(words).toContain('AAABBB');
    desk.press('escape');
    expect(desk.run.lab?.timeline).toHaveLength(2);
    expect(desk.words).toContain('step 3 of 6');
  });

  test('is told while it goes on; what an order is like is said when all are known', async () => {
    await using desk = await Desk.open(lesson);
    const heard: string[] = [];
    desk.press('o');
    await desk.until(({ run }) => {
      if (run?.orders?.result === undefined && run?.orders?.orders.length === 5) heard.push(desk.words);
      return run?.orders?.result !== undefined;
    });
    expect(heard[0]).toMatch(/… \d+ of 20 orders so far, in 5 runs\./);
    expect(heard[0]).toMatch(/\d+ are judged when all are run\./);
    expect(heard[0]).toContain('Order 1 of 5:');
    expect(heard[0]).not.toContain('as good as one after the other');
  });

  test('leaves no sandbox behind where it was left in the middle', async () => {
    const desk = await Desk.open(lesson);
    desk.press('o', 'escape', 'o', '2', 'v', 'escape', 'o');
    await desk.until((model) => (model.run?.orders?.orders.length ?? 0) > 0);
    desk.press('escape', 'escape');
    await desk[Symbol.asyncDispose]();
    expect(desk.server.disposed).toBe(desk.server.made);
    expect(desk.host.model().run).toBeUndefined();
  });

  test('stands at each level and in each variant, and what was run once is not run again', async () => {
    await using desk = await Desk.open(lesson);
    await explored(desk, 'o');
    expect(await explored(desk, '2')).toContain('READ COMMITTED');
    const { made } = desk.server;
    desk.press('3');
    expect(desk.words).toContain('REPEATABLE READ');
    expect(desk.words).toContain('All 20 orders');
    expect(desk.server.made).toBe(made);
    expect(await explored(desk, 'v')).toContain('A alone');
    desk.press('4');
    expect(desk.words).toContain('REPEATABLE READ');
  });

  test('says how far it went where there are too many', async () => {
    const many = ['A', 'B', 'C'].flatMap((session) =>
      [1, 2, 3].map((one) => step(session, `rows ${one}`, { line: one })),
    );
    await using desk = await Desk.open(lessonOf(scriptOfSteps(many)));
    const words = await explored(desk, 'o');
    expect(words).toMatch(/\n\d+ of 1,680 orders, in 300 runs, fewest switches first\./);
    expect(words).toMatch(/\n\d+ are as good as one after the other\./);
    expect(words).toContain('that were run come to the same');
    expect(words).not.toContain('of 1,680 are');
    // Rows of cells that there is no room for are counted.
    const { rows } = screenOf(desk.host.model(), { columns: 80, rows: 18 }, 0, makeTheme(false));
    expect(stripVTControlCharacters(rows.join('\n'))).toMatch(/in 300 runs, .* ↓ \d+/);
  });

  test('says in full why it could not go on, and that what was not run is not judged', async () => {
    await using desk = await Desk.open(lesson);
    desk.press('o');
    await desk.until((model) => (model.run?.orders?.orders.length ?? 0) > 2);
    const { number, orders } = desk.run;
    const failed = `The setup failed.\n${'It is a long story. '.repeat(9)}The end.`;
    desk.host.tell({ type: 'explored', run: number, orders: orders?.number ?? 0, news: { failed } });
    expect(desk.words).toMatch(/✗ It could not go on after \d+ runs\./);
    expect(desk.words).toContain('The setup failed.');
    expect(desk.words).toContain('are not judged: not all were run.');
    const { rows } = screenOf(desk.host.model(), { columns: 80, rows: 24 }, 0, makeTheme(false));
    expect(rows.join(' ').replaceAll(/\s+/g, ' ')).toContain('It is a long story. The end.');
  });

  test('has a help of its own, from which it comes back; another screen from there ends what is under way', async () => {
    await using desk = await Desk.open(lesson);
    await explored(desk, 'o');
    desk.press('right', '?');
    const help = desk.words;
    expect(help).toContain('On the screen of orders');
    expect(help).toContain('the next order that is of another kind');
    expect(help).toContain('it ends in a deadlock');
    expect(help).not.toContain('In a lesson');
    desk.press('q');
    expect(desk.words).toContain('Order 2 of ');
    desk.press('?');
    const { model, commands } = update(desk.host.model(), { type: 'key', key: 'c', areas: noAreas });
    expect(model.overlay).toEqual({ kind: 'compare', scroll: 0 });
    expect(commands.map(({ type }) => type)).toEqual(['stop-exploring', 'compare']);
  });

  test('says where it takes the lesson’s steps, and not the requests of its application', async () => {
    const handler: Handler = { title: 'Add', path: '/x', request: {}, steps: [] };
    await using desk = await Desk.open({ ...lesson, handler });
    const told = "Orders of the lesson's steps. Whole requests: isolab explore ";
    expect(await explored(desk, 'o')).toContain(`${told}${lesson.id}.`);
    expect(requestsWords({ ...lesson, handler, file: '/x/lessons/test.yaml' })).toBe(`${told}test`);
    expect(requestsWords({ ...lesson, handler, file: 'own/lesson.yaml' })).toBe(`${told}own/lesson.yaml`);
    expect(requestsWords({ ...lesson, handler, requests: 2 })).toBeUndefined();
    expect(requestsWords(lesson)).toBeUndefined();
  });

  test('says that there is no server', async () => {
    await using desk = await Desk.open(lesson);
    desk.host.tell({
      type: 'server-absent',
      attempt: 1,
      problem: { title: 'Gone', message: 'It went away.', next: [] },
    });
    desk.press('o');
    expect(desk.host.model().overlay).toBeUndefined();
    expect(desk.run.notice).toBe('There is no server.');
  });
});

describe('an order that is opened', () => {
  test('goes step by step with the usual keys, and tells nothing of the written order once it is left', async () => {
    await using desk = await Desk.open(lesson);
    await explored(desk, 'o');
    desk.press('right');
    const word = desk.run.orders?.orders.length ?? 0;
    expect(word).toBeGreaterThan(1);
    // The one after the other that begins with B.
    expect(desk.words).toContain('BBBAAA');
    const { number } = desk.run;
    desk.press('enter');
    await desk.until((model) => isReady(model) && model.run?.number !== number);
    expect(desk.words).toContain('Space takes the next step of BBBAAA; o: all orders, u: the written one.');
    expect(desk.words).toContain('in the order BBBAAA.');
    expect(await desk.steps(1)).not.toContain('A takes it.');
    await desk.steps(2);
    expect(order(desk)).toBe('BBB');
    expect(desk.words).toContain('turn 4 of 6, step 1 A>');
    expect(desk.words).toContain('u comes back. o shows all orders.');
    desk.press('left', 'space', 'end');
    await desk.until((model) => isReady(model) && model.run?.lab?.finished !== undefined);
    expect(order(desk)).toBe('BBBAAA');
    desk.press('o');
    expect(desk.words).toContain('All 20 orders');
    desk.press('escape', 'u');
    await desk.until((model) => isReady(model) && model.run?.order === undefined);
    expect(await desk.steps(1)).toContain('A takes it.');
  });

  test('goes on at another level, begins anew with r, and is left by who goes next instead', async () => {
    await using desk = await Desk.open(lesson);
    await explored(desk, 'o');
    desk.press('right', 'enter');
    await desk.until((model) => isReady(model) && model.run?.order !== undefined);
    await desk.steps(1);
    for (const key of ['2', 'r']) {
      const { number } = desk.run;
      desk.press(key);
      await desk.until((model) => isReady(model) && model.run?.number !== number);
      expect(desk.run.order).toBe('BBBAAA');
    }
    await desk.lets('A');
    expect(desk.run.order).toBeUndefined();
    await desk.steps(1);
    expect(order(desk)).toBe('AA');
  });
});

describe.each<Size>([
  { columns: 80, rows: 24 },
  { columns: 120, rows: 36 },
  { columns: 200, rows: 60 },
])('the screen of orders at $columns×$rows', (size) => {
  test('is as large as the terminal, and can be read without colours', async () => {
    await using desk = await Desk.open(lesson);
    const rows = (isColoured: boolean) => screenOf(desk.host.model(), size, 0, makeTheme(isColoured)).rows;
    desk.press('o');
    expect(rows(false)).toHaveLength(size.rows);
    await explored(desk, 'up');
    desk.press('right', 'right', 'tab');
    for (const row of rows(true)) expect([widthOf(row), row]).toEqual([size.columns, row]);
    expect(rows(true)).toHaveLength(size.rows);
    const plain = rows(false).map((row) => stripVTControlCharacters(row).trimEnd());
    await expect(`${plain.join('\n')}\n`).toMatchFileSnapshot(
      `screens/orders-${size.columns}x${size.rows}.txt`,
    );
  });
});
