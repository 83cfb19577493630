import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { upcoming } from '../../src/engine/run/upcoming.ts';
import type { LabState } from '../../src/engine/state.ts';
import { widthOf } from '../../src/text/fit.ts';
import type { Model } from '../../src/ui/model/model.ts';
import type { RunModel } from '../../src/ui/model/run.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import type { Size } from '../../src/ui/view/layout.ts';
import { linearLines } from '../../src/ui/view/linear-lines.ts';
import { screenOf } from '../../src/ui/view/screen-of.ts';
import { lessonOf, modelOf, type RecordingName, runModelAt, settledUpTo } from './recorded.ts';

const sizes: readonly Size[] = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 36 },
  { columns: 200, rows: 60 },
];
const large = { columns: 120, rows: 120 };

const rowsOf = (model: Model, size: Size): readonly string[] =>
  screenOf(model, size, 0, makeTheme(false)).rows.map((row) => stripVTControlCharacters(row));

const draw = (run: RunModel, size: Size): string =>
  rowsOf(modelOf(run), size)
    .map((row) => row.trimEnd())
    .join('\n');

/** So many steps are taken or passed over. */
const passed =
  (steps: number) =>
  (lab: LabState): boolean =>
    lab.steps.filter(({ status }) => status === 'taken' || status === 'skipped').length >= steps;

const isBlocked = ({ sessions }: LabState): boolean => sessions.some(({ status }) => status === 'blocked');
const isOver = (lab: LabState): boolean => lab.finished !== undefined;

const at = (name: RecordingName, holds: (lab: LabState) => boolean, more: Partial<RunModel> = {}): RunModel =>
  runModelAt(settledUpTo(name, holds), more);

describe.each(sizes)('at $columns×$rows', (size) => {
  const name = `${size.columns}x${size.rows}`;

  test('a request that waits at its look-up, with the values that it asked with', async () => {
    const run = at('check-in', isBlocked);
    await expect(`${draw(run, size)}\n`).toMatchFileSnapshot(`screens/check-in-${name}.txt`);
  });

  test('which Redis it is, beside the MySQL server and behind the whole title', () => {
    const redis = { version: '8.0.6', provider: 'embedded', place: 'there' } as const;
    const states = settledUpTo('redis-crash', passed(1)).map((lab) => ({ ...lab, redis }));
    const run = runModelAt(states);
    const [header = ''] = rowsOf(modelOf(run), size);
    expect(header).toMatch(/^ This book is being added already .*MySQL [\d.]+.* · Redis 8\.0\.6 $/);
    expect(widthOf(header)).toBe(size.columns);
    expect(linearLines(modelOf(run), 0, makeTheme(false)).join('\n')).toMatch(/MySQL [\d.]+ · Redis 8\.0\.6/);
  });

  test('a request that died: its lifeline ends, and Redis has the key in a lane of its own', async () => {
    const run = at('redis-crash', passed(8));
    await expect(`${draw(run, size)}\n`).toMatchFileSnapshot(`screens/redis-crash-${name}.txt`);
  });

  test('every row is as wide as the terminal, at every moment', () => {
    for (const recording of ['check-in', 'redis-crash'] as const) {
      for (const tab of ['transcript', 'timeline', 'versions'] as const) {
        const states = settledUpTo(recording, isOver);
        for (const [index] of states.entries()) {
          const run = runModelAt(states.slice(0, index + 1), { tab });
          for (const row of rowsOf(modelOf(run), size))
            expect([widthOf(row), row]).toEqual([size.columns, row]);
        }
      }
    }
  });
});

describe('work of the application', () => {
  test('is done, and is no SQL that affected rows', () => {
    const screen = draw(at('redis-crash', passed(7), { focus: 'main', isZoomed: true }), large);
    expect(screen).toMatch(/1 C: looks at title .*\n.* title is empty/);
    expect(screen).not.toMatch(/C>|0 rows affected/);
  });

  test('that dies ends its lifeline with a cross, and says so once', () => {
    const screen = draw(at('redis-crash', passed(8), { focus: 'main', isZoomed: true }), large);
    expect(screen).toMatch(/│ .* 7 A: the application dies/);
    expect(screen).toMatch(/╳ +✗ The application died, and its connection with it\./);
    expect(screen).not.toContain('connection lost');
  });
});

describe('Redis', () => {
  test('has the commands as they went out, who sent them, and the replies as its own client writes them', () => {
    const screen = draw(at('redis-crash', passed(8), { focus: 'main', isZoomed: true }), large);
    expect(screen).toMatch(/│ +4 A> SETNX add_book_Sapiens 1 *\n.*│ +1\n/);
    expect(screen).toMatch(/│▸? +8 B> SETNX add_book_Sapiens 1 *\n.*│ +0\n/);
    expect(screen).toMatch(/─ Redis ─/);
    expect(screen).toContain('● 1 key');
  });

  test('is named where there are no lanes to hear', () => {
    const run = at('redis-crash', passed(4));
    const heard = linearLines(modelOf(run), 0, makeTheme(false)).join('\n');
    expect(heard).toMatch(/4 A Redis> SETNX add_book_Sapiens 1\n1\n/);
    expect(heard).toContain('add_book_Sapiens, 1, no');
  });
});

describe('values', () => {
  test('stand below a statement, and in one line behind as much of it as there is room for', () => {
    const run = at('check-in', passed(3), { focus: 'main', isZoomed: true });
    const wide = draw(run, { columns: 100, rows: 40 });
    expect(wide).toMatch(/:user FOR UPDATE\n.* with user = 1\n/);
    const brief = draw({ ...run, tab: 'timeline' }, { columns: 80, rows: 24 });
    expect(brief).toMatch(/3 A> SELECT .*… {2}with user = 1 {2}1 row$/m);
  });

  test('of the next step are known before it is sent, also those kept from an answer', () => {
    const isNext = (lab: LabState): boolean => {
      const plan = upcoming(lab);
      return plan.kind === 'take' && lab.script.steps[plan.step]?.name === 'history_a';
    };
    const bar = draw(at('check-in', isNext), { columns: 200, rows: 60 });
    expect(bar).toMatch(/A> INSERT INTO credit_history .* with user = 1, reward = '10'/);
  });

  test('are written before a class after the statement', () => {
    const run = at('check-in', passed(2));
    const present = (written: number): string =>
      rowsOf(
        {
          ...modelOf(run),
          mode: 'present',
          presentation: {
            isPlaying: false,
            loops: false,
            stepMs: 1000,
            types: true,
            showsNotes: false,
            alarms: 0,
            written,
          },
        },
        large,
      ).join('\n');
    expect(present(10)).toMatch(/A> SELECT u\.i▏/);
    const sql = run.lab?.script.steps[2]?.sql ?? '';
    expect(present(sql.length + 6)).toMatch(/ with user =▏/);
  });
});

describe('an answer over HTTP', () => {
  test('is broken between its parts, and says whose it is where several share a lane', () => {
    const screen = draw(at('check-in', isOver, { focus: 'main', isZoomed: true }), {
      columns: 80,
      rows: 200,
    });
    expect(screen).toMatch(/→ B gives up and answers: 409 \{"status": 0, "message": "already\n/);
    expect(screen).toMatch(/^ .* {5}checked in today, come back at 8 AM"\}$/m);
    expect(screen).toContain('→ A answers: 200 {"status":1,"message":"checked in"}');
  });
});

test('a lesson with an application says at its end how to send it many requests', () => {
  const run = at('check-in', isOver);
  expect(draw(run, sizes[0] ?? large)).not.toContain('many requests');
  const handler = { title: 'Check in', path: '/api/sign', request: {}, steps: [] };
  const lesson = lessonOf(run.script, { handler });
  const withHandler: RunModel = { ...run, lesson, isZoomed: 'page', focus: 'guide' };
  const screen = draw(withHandler, { columns: 80, rows: 40 });
  expect(screen).toContain('R     sends many requests at once');
  expect(screen).toMatch(/POST\s+\/api\/sign/);
});
