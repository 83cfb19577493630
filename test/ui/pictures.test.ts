import { expect, test } from 'vitest';
import type { Model } from '../../src/ui/model/model.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import type { Size } from '../../src/ui/view/layout.ts';
import { screenOf } from '../../src/ui/view/screen-of.ts';
import { endOf, PicturedLab, type PicturedRun } from './pictured.ts';
import { svgOf } from './svg.ts';

/** How long a wait has lasted by the time that the picture is taken, in ms. */
const later = 2400;

const expectPicture = async (model: Model, name: string, title: string, size: Size): Promise<void> => {
  const { rows } = screenOf(model, size, later, makeTheme('light'));
  await expect(svgOf(rows, title)).toMatchFileSnapshot(
    `pictures/${name}.svg`,
    'npx vitest run test/ui/pictures -u draws it anew',
  );
};

test('a wait, and why', async () => {
  await using lab = await PicturedLab.open({ run: 'unique-index' });
  await lab.take(6);
  const title = "With a unique index, B's insert waits for A's: isolab shows on which lock, and why.";
  await expectPicture(lab.model, 'wait', title, { columns: 120, rows: 34 });
});

test('the locks of a deadlock', async () => {
  await using lab = await PicturedLab.open({ run: 's' });
  await lab.take(6);
  lab.press('L', 'z');
  const title = 'A deadlock: who waited for whom, on which lock, and who was rolled back.';
  await expectPicture(lab.model, 'deadlock', title, { columns: 120, rows: 27 });
});

test('the timeline', async () => {
  await using lab = await PicturedLab.open({ run: 's' });
  await lab.toEnd();
  lab.press('T', 'z');
  const title = 'The timeline of a run: transactions and waits, as long as they last.';
  await expectPicture(lab.model, 'timeline', title, { columns: 120, rows: 22 });
});

test('a question before a step', async () => {
  await using lab = await PicturedLab.open({ run: 's', asks: true });
  await lab.toQuestion();
  lab.press('down');
  const title = 'Before a step isolab asks what will happen. The server gives the answer.';
  await expectPicture(lab.model, 'question', title, { columns: 100, rows: 28 });
});

test('all levels side by side', async () => {
  await using lab = await PicturedLab.open({ run: 'rr' });
  lab.press('c');
  const runs: readonly PicturedRun[] = ['ru', 'rc', 'rr', 's'];
  await lab.until(({ run }) => run?.comparison?.columns.every((one) => one.result) ?? false);
  for (const [column, name] of runs.entries()) lab.compares(column, endOf(name));
  const title = 'One lesson at the four isolation levels, step by step. What differs is marked.';
  await expectPicture(lab.model, 'compare', title, { columns: 120, rows: 40 });
});

test('a lesson before a class', async () => {
  const presentation = {
    isPlaying: false,
    loops: false,
    stepMs: 3000,
    types: false,
    showsNotes: false,
    alarms: 0,
  };
  await using lab = await PicturedLab.open({ run: 's', mode: 'present', presentation });
  await lab.take(5);
  const title = 'isolab present: a lesson before a class, with nothing said before it happens.';
  await expectPicture(lab.model, 'present', title, { columns: 120, rows: 34 });
});
