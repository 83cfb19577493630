import { isDeepStrictEqual, stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import type { LabState } from '../../src/engine/state.ts';
import type { Handler } from '../../src/lesson/handler.ts';
import type { Prediction } from '../../src/lesson/prediction.ts';
import { bindings } from '../../src/ui/keys/keys.ts';
import { actionOf } from '../../src/ui/keys/scope.ts';
import { initialModel } from '../../src/ui/model/initial.ts';
import type { Model } from '../../src/ui/model/model.ts';
import type { RunModel } from '../../src/ui/model/run.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { update } from '../../src/ui/update.ts';
import { screenOf } from '../../src/ui/view/screen-of.ts';
import { lastOf, lessonOf, modelOf, runModelAt, settledUpTo } from './recorded.ts';

/** Wide enough for every key, and low enough that panels scroll. */
const size = { columns: 400, rows: 18 };
const theme = makeTheme(false);

const handler: Handler = {
  title: 'Do it',
  path: '/it',
  request: {},
  steps: [
    { name: 'it', sql: 'SELECT 1', rejectIf: [], onError: 'continue', until: 'settled', limitMs: 1, line: 1 },
  ],
};
const fix = { id: 'fix', title: 'A fix', about: '', setup: [], steps: [] };
const about = { version: '9.7.4', provider: 'embedded', place: 'a socket' } as const;

const passed = (steps: number) => (lab: LabState) =>
  lab.steps.filter(({ status }) => status === 'taken').length >= steps;

/** In the middle of a lesson that has all that a key could be for, or nothing of it. */
const runIn = (more: Partial<RunModel> = {}, predict?: Prediction): Model => {
  const states = settledUpTo('violation', passed(5));
  const script = states[0]?.script;
  if (script === undefined) throw new Error('An empty recording');
  const asking = {
    ...script,
    steps: script.steps.map((one, at) => (at === 5 && predict ? { ...one, predict } : one)),
  };
  const lesson = lessonOf(asking, { variants: [fix], handler });
  const run = runModelAt(
    states.map((lab) => ({ ...lab, script: asking })),
    { script: asking, lesson, ...more },
  );
  return { ...modelOf(run), mode: 'lab' };
};

const pressed = (model: Model, ...keys: readonly string[]): Model =>
  keys.reduce((now, key) => {
    const { areas } = screenOf(now, size, 0, theme);
    return update(now, { type: 'key', key, areas }).model;
  }, model);

const rows: Prediction = { kind: 'rows', ask: 'Which?', rows: [['1'], ['2']] };
const fact: Prediction = { kind: 'fact', ask: 'How many?', fact: 'affected' };
const bare = lessonOf(lastOf('violation').script, { levels: ['REPEATABLE READ'] });

const list: Model = {
  ...initialModel([lessonOf(lastOf('violation').script, { id: 'one' }), lessonOf(lastOf('deadlock').script)])
    .model,
  server: { status: 'ready', about },
  progress: { one: { level: 'SERIALIZABLE', steps: 3, seen: [], answers: {} } },
};

const places: Readonly<Record<string, Model>> = {
  'the list': list,
  'a search': pressed(list, '/', 'o'),
  'a doubt': pressed(list, 'x'),
  'a lesson': runIn(),
  'a lesson of which a panel is alone': pressed(runIn(), 'z'),
  'a lesson that goes back': pressed(runIn(), 'left'),
  'a lesson with nothing beside its steps': runIn({ lesson: bare }),
  'a question': runIn({}, rows),
  'a typed answer': runIn({}, fact),
  'a typed answer, aside': pressed(runIn({}, fact), '1', 'tab'),
  'a statement': pressed(runIn(), 'a', '1'),
  'a step to go to': pressed(runIn(), 't', '1'),
  'whose turn': pressed(runIn(), 'n'),
  'side by side': pressed(runIn(), 'c'),
  'side by side, no variants': pressed(runIn({ lesson: lessonOf(lastOf('violation').script) }), 'c'),
  orders: pressed(runIn(), 'o'),
  'many requests': pressed(runIn(), 'R'),
  'the help': pressed(runIn(), '?'),
  'the help of the list': pressed(list, '?'),
  'what it is about': pressed(runIn(), 'i'),
  'a recording': { ...runIn(), mode: 'replay', server: { status: 'ready', about, recorded: true } },
};

test.for(Object.entries(places))('every key in the footer of %s does something there', ([, model]) => {
  const { rows: drawn, areas } = screenOf(model, size, 0, theme);
  const footer = stripVTControlCharacters(drawn.at(-1) ?? '');
  const offered = bindings.filter(
    ({ footer: word, footerKeys, shown, keys }) =>
      word !== undefined &&
      footer.includes(`${footerKeys ?? shown} ${word} `) &&
      Object.entries(keys).some(([key, action]) => actionOf(model, key) === action),
  );
  const idle = offered.filter(({ keys }) =>
    Object.keys(keys).every((key) => {
      const after = update(model, { type: 'key', key, areas });
      return after.commands.length === 0 && isDeepStrictEqual(after.model, model);
    }),
  );
  expect(offered.length).toBeGreaterThan(0);
  expect(idle.map(({ shown, footer: word }) => `${shown} ${word}`)).toEqual([]);
});
