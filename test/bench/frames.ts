import { readFileSync } from 'node:fs';
import type { LoadedCourse } from '../../src/course/load-course.ts';
import type { LabEvent, Observation, TableRows } from '../../src/engine/events.ts';
import type { Outcome } from '../../src/engine/outcome.ts';
import { parseRecording } from '../../src/engine/recording.ts';
import { reduce } from '../../src/engine/reduce.ts';
import type { LabState } from '../../src/engine/state.ts';
import { initialModel } from '../../src/ui/model/initial.ts';
import type { Model } from '../../src/ui/model/model.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { update } from '../../src/ui/update.ts';
import type { Size } from '../../src/ui/view/layout.ts';
import { screenOf } from '../../src/ui/view/screen-of.ts';
import { modelOf, runModel } from '../ui/recorded.ts';
import { type Figure, figure } from './figures.ts';

const recording = new URL('../ui/recordings/wait-and-refusal.ndjson', import.meta.url);

const sizes: readonly Size[] = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 36 },
  { columns: 200, rows: 60 },
];

/** What a student presses all the time, in every tab. */
const keys = [
  'j',
  'k',
  'page-up',
  'page-down',
  'tab',
  '<',
  '>',
  'z',
  'z',
  'T',
  'T',
  'L',
  'L',
  'd',
  'j',
  'd',
  'left',
  'right',
];

const long = (length: number, text: string): string => text.repeat(Math.ceil(length / text.length));

const tenThousand: TableRows = {
  columns: ['id', 'name', 'price'],
  rows: Array.from({ length: 10_000 }, (_, row) => [
    `${row + 1}`,
    `book number ${row + 1} 漢字`,
    `${row % 97}.50`,
  ]),
};

const loads: Readonly<Record<string, { readonly sql: string; readonly rows: TableRows }>> = {
  'nothing large': { sql: 'SELECT 1', rows: { columns: ['1'], rows: [['1']] } },
  '10,000 rows, all locked': { sql: 'SELECT * FROM books', rows: tenThousand },
  'a value of 60 KB': {
    sql: 'SELECT * FROM pages',
    rows: { columns: ['id', 'text'], rows: [['1', long(60_000, 'The quick brown fox. ')]] },
  },
  'a value of 60 KB in Chinese': {
    sql: 'SELECT * FROM pages',
    rows: { columns: ['id', 'text'], rows: [['1', long(20_000, '漢字かな交じり文。')]] },
  },
  'two values of 500 KB': {
    sql: 'SELECT * FROM pages',
    rows: {
      columns: ['id', 'plain', 'lines'],
      rows: [['1', long(500_000, 'The quick brown fox. '), long(500_000, 'Über 漢字.\nNoch eine Zeile. ')]],
    },
  },
  'a statement of 60 KB': {
    sql: `INSERT INTO pages (text) VALUES ('${long(60_000, 'The quick brown fox. ')}')`,
    rows: { columns: ['1'], rows: [['1']] },
  },
};

/** What a locking read of the whole table holds. */
const manyLocks: Observation['locks'] = tenThousand.rows.map(([id]) => ({
  session: 'A',
  kind: 'next-key',
  object: 'books',
  index: 'PRIMARY',
  mode: 'X',
  key: id ?? '',
  status: 'granted',
}));

/** The recorded run to its end, then a statement of one's own with a large answer, which the table has as well. */
const statesWith = (sql: string, rows: TableRows): readonly LabState[] => {
  const states: LabState[] = [];
  let lab: LabState | undefined;
  const take = (event: LabEvent): LabState => {
    lab = reduce(lab, event);
    if (lab.settled) states.push(lab);
    return lab;
  };
  for (const event of parseRecording(readFileSync(recording, 'utf8'))) {
    if (event.type !== 'run-finished') take(event);
  }
  const at = (lab?.at ?? 0) + 1;
  const statement = 1000;
  const outcome: Outcome = { kind: 'rows', ...rows };
  const observation: Observation = {
    tables: [{ name: 'books', ...rows }],
    newest: [{ name: 'books', ...rows }],
    transactions: [],
    locks: rows === tenThousand ? manyLocks : [],
  };
  take({ type: 'statement-sent', at, statement, session: 'A', sql, by: 'user' });
  take({ type: 'statement-finished', at, statement, session: 'A', outcome, tookMs: 5 });
  take({ type: 'settled', at, observation });
  return states;
};

const modelWith = (sql: string, rows: TableRows): Model => {
  const states = statesWith(sql, rows);
  const lab = states.at(-1);
  if (lab === undefined) throw new Error('An empty recording');
  const actions = states.slice(1).map(() => ({ kind: 'next' as const }));
  return modelOf(runModel(lab, { track: { actions, states, at: actions.length }, focus: 'main' }));
};

/** Milliseconds from a key to the rows of its screen: the first of them, and all that follow. */
const frames = (model: Model, size: Size): { readonly first: number; readonly next: readonly number[] } => {
  const theme = makeTheme('dark');
  let shown = model;
  const draw = (): ReturnType<typeof screenOf> => screenOf(shown, size, 0, theme);
  const begun = performance.now();
  let screen = draw();
  const first = performance.now() - begun;
  const next: number[] = [];
  for (let round = 0; round < 20; round++) {
    for (const key of keys) {
      const pressed = performance.now();
      shown = update(shown, { type: 'key', key, areas: screen.areas }).model;
      screen = draw();
      next.push(performance.now() - pressed);
    }
  }
  return { first, next };
};

/** From a key press to the rows of the screen, without the terminal, at three sizes with small and large data. */
export const frameFigures = (): readonly Figure[] =>
  Object.entries(loads).flatMap(([name, { sql, rows }]) => figuresOf(name, modelWith(sql, rows)));

/** The same of the map of a course, as it is when the lessons have just been read. */
export const mapFigures = ({
  course,
  lessons,
}: Pick<LoadedCourse, 'course' | 'lessons'>): readonly Figure[] => {
  const { model } = update(initialModel([]).model, { type: 'lessons-read', lessons, course });
  return figuresOf('the map of the course', model);
};

const figuresOf = (name: string, model: Model): readonly Figure[] => {
  const first: number[] = [];
  const next: number[] = [];
  for (const size of sizes) {
    const measured = frames(model, size);
    first.push(measured.first);
    next.push(...measured.next);
  }
  return [figure(`first frame with ${name}`, first), figure(`key to frame with ${name}`, next)];
};
