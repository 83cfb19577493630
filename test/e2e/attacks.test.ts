import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { StartedServer } from '../../src/hosts/provider.ts';
import { Client } from '../../src/mysql/client.ts';
import { scratch } from '../cli/isolab.ts';
import { startServerApart } from '../server/server-apart.ts';
import { urlOf } from './server-url.ts';
import { TestTerminal } from './terminal.ts';

// What SECURITY.md promises, seen from the screen: a lesson of strangers, and free SQL, leave terminal and server
// unharmed.

let folder: Awaited<ReturnType<typeof scratch>>;
let server: StartedServer;
let root: Client;
let env: { readonly ISOLAB_URL: string };
let before: unknown;

beforeAll(async () => {
  folder = await scratch();
  // Apart: what is asked here is whether it is the same afterwards.
  server = await startServerApart();
  root = await Client.open(server.address);
  await root.query('CREATE SCHEMA attacked');
  await root.query('CREATE TABLE attacked.secret AS SELECT 42 AS answer');
  env = { ISOLAB_URL: urlOf(server.address) };
  before = await everything();
});
afterAll(async () => {
  root?.destroy();
  await server?.[Symbol.asyncDispose]();
  await folder?.[Symbol.asyncDispose]();
});

/** Everything that an attack could have changed for others. */
const everything = async (): Promise<unknown> => {
  const of = async (sql: string) => (await root.query(sql)).rows;
  return {
    schemas: await of('SELECT SCHEMA_NAME FROM information_schema.SCHEMATA ORDER BY 1'),
    accounts: await of('SELECT * FROM mysql.user ORDER BY User, Host'),
    secret: await of('SELECT * FROM attacked.secret'),
    variables: await of(
      `SELECT * FROM performance_schema.global_variables
       WHERE VARIABLE_NAME NOT IN ('gtid_executed', 'timestamp') ORDER BY 1`,
    ),
    connections: await of(
      `SELECT PROCESSLIST_USER FROM performance_schema.threads WHERE PROCESSLIST_USER LIKE 'isolab%'`,
    ),
  };
};

/** A server may still list a connection for a moment after its client has gone. */
const expectUnchanged = (): Promise<void> =>
  vi.waitFor(async () => expect(await everything()).toEqual(before), { timeout: 60_000 });

/** Title, clipboard, a device string, the alternate screen, colours in C0 and in C1, reversed text, backspaces. */
const payload = [
  '\u001B]0;owned\u0007',
  '\u001B]52;c;b3duZWQ=\u0007',
  '\u001BPowned\u001B\\',
  '\u001B[?1047l',
]
  .concat('\u001B[31337m', '\u009B31337m', '\u009D0;owned\u009C', '\u202E', '\r', '\b\b\b')
  .join('');

/** Nothing of this does the lab write by itself, not even to begin and end. */
const never = ['\u001B]', '\u001BP', '\u001B[?1047', '\u001B[31337', '\u0007', '\b'];
const neverEither = /[\u0080-\u009F\u202A-\u202E\u2066-\u2069]/u;

const expectHarmless = (written: string): void => {
  expect(never.filter((one) => written.includes(one))).toEqual([]);
  expect(written).not.toMatch(neverEither);
};

const inYaml = (text: string): string => JSON.stringify(text).slice(1, -1);
const quoted = inYaml(payload);
/** As long as the name of a column may be. */
const named = inYaml(payload.slice(0, 55));
const hex = Buffer.from(payload).toString('hex');

const hostile = `format: 1
id: hostile
title: "Title ${quoted}"
topic: "topic ${quoted}"
summary: "Summary ${quoted}"
about: "Prose ${quoted} with a [link](http://example.org/${quoted})"
sessions: { A: "first ${quoted}", B: "second ${quoted}" }
setup: "CREATE TABLE t (id INT PRIMARY KEY, \`c ${named}\` TEXT); INSERT INTO t VALUES (1, X'${hex}')"
watch: [t]
steps:
  - A: "SELECT *, X'${hex}' AS \`alias ${named}\` FROM t"
    why: "Told ${quoted}"
    hint: "Hint ${quoted}"
  - A: "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'message ${quoted}'"
  - B: "SELECT * FROM \`no ${named}\`"
  - B: SELECT REPEAT('wide ', 10000) AS huge, REPEAT('line\\n', 10000) AS tall
  - A: COMMIT
`;

const sizes = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 36 },
];

describe('control sequences in prose, names, statements, values and messages', () => {
  test.for(sizes)('never reach the terminal, wherever they are shown, at $columns×$rows', async (size) => {
    const file = await folder.write('hostile.yaml', hostile);
    await using terminal = new TestTerminal({ ...size, args: [file], env });
    await terminal.waitFor('step 1 of 5');
    await terminal.waitFor('Title ␛]0;owned');
    expect(terminal.text).not.toMatch(/^ locks/m);
    for (const [next, shown] of [
      [2, '␛]0;owned'],
      [3, 'ERROR 1644'],
      [4, 'ERROR 1146'],
      [5, 'line␊line'],
    ] as const) {
      terminal.type('l');
      await terminal.waitFor(`step ${next} of 5`);
      await terminal.waitFor(shown);
      // The data, the locks and the timeline: the same in other ways. Each is drawn before the next is asked for.
      terminal.type('d');
      await terminal.waitFor('its newest version first');
      terminal.type('L');
      await terminal.waitFor(/^ locks/m);
      terminal.type('T');
      await terminal.waitFor((text) => !/^ locks/m.test(text));
      terminal.type('T');
    }
    terminal.type('q');
    expect(await terminal.exited).toMatchObject({ exitCode: 0 });
    expect(terminal.isRestored).toBe(true);
    expectHarmless(terminal.written);
  });

  test('never reach it from what is pasted and what that brings back', async () => {
    await using terminal = new TestTerminal({ columns: 120, rows: 36, args: ['duplicate-book'], env });
    await terminal.waitFor('step 1 of 8');
    terminal.type('a');
    await terminal.waitFor('Your own statement in A');
    terminal.type(`\u001B[200~SELECT 7 * 191 AS n, 'pasted ${payload}', X'${hex}' AS data\u001B[201~`);
    await terminal.waitFor('7 * 191');
    terminal.type('\r');
    // The payload has that number, too.
    await terminal.waitFor(/(?<!3)1337/);
    await leave(terminal);
  });
});

/** What stands in A's column after the statement with this mark. */
const answerIn = ({ lines }: TestTerminal, mark: string): string => {
  const column = lines.map((line) => line.split('│')[0]?.trim()).join(' ');
  return column.replaceAll(/\s+/g, ' ').split(`${mark} */`)[1] ?? '';
};

/** Begins the lesson anew, to see that it still can, and leaves the lab. */
const leave = async (terminal: TestTerminal): Promise<void> => {
  terminal.type('\u001B');
  await terminal.waitFor('q quit');
  terminal.type('r');
  await terminal.waitFor('step 1 of 8');
  terminal.type('l');
  await terminal.waitFor('step 2 of 8');
  terminal.type('q');
  expect(await terminal.exited).toMatchObject({ exitCode: 0 });
  expect(terminal.isRestored).toBe(true);
  expectHarmless(terminal.written);
};

describe('free SQL', () => {
  const refused = [
    ['SHUTDOWN', 1227],
    ['RESTART', 1227],
    ['SET GLOBAL max_connections = 1', 1227],
    ['SET PERSIST max_connections = 1', 1227],
    ['SELECT * FROM attacked.secret', 1142],
    ['DROP SCHEMA attacked', 1044],
    ["CREATE USER mallory IDENTIFIED BY 'x'", 1227],
    ["SELECT 1 INTO OUTFILE '/tmp/isolab-attack'", 1227],
    ["LOAD DATA INFILE '/etc/passwd' INTO TABLE books", 1045],
    ['SELECT * FROM mysql.user', 1142],
  ] as const;

  test('that attacks the server is refused on the screen, ends nobody’s connection, and the lab goes on', async () => {
    {
      await using terminal = new TestTerminal({ columns: 120, rows: 36, args: ['duplicate-book'], env });
      await terminal.waitFor('step 1 of 8');
      terminal.type('a');
      await terminal.waitFor('Your own statement in A');
      let count = 0;
      const attempt = async (sql: string, answer: string): Promise<void> => {
        const mark = `attack ${++count}`;
        terminal.type(`${sql} /* ${mark} */\r`);
        await terminal.waitFor(() => answerIn(terminal, mark).includes(answer));
      };
      for (const [sql, errno] of refused) await attempt(sql, `ERROR ${errno}`);
      await attempt(`KILL ${root.connectionId}`, 'ERROR 1095');
      await attempt("SELECT LOAD_FILE('/etc/passwd') IS NULL AS nothing_read", 'nothing_read');
      await leave(terminal);
    }
    await expectUnchanged();
  });

  test('that fills memory and disk is ended, by a key or by its size, and the lab goes on', async () => {
    {
      await using terminal = new TestTerminal({ columns: 120, rows: 36, args: ['duplicate-book'], env });
      await terminal.waitFor('step 1 of 8');
      terminal.type('a');
      await terminal.waitFor('Your own statement in A');
      terminal.type('SET SESSION cte_max_recursion_depth = 4294967295 /* deeper */\r');
      await terminal.waitFor(() => answerIn(terminal, 'deeper').includes('OK'));
      terminal.type(
        'WITH RECURSIVE n AS (SELECT 1 i UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n\r',
      );
      await terminal.waitFor('▶ at work');
      terminal.type('\u0003');
      await terminal.waitFor('it was ended on request');
      // Twice 60 MB, of which the lab reads 64.
      terminal.type("SELECT REPEAT('x', 60000000) UNION ALL SELECT REPEAT('y', 60000000)\r");
      await terminal.waitFor(/larger than 64 MB|ERROR 1301/);
      await leave(terminal);
    }
    await expectUnchanged();
  });
});
