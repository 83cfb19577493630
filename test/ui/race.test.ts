import { describe, expect, test } from 'vitest';
import type { BurstScript } from '../../src/lesson/burst-script.ts';
import type { Handler } from '../../src/lesson/handler.ts';
import type { Model } from '../../src/ui/model/model.ts';
import { changeGate, raceAgain, raced } from '../../src/ui/run/race.ts';
import { lastOf, lessonOf, modelOf, runModel } from './recorded.ts';

const handler: Handler = {
  title: 'Do it',
  path: '/it',
  request: {},
  steps: [
    { name: 'it', sql: 'SELECT 1', rejectIf: [], onError: 'continue', until: 'settled', limitMs: 1, line: 1 },
  ],
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
