import { bindings } from '../../../src/ui/keys/keys.ts';
import type { Random } from './random.ts';

/** One thing that a monkey does at a keyboard. */
export type Deed =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'paste'; readonly text: string }
  /** Looks on until nothing is under way. */
  | { readonly kind: 'rest' };

/** What a person at the keyboard does most; without it a monkey would stay where it began. */
const usual: readonly (readonly [number, string])[] = [
  [30, 'space'],
  [8, 'enter'],
  [6, 'left'],
  [6, 'down'],
  [4, 'up'],
  [4, 'end'],
  [3, 'd'],
  [2, 'w'],
  [3, 'escape'],
];

/** Every key that means something somewhere, and some that mean nothing; leaving is rare. */
const anywhere = [
  ...new Set(
    bindings.flatMap(({ keys }) => Object.keys(keys)).filter((key) => !['q', 'ctrl-c'].includes(key)),
  ),
  ...'zZ059;`\\éß書ا'.split(''),
  "'",
  '👩‍👩‍👧',
  'e\u0301',
  'ctrl-x',
  'ctrl-z',
  'f1',
];

const words = [
  'SELECT * FROM books',
  'SELECT 1; SELECT 2',
  "INSERT INTO books (name) VALUES ('Sapiens')",
  'UPDATE books SET name = UPPER(name)',
  'DELETE FROM books',
  'SELECT * FROM books FOR UPDATE',
  'START TRANSACTION',
  'BEGIN',
  'COMMIT',
  'ROLLBACK',
  'SELECT SLEEP(3600)',
  "SELECT GET_LOCK('monkey', 3600)",
  'ALTER TABLE books ADD COLUMN c INT',
  'DROP TABLE books',
  'DROP DATABASE mysql',
  'KILL CONNECTION_ID()',
  'SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE',
  'SET autocommit = 0',
  'LOCK TABLES books WRITE',
  "SELECT '書籍 👩‍👩‍👧 مرحبا' AS `名前`, REPEAT('x', 60000), NULL, X'00FF'",
  'WITH RECURSIVE n AS (SELECT 1 i UNION ALL SELECT i + 1 FROM n WHERE i < 1000) SELECT * FROM n',
  'DO 0',
  'nonsense',
  "'",
  '/* not closed',
  '\u001B[2J\u0007\u0000',
  '  \n\n  ',
];

/** A few keys in a row. Often one that is held down, sometimes a statement of one's own. */
export const someDeeds = (random: Random): readonly Deed[] =>
  random.weighted<() => readonly Deed[]>([
    [60, () => [press(random)]],
    [6, () => Array.from({ length: random.between(2, 30) }, () => ({ kind: 'key', key: held(random) }))],
    [4, () => holding(press(random), random.between(5, 60))],
    [6, () => [key(random.pick(['a', 'b', ':'])), { kind: 'paste', text: random.pick(words) }, key('enter')]],
    [1, () => [{ kind: 'paste', text: random.pick(words) }]],
    [1, () => [key('escape'), key('escape'), key('r')]],
    [1, () => [key('escape'), key('escape'), key('/'), key(random.pick(['l', 'e', '書'])), { kind: 'rest' }]],
    [0.5, () => [key('c'), { kind: 'rest' }]],
    // Chance alone would seldom come to what takes time, and look at it.
    [0.2, () => [...begin, ...ownStatement(random.pick(words))]],
    [0.2, () => [...begin, ...ownStatement('KILL CONNECTION_ID()')]],
    [0.2, () => [...begin, ...ownStatement('SELECT SLEEP(3600)')]],
    [0.1, () => [...begin, key('end'), { kind: 'rest' }]],
    [0.1, () => [...begin, key('i'), { kind: 'rest' }]],
    [0.1, () => [key('escape'), key('escape'), key('?'), { kind: 'rest' }]],
    // A question of a review, and one about what is to be read.
    [0.4, () => [key('escape'), key('escape'), key('R'), ...answering]],
    [0.4, () => [{ kind: 'rest' }, ...answering]],
    [0.4, () => [key('r'), { kind: 'rest' }, ...stepping(random.between(2, 12))]],
    [0.02, () => [key(random.pick(['q', 'ctrl-c']))]],
  ])();

const press = (random: Random): Deed =>
  random.chance(0.5) ? key(random.weighted(usual)) : key(random.pick(anywhere));

const held = (random: Random): string => random.pick(['space', 'down', 'up', 'left', 'j', 'k', 'page-down']);

const holding = (deed: Deed, times: number): readonly Deed[] => Array.from({ length: times }, () => deed);

const ownStatement = (text: string): readonly Deed[] => [
  key('a'),
  { kind: 'paste', text },
  key('enter'),
  { kind: 'rest' },
];

const stepping = (steps: number): readonly Deed[] =>
  Array.from({ length: steps }, (): readonly Deed[] => [key('space'), { kind: 'rest' }]).flat();

const key = (name: string): Deed => ({ kind: 'key', key: name });

const answering: readonly Deed[] = [
  { kind: 'rest' },
  key('1'),
  { kind: 'rest' },
  key('space'),
  { kind: 'rest' },
];

/** From wherever this is to the list, into its lesson, and to the lesson's beginning. */
const begin: readonly Deed[] = [key('escape'), key('escape'), key('enter'), key('r'), { kind: 'rest' }];

/** What a terminal sends for them. */
export const bytesOf = (deed: Exclude<Deed, { kind: 'rest' }>): string => {
  if (deed.kind === 'paste') return `\u001B[200~${deed.text.replaceAll('\u001B', '')}\u001B[201~`;
  const special = sequences.get(deed.key);
  if (special !== undefined) return special;
  const control = /^ctrl-([a-z])$/.exec(deed.key)?.[1];
  return control === undefined ? deed.key : String.fromCodePoint((control.codePointAt(0) ?? 96) - 96);
};

const sequences = new Map([
  ['space', ' '],
  ['enter', '\r'],
  ['newline', '\u001B\r'],
  ['tab', '\t'],
  ['shift-tab', '\u001B[Z'],
  ['escape', '\u001B'],
  ['backspace', '\u007F'],
  ['delete', '\u001B[3~'],
  ['up', '\u001B[A'],
  ['down', '\u001B[B'],
  ['right', '\u001B[C'],
  ['left', '\u001B[D'],
  ['home', '\u001B[H'],
  ['end', '\u001B[F'],
  ['page-up', '\u001B[5~'],
  ['page-down', '\u001B[6~'],
  ['f1', '\u001BOP'],
]);

/** From far below what is enough to a wall; the usual ones more often. */
export const someSize = (random: Random): { readonly columns: number; readonly rows: number } =>
  random.weighted([
    [6, { columns: 80, rows: 24 }],
    [3, { columns: 120, rows: 36 }],
    [2, { columns: 200, rows: 60 }],
    [2, { columns: random.between(60, 210), rows: random.between(18, 70) }],
    [2, { columns: random.between(1, 59), rows: random.between(1, 40) }],
    [1, { columns: random.between(20, 300), rows: random.between(1, 17) }],
  ]);
