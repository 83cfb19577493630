import { expect, it } from 'vitest';
import { deadlocksIn } from '../../src/innodb-text/deadlock-text.ts';
import { type Shape, shapeOf } from '../../src/innodb-text/shape.ts';

interface Line {
  readonly sql?: string;
  /** "PRIMARY of t X locks rec but not gap @2", an entry by its place; of a table "t IX". */
  readonly holds: string;
  readonly waits: string;
  /** What is under HOLDS is only asked for. */
  readonly isBehind?: boolean;
}

const lockText = (words: string, rest = ''): string => {
  const [, index, table, mode, places] = /^(?:(\S+) of )?(\S+) (.*?)(?: @([\d,]+))?$/.exec(words) ?? [];
  if (index === undefined) return `TABLE LOCK table \`s\`.\`${table}\` trx id 1 lock mode ${mode}${rest}`;
  return [
    `RECORD LOCKS space id 1 page no 4 n bits 72 index ${index} of table \`s\`.\`${table}\` trx id 1 lock_mode ${mode}${rest}`,
    ...(places ?? '')
      .split(',')
      .flatMap((place) => [
        `Record lock, heap no ${place} PHYSICAL RECORD: n_fields 1; compact format; info bits 0`,
        ` 0: len 4; hex 8000000${place}; asc     ;;`,
      ]),
  ].join('\n');
};

const kindOf = (...lines: readonly Line[]): Shape | undefined => {
  const text = lines.map(({ sql = 'UPDATE t SET n = 1', holds, waits, isBehind = false }, at) =>
    [
      `*** (${at + 1}) TRANSACTION:`,
      `TRANSACTION ${at + 1}, ACTIVE 0 sec`,
      `MySQL thread id ${at + 1}, OS thread handle 1, query id 18 localhost root updating`,
      sql,
      `*** (${at + 1}) HOLDS THE LOCK(S):`,
      lockText(holds, isBehind ? ' waiting' : ''),
      `*** (${at + 1}) WAITING FOR THIS LOCK TO BE GRANTED:`,
      lockText(waits, ' waiting'),
    ].join('\n'),
  );
  const [one] = deadlocksIn(`${text.join('\n')}\n*** WE ROLL BACK TRANSACTION (1)\n`).deadlocks;
  return one && shapeOf(one);
};

const row = 'locks rec but not gap';

/** The first one inserts a key that is there, and the other one beside it. */
const beside = (first: Partial<Line> = {}, second: Partial<Line> = {}): readonly Line[] => [
  {
    sql: 'INSERT INTO t (k) VALUES (2)',
    holds: 'k of t S @2',
    isBehind: true,
    waits: 'k of t S @2',
    ...first,
  },
  {
    sql: 'INSERT INTO t (k) VALUES (1)',
    holds: `k of t X ${row} @2`,
    waits: 'k of t X locks gap before rec insert intention @2',
    ...second,
  },
];

it.each<readonly [Shape | undefined, string, readonly Line[]]>([
  [
    'opposite-order',
    'two rows',
    [
      { holds: `PRIMARY of t X ${row} @2`, waits: `PRIMARY of t X ${row} @3` },
      { holds: `PRIMARY of t X ${row} @3`, waits: `PRIMARY of t X ${row} @2` },
    ],
  ],
  [
    'opposite-order',
    'rows of two tables',
    [
      { holds: `PRIMARY of t X ${row} @2`, waits: `PRIMARY of u X ${row} @2` },
      { holds: `PRIMARY of u X ${row} @2`, waits: `PRIMARY of t X ${row} @2` },
    ],
  ],
  [
    'scan',
    'three entries of one',
    [
      { holds: 'PRIMARY of t X @2,3,4', waits: 'PRIMARY of t X @5' },
      { holds: `PRIMARY of t X ${row} @5`, waits: 'PRIMARY of t X @2' },
    ],
  ],
  [
    'table',
    'a table',
    [
      { holds: `PRIMARY of t X ${row} @2`, waits: 'u X' },
      { holds: 'u IX', waits: `PRIMARY of t X ${row} @2` },
    ],
  ],
  [
    'auto-increment',
    'AUTO-INC',
    [
      { holds: `PRIMARY of t X ${row} @2`, waits: 'u AUTO-INC' },
      { holds: 'u AUTO-INC', waits: `PRIMARY of t X ${row} @2` },
    ],
  ],
  [
    'upgrade',
    'a shared row',
    [
      { holds: `PRIMARY of t S ${row} @2`, waits: `PRIMARY of t X ${row} @2` },
      { holds: `PRIMARY of t S ${row} @2`, waits: `PRIMARY of t X ${row} @2` },
    ],
  ],
  [
    'gap-insert',
    'a gap',
    [
      {
        holds: 'PRIMARY of t X locks gap before rec @2',
        waits: 'PRIMARY of t X locks gap before rec insert intention @2',
      },
      {
        holds: 'PRIMARY of t X locks gap before rec @2',
        waits: 'PRIMARY of t X locks gap before rec insert intention @2',
      },
    ],
  ],
  [
    undefined,
    'an insert and a row',
    [
      { holds: `PRIMARY of t X ${row} @2`, waits: 'PRIMARY of t X locks gap before rec insert intention @3' },
      { holds: 'PRIMARY of t X @3', waits: `PRIMARY of t X ${row} @2` },
    ],
  ],
  [
    'parent-row',
    'a table that an INSERT does not name',
    [
      {
        sql: '/* a *//* b */ INSERT INTO child VALUES (1)',
        holds: `PRIMARY of mother S ${row} @2`,
        waits: `PRIMARY of mother S ${row} @3`,
      },
      { holds: `PRIMARY of mother X ${row} @3`, waits: `PRIMARY of mother X ${row} @2` },
    ],
  ],
  [
    undefined,
    'a table that an INSERT reads',
    [
      {
        sql: 'INSERT INTO child SELECT id FROM mother',
        holds: `PRIMARY of mother S ${row} @2`,
        waits: `PRIMARY of mother S ${row} @3`,
      },
      { holds: `PRIMARY of mother X ${row} @3`, waits: `PRIMARY of mother X ${row} @2` },
    ],
  ],
  [
    'unique-insert',
    'a key that is there',
    [
      { sql: 'insert ignore into `s`.`T` values (1)', holds: `k of t X ${row} @2`, waits: 'k of t S @3' },
      { sql: 'INSERT INTO t VALUES (1)', holds: `k of t X ${row} @3`, waits: 'k of t S @2' },
    ],
  ],
  [
    'two-indexes',
    'an entry and its row',
    [
      { holds: 'k of t X @2', waits: `PRIMARY of t X ${row} @3` },
      { holds: `PRIMARY of t X ${row} @3`, waits: `k of t X ${row} @2` },
    ],
  ],
  ['insert-beside', 'a key that is there', beside()],
  [
    'insert-beside',
    'the other way round, and to be changed if it is there',
    beside({
      sql: '/* a */ REPLACE `s`.`t` SET k = 2',
      holds: 'k of t X @2',
      waits: 'k of t X @2',
    }).toReversed(),
  ],
  [undefined, 'an INSERT of what a query reads', beside({ sql: 'INSERT INTO t (k) SELECT 2' })],
  [undefined, 'an INSERT of what a query in it reads', beside({ sql: 'INSERT INTO t VALUES ((SELECT 2))' })],
  [undefined, 'a look at a key beside which somebody inserts', beside({ sql: 'SELECT * FROM t FOR SHARE' })],
  [undefined, 'an INSERT into another table', beside({ sql: 'INSERT INTO u (k) VALUES (2)' })],
  [undefined, 'a change that comes to stand beside', beside({}, { sql: 'UPDATE t SET k = 1' })],
  [undefined, 'a shared lock that it has', beside({ isBehind: false })],
  [undefined, 'a key that is not locked', beside({}, { holds: `k of t X ${row} @3` })],
  [
    undefined,
    'an INSERT behind another one',
    [
      {
        holds: 'k of t X locks gap before rec @2',
        waits: 'k of t X locks gap before rec insert intention @2',
        isBehind: true,
      },
      {
        holds: 'k of t X locks gap before rec @2',
        waits: 'k of t X locks gap before rec insert intention @2',
      },
    ],
  ],
  [
    'upgrade',
    'a shared row, behind somebody who wants it',
    [
      { holds: `PRIMARY of t X ${row} @2`, isBehind: true, waits: `PRIMARY of t X ${row} @2` },
      { holds: `PRIMARY of t S ${row} @2`, waits: `PRIMARY of t X ${row} @2` },
    ],
  ],
  [
    undefined,
    'nobody has what is wanted',
    [
      { holds: `PRIMARY of t X ${row} @4`, waits: `PRIMARY of t X ${row} @2` },
      { holds: `PRIMARY of t X ${row} @5`, waits: `PRIMARY of t X ${row} @3` },
    ],
  ],
])('%s: %s', (kind, _, lines) => {
  expect(kindOf(...lines)).toBe(kind);
});

it('no text takes long to be read, whatever is in it', () => {
  const hostile = [
    ' ',
    '|',
    '> ',
    '/**/',
    "'",
    '*** ',
    '\n',
    '1: len 1; hex ',
    ';; ',
    '\\n',
    '2024-01-01 00:00:00  ',
  ];
  for (const part of hostile) {
    const long = part.repeat(50_000);
    for (const text of [
      long,
      `*** (1) TRANSACTION:\n${long}`,
      `2024-01-01 00:00:00 ${long}x`,
      `RECORD LOCKS space id 1 page no 1 n bits 1 index ${long}`,
    ])
      expect(deadlocksIn(text).deadlocks.length).toBeLessThan(2);
    expect(
      kindOf(
        { sql: part.repeat(3000), holds: `PRIMARY of t X ${row} @2`, waits: `PRIMARY of t S ${row} @3` },
        { holds: `PRIMARY of t X ${row} @3`, waits: `PRIMARY of t S ${row} @2` },
      ),
    ).toBeUndefined();
  }
}, 30_000);
