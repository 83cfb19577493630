import { describe, expect, test } from 'vitest';
import { makeTheme } from '../../src/ui/theme.ts';
import { screenOf } from '../../src/ui/view/screen-of.ts';
import { scriptOfSteps, step } from '../engine/script-of.ts';
import { Desk } from './desk.ts';
import { endOf, type Opening, PicturedLab, type PicturedRun } from './pictured.ts';
import { lessonOf } from './recorded.ts';
import { expectShown } from './shown.ts';

interface Moment {
  readonly name: string;
  readonly title: string;
  readonly opening: Opening;
  readonly comes: (lab: PicturedLab) => Promise<void>;
}

const moments: readonly Moment[] = [
  {
    name: 'dirty-read',
    title: 'B reads what A has not committed.',
    opening: { run: 'dirty-read' },
    comes: (lab) => lab.take(4),
  },
  {
    name: 'wait',
    title: 'B waits for A; each of them sees another balance.',
    opening: { run: 'lost-update-rr' },
    comes: (lab) => lab.take(9),
  },
  {
    name: 'goes-on',
    title: 'A commits, and B goes on.',
    opening: { run: 'lost-update-rr' },
    comes: (lab) => lab.take(10),
  },
  {
    name: 'covered',
    title: 'A question: what would answer it is covered.',
    opening: { run: 'lost-update-rr', asks: true },
    comes: (lab) => lab.toQuestion(),
  },
  {
    name: 'what-came',
    title: 'What came of the step, what was said, and why.',
    opening: { run: 'lost-update-rr', asks: true },
    comes: async (lab) => {
      await lab.toQuestion();
      const before = lab.taken;
      lab.press('1', 'enter');
      await lab.until((model) => model.run?.phase.kind === 'ready' && lab.taken > before);
    },
  },
  {
    name: 'versions',
    title: 'The versions of each row, and who would read which.',
    opening: { run: 'lost-update-rr' },
    comes: async (lab) => {
      await lab.take(9);
      lab.press('d');
    },
  },
  {
    name: 'first-difference',
    title: 'Another level was chosen: the run halts where it goes another way.',
    opening: { run: 'lost-update-rr', others: ['lost-update-s'] },
    comes: async (lab) => {
      await lab.take(9);
      lab.press('4');
      await lab.until(
        ({ run }) =>
          run?.script.level === 'SERIALIZABLE' && run.phase.kind === 'ready' && run.goal === undefined,
      );
    },
  },
  {
    name: 'locks',
    title: 'Locks on the line of keys, without a key pressed.',
    opening: { run: 'next-key-locks' },
    comes: (lab) => lab.take(4),
  },
  {
    name: 'deadlock',
    title: 'A deadlock, and who was rolled back.',
    opening: { run: 'lost-update-s' },
    comes: (lab) => lab.take(8),
  },
  {
    name: 'end',
    title: 'The end: what happened, what it is called, what comes next.',
    opening: { run: 'lost-update-rr' },
    comes: (lab) => lab.toEnd(),
  },
];

describe('each thing that one sees, at three sizes and heard', () => {
  test.for(moments)('$name', async ({ name, title, opening, comes }) => {
    await using lab = await PicturedLab.open(opening);
    await comes(lab);
    await expectShown(name, title, lab.model);
  });

  test('on a large screen the room below the transcripts is not left blank', async () => {
    for (const { opening, comes } of moments) {
      await using lab = await PicturedLab.open(opening);
      await comes(lab);
      if (lab.model.run?.tab !== 'transcript') continue;
      const { rows } = screenOf(lab.model, { columns: 200, rows: 60 }, 0, makeTheme(false));
      expect(rows.filter((row) => /^[\s│]*$/.test(row)).length).toBeLessThan(30);
    }
  });

  test('compared', async () => {
    const runs: readonly PicturedRun[] = ['ru', 'rc', 'rr', 's'];
    await using lab = await PicturedLab.open({ run: 'rr' });
    lab.press('c');
    await lab.until(({ run }) => run?.comparison?.columns.every((one) => one.result) ?? false);
    for (const [column, name] of runs.entries()) lab.compares(column, endOf(name));
    await expectShown('compared', 'All levels beside each other: what is equal is folded.', lab.model);
  });

  test('off the script', async () => {
    const steps = [
      step('A', 'START TRANSACTION'),
      step('A', 'rows 1'),
      step('B', 'rows 1'),
      step('A', 'COMMIT'),
    ];
    await using desk = await Desk.open(lessonOf(scriptOfSteps(steps)));
    await desk.steps(2);
    await desk.types('brows 2');
    await expectShown('off-the-script', 'A statement of one’s own: the script is left.', desk.host.model());
  });
});
