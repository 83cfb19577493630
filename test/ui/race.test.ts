import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { BurstScript } from '../../src/lesson/burst-script.ts';
import type { Handler } from '../../src/lesson/handler.ts';
import type { RaceState } from '../../src/race/state.ts';
import type { Model } from '../../src/ui/model/model.ts';
import { changeGate, raceAgain, raceAll, raced } from '../../src/ui/run/race.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { screenOf } from '../../src/ui/view/screen-of.ts';
import { lastOf, lessonOf, modelOf, runModel } from './recorded.ts';
import { expectShown } from './shown.ts';

const handler: Handler = {
  title: 'Do it',
  path: '/it',
  request: {},
  steps: [
    { name: 'it', sql: 'SELECT 1', rejectIf: [], onError: 'continue', until: 'settled', limitMs: 1, line: 1 },
  ],
};
const nothing: RaceState['totals'] = {
  rounds: 0,
  violated: 0,
  patterns: {},
  requests: 0,
  unanswered: 0,
  deadlocks: 0,
  retries: 0,
  waits: 0,
  waitedMs: 0,
  ms: [],
  latencies: [],
};
const lab = lastOf('violation');

const modelWith = (more: Parameters<typeof lessonOf>[1]): Model => ({
  ...modelOf(runModel(lab, { lesson: lessonOf(lab.script, more) })),
  mode: 'lab',
  server: { status: 'ready', about: { version: '9.7.4', provider: 'embedded', place: 'here' } },
});

const asked = ({ commands }: ReturnType<typeof raceAgain>) =>
  commands.map((command) => (command.type === 'race' ? [command.rounds, command.gate] : command.type));

describe('a race from the lesson', () => {
  test('is one burst, then many, then one again; with the gate or without it', () => {
    const first = raceAgain(modelWith({ handler }));
    expect(asked(first)).toEqual([[1, true]]);
    const many = raceAgain(first.model);
    expect(asked(many)).toEqual([[50, true]]);
    const free = changeGate(many.model);
    expect(asked(free)).toEqual([[50, false]]);
    expect(asked(raceAgain(free.model))).toEqual([[1, false]]);
  });

  test('all variants are raced in turn, and each keeps its rate in one table', async () => {
    const variants = ['slow', 'sure'].map((id) => ({
      id,
      title: `Fix: ${id}`,
      about: '',
      setup: [],
      steps: [],
    }));
    const first = raceAgain(
      modelWith({ handler, variants, invariant: { says: 'Once.', violations: 'SELECT 1' } }),
    );
    const all = raceAll(first.model);
    const scripts = all.commands.flatMap((one) => (one.type === 'race' ? one.scripts : []));
    expect(scripts.map(({ variant }) => variant?.id)).toEqual([undefined, 'slow', 'sure']);
    const stateOf = (script: BurstScript, rounds: number, violated: number): RaceState => ({
      about: {
        script,
        server: { version: '9.7.4', provider: 'embedded', place: 'here' },
        rounds: 50,
        gate: true,
        before: { tables: [] },
      },
      at: 0,
      totals: { ...nothing, rounds, violated, patterns: { '1 × 200, 5 × 409': rounds } },
      isFinished: rounds === 50,
    });
    const told = (model: Model, state: RaceState): Model =>
      raced(model, { type: 'raced', run: 1, race: all.model.run?.race?.number ?? 0, news: { state } });
    const [plain, slow, sure] = scripts;
    if (!plain || !slow || !sure) throw new Error('Three scripts');
    const model = [
      stateOf(plain, 50, 50),
      stateOf(slow, 50, 0),
      stateOf(sure, 0, 0),
      stateOf(plain, 1, 0),
    ].reduce(told, all.model);
    const rows = screenOf(model, { columns: 80, rows: 40 }, 0, makeTheme(false)).rows.map((row) =>
      stripVTControlCharacters(row).trimEnd(),
    );
    const table = rows.slice(rows.indexOf(' All variants') + 1);
    expect(table.slice(0, 3)).toEqual([
      ' ✗ as it is   violated in 50 of 50, 100 %  1 × 200, 5 × 409',
      ' ✓ Fix: slow  violated in 0 of 50, 0 %     1 × 200, 5 × 409',
      ' · Fix: sure  not raced yet',
    ]);
    // Without the gate it is another race.
    expect(changeGate(model).model.run?.race?.known).toEqual([]);
    await expectShown('race', 'All variants raced: how often each is violated.', model);
  });

  test('is of as many requests and workers as the lesson says', () => {
    const { commands } = raceAgain(modelWith({ handler, burst: { requests: 9, workers: 2, setup: [] } }));
    const [race] = commands.flatMap((one): readonly BurstScript[] =>
      one.type === 'race' ? one.scripts : [],
    );
    expect(race).toMatchObject({ requests: 9, workers: 2, level: 'REPEATABLE READ' });
  });

  test('needs an application and a server, and says so', () => {
    const without = raceAgain(modelWith({}));
    expect(without.commands).toEqual([]);
    expect(without.model.run?.notice).toBe('This lesson has no application to send requests to.');
    const coming: Model = {
      ...modelWith({ handler }),
      server: { status: 'coming', progress: { message: 'Looking' } },
    };
    expect(raceAgain(coming).model.run?.notice).toBe('There is no server yet.');
  });

  test('tells nothing any more once another one has begun', () => {
    const { model } = raceAgain(modelWith({ handler }));
    const again = raceAgain(model).model;
    const news = { type: 'raced', run: again.run?.number ?? 0, news: { failed: 'late' } } as const;
    expect(raced(again, { ...news, race: 1 })).toBe(again);
    expect(raced(again, { ...news, race: 2 }).run?.race?.failed).toBe('late');
  });
});
