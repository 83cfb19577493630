import { expect, test } from 'vitest';
import { differingSteps } from '../../src/engine/compare/differences.ts';
import { initialState, reduce } from '../../src/engine/reduce.ts';
import type { LabState } from '../../src/engine/state.ts';
import type { Variant } from '../../src/lesson/lesson.ts';
import type { Level } from '../../src/lesson/level.ts';
import type { ScriptStep } from '../../src/lesson/script.ts';
import { scriptOfSteps, step } from '../engine/script-of.ts';
import { Desk, isReady } from './desk.ts';
import { lessonOf } from './recorded.ts';

const ask = {
  kind: 'choices',
  ask: 'How many?',
  choices: [
    { says: 'one', means: { affected: 1 } },
    { says: 'two', means: { affected: 2 } },
  ],
} as const;

/** Four steps that come to as many rows each. */
const script = (counts: readonly number[], more: readonly Partial<ScriptStep>[] = []) =>
  scriptOfSteps(
    counts.map((count, at) =>
      step(at % 2 === 0 ? 'A' : 'B', `rows ${count}`, { name: `s${at}`, ...more[at] }),
    ),
  );

const variant = (id: string, counts: readonly number[]): Variant => ({
  id,
  title: `Variant ${id}`,
  about: '',
  setup: [],
  steps: lessonOf(script(counts)).steps,
});

const lesson = lessonOf(script([1, 1, 1, 1]), {
  variants: [variant('other', [1, 2, 1, 3]), variant('alike', [1, 2, 1, 3])],
});

const taken = (desk: Desk) => desk.run.lab?.steps.filter(({ status }) => status === 'taken').length;

/** The run of this number is there, and has nothing more to do by itself. */
const opened = (desk: Desk, number: number) =>
  desk.until(
    (model) =>
      isReady(model) &&
      model.run?.number === number &&
      !model.run.beside?.isSought &&
      model.run.goal === undefined,
  );

test('a variant that is changed halts where it first comes out otherwise; ← and → walk the differences', async () => {
  await using desk = await Desk.open(lesson);
  await desk.steps(3);
  desk.press('v');
  // The way is gone once to see where it differs, and once up to there.
  await opened(desk, 3);
  expect(taken(desk)).toBe(2);
  expect(desk.words).toMatch(/≠ Step 2 is otherwise than in the lesson as it is\. There: .+\. Here: .+\./);
  // The run before had three steps: nothing can be said of the fourth.
  desk.press('right');
  await desk.until((model) => isReady(model) && model.run?.notice !== undefined);
  expect(taken(desk)).toBe(3);
  expect(desk.run.notice).toBe(
    'No other answer of the server is otherwise, as far as the run in the lesson as it is went.',
  );
  desk.press('left');
  expect(taken(desk)).toBe(2);
  desk.press('backspace', 'right');
  expect(taken(desk)).toBe(2);
  desk.press('left');
  expect(taken(desk)).toBe(1);
  // Behind what can be compared, it is the next step again.
  desk.press('right', 'right', 'right');
  await desk.until((model) => isReady(model) && model.run?.lab?.finished !== undefined);
  // Alike all the way: it is at the same place, and says so.
  desk.press('v');
  await opened(desk, 4);
  expect(desk.run.notice).toBe("So far the server's answers are the same as in “Variant other”.");
  expect(desk.run.lab?.finished).toBeDefined();
  desk.press('v');
  await opened(desk, 6);
  expect(taken(desk)).toBe(2);
  desk.press('right');
  await desk.until((model) => isReady(model) && model.run?.lab?.finished !== undefined);
  expect(desk.words).toMatch(/≠ Step 4 is otherwise/);
  desk.press('left');
  expect(taken(desk)).toBe(2);
});

test('a variant that is changed halts at the first step that is another one, also where it comes to the same', async () => {
  const named = (sql: string, name: string) => step('A', sql, { name });
  const steps = [named('rows 1', 'first'), named('rows 2', 'second'), named('rows 3', 'third')];
  const [first, second, third] = steps;
  if (!first || !second || !third) throw new Error('No steps');
  const withSteps = (id: string, own: readonly ScriptStep[]): Variant => ({
    ...variant(id, []),
    steps: lessonOf(scriptOfSteps(own)).steps,
  });
  const others = lessonOf(scriptOfSteps(steps), {
    variants: [
      withSteps('more', [first, named('rows 7', 'new'), second, third]),
      withSteps('else', [first, named('rows 02', 'second'), third]),
    ],
  });
  await using desk = await Desk.open(others);
  await desk.steps(3);
  desk.press('v');
  await opened(desk, 3);
  expect(taken(desk)).toBe(2);
  expect(desk.words).toContain('≠ Step 2 is new: there is no such step in the lesson as it is.');
  await desk.steps(1);
  desk.press('v');
  await opened(desk, 4);
  expect(taken(desk)).toBe(2);
  expect(desk.words).toContain(
    '≠ Step 2 is another statement than in “Variant more”. There: rows 2. Here: rows 02.',
  );
});

test('the question of the first step that differs is asked before it, and nothing tells the answer', async () => {
  const asking = lessonOf(script([1, 1, 1, 1], [{}, { predict: ask }]), {
    variants: [
      { ...variant('other', []), steps: lessonOf(script([1, 2, 1, 1], [{}, { predict: ask }])).steps },
    ],
  });
  await using desk = await Desk.open(asking);
  await desk.steps(1);
  desk.press('s');
  await desk.until((model) => isReady(model) && taken(desk) === 2);
  desk.press('v');
  await opened(desk, 3);
  expect(taken(desk)).toBe(1);
  expect(desk.words).toContain('How many?');
  expect(desk.words).not.toContain('≠');
  expect(desk.run.notice).toBe("So far the server's answers are the same as in the lesson as it is.");
  desk.press('s');
  await desk.until((model) => isReady(model) && taken(desk) === 2);
  expect(desk.words).toContain('≠ Step 2 is otherwise');
});

test('a session that asks for its level is told another one, and that is no difference', () => {
  const told = (level: Level, values: readonly string[], steps = values.length): LabState => {
    const of = {
      ...scriptOfSteps(Array.from({ length: steps }, (_, at) => step('A', `SELECT ${at}`))),
      level,
    };
    const begun = initialState({
      at: 0,
      type: 'run-started',
      format: 1,
      script: of,
      server: { version: '9.7.4', provider: 'embedded', place: 'a socket' },
      observation: { tables: [], transactions: [], locks: [] },
    });
    return values.reduce((state, value, at): LabState => {
      const sent = {
        at,
        type: 'statement-sent',
        statement: at,
        session: 'A',
        sql: value,
        by: 'script',
      } as const;
      const outcome = { kind: 'rows', columns: ['level'], rows: [[value]] } as const;
      return reduce(reduce(state, { ...sent, step: at }), {
        at,
        type: 'statement-finished',
        statement: at,
        session: 'A',
        outcome,
        tookMs: 1,
      });
    }, begun);
  };
  const before = told('READ COMMITTED', ['READ-COMMITTED', 'READ COMMITTED', '70']);
  expect(differingSteps(before, told('SERIALIZABLE', ['SERIALIZABLE', 'SERIALIZABLE', '70']))).toEqual([]);
  expect(differingSteps(before, told('SERIALIZABLE', ['SERIALIZABLE', 'READ COMMITTED', '100']))).toEqual([
    1, 2,
  ]);
  // What has not been taken says nothing.
  expect(differingSteps(told('READ COMMITTED', ['70'], 2), told('SERIALIZABLE', ['70', '80']))).toEqual([]);
});

test('what is asked for while another variant opens is done then, where nothing differs', async () => {
  const alike = lessonOf(script([1, 1, 1, 1]), { variants: [variant('alike', [1, 1, 1, 1])] });
  await using desk = await Desk.open(alike);
  await desk.steps(2);
  desk.press('v', 't', '3', 'enter');
  await desk.until((model) => isReady(model) && model.run?.goal === undefined && taken(desk) === 3);
  expect(desk.run.choice.variant).toBe('alike');
});

test('what is asked for while another variant opens does not go past the first difference', async () => {
  await using desk = await Desk.open(lesson);
  await desk.steps(3);
  desk.press('v', 't', '4', 'enter');
  await opened(desk, 3);
  expect(taken(desk)).toBe(2);
});
