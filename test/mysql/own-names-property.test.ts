import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Sandbox, Session } from '../../src/engine/ports.ts';
import { Client } from '../../src/mysql/client.ts';
import { MysqlLab } from '../../src/mysql/lab-server.ts';
import { LockNames } from '../../src/mysql/lock-names.ts';
import { ownLocks } from '../../src/mysql/named-locks.ts';
import { ownXa } from '../../src/mysql/xids.ts';
import { seedOf } from '../campaign.ts';
import { expectAlways } from '../property.ts';

const names = new LockNames('isolab_0123abcd_1');

/** What may stand between two tokens. */
const gap = fc.constantFrom(' ', '\n', '/**/', ' /* x */ ', '-- y\n', ' # z\n', '\t');
const gapOrNone = fc.oneof(gap, fc.constant(''));

const hex = (text: string): string => Buffer.from(text).toString('hex');
const inQuotes = (text: string, quote: string): string =>
  `${quote}${text.replaceAll('\\', '\\\\').replaceAll(quote, quote + quote)}${quote}`;

/** Every way to write a text as a literal. */
const written = (text: string): fc.Arbitrary<string> =>
  fc.oneof(
    fc.constantFrom(
      inQuotes(text, "'"),
      inQuotes(text, '"'),
      `N${inQuotes(text, "'")}`,
      `_utf8mb4 ${inQuotes(text, "'")}`,
      `_utf8mb4 X'${hex(text)}'`,
      `X'${hex(text)}'`,
      `0x${hex(text)}`,
    ),
    fc.nat(text.length).map((at) => `${inQuotes(text.slice(0, at), "'")} ${inQuotes(text.slice(at), "'")}`),
  );

const name = fc.string({
  unit: fc.constantFrom('a', 'B', '-', "'", '"', '\\', '`', '#', ' ', '.', 'ä', '7'),
  minLength: 1,
  maxLength: 64,
});

const asRead = (sql: string, isOurs: boolean): string => {
  const sent = ownLocks(sql, names, isOurs);
  return sent.kind === 'changed' ? sent.sql : sent.kind;
};

describe('a lock’s name', () => {
  it('is the same own name however it is written, if it is one in every sql_mode', () => {
    expectAlways(
      fc.property(
        name.chain((text) =>
          fc.record({ text: fc.constant(text), literal: written(text), a: gapOrNone, b: gapOrNone }),
        ),
        ({ text, literal, a, b }) => {
          const sent = asRead(`SELECT GET_LOCK${a}(${b}${literal}${a},${b}0)`, false);
          if (sent === 'refused') expect(literal).toMatch(/[\\"`]|--ä/);
          else expect(sent).toBe(`SELECT GET_LOCK${a}(${b}'${names.own(text)}'${a},${b}0)`);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('has at most 64 characters, stays apart from all others but for its letters’ case, and is told as written', () => {
    expectAlways(
      fc.property(name, name, (one, other) => {
        const own = names.own(one) ?? '';
        expect(own.length).toBeLessThanOrEqual(64);
        expect(names.isOwn(own)).toBe(true);
        expect(names.written(own.toLowerCase()).toLowerCase()).toBe(one.toLowerCase());
        const areSame = one.toLowerCase() === other.toLowerCase();
        expect(own.toLowerCase() === names.own(other)?.toLowerCase()).toBe(areSame);
      }),
      { numRuns: 3000 },
    );
    expect(new LockNames('isolab_0123abcd_2').own('x')).not.toBe(names.own('x'));
  });
});

describe('an xid', () => {
  const verb = fc.constantFrom('START', 'begin', 'END', 'Prepare', 'COMMIT', 'ROLLBACK');
  const gtrid = fc.string({ unit: fc.constantFrom('a', 'B', '-', "'", '\\', 'ä', '\n', '7'), maxLength: 32 });
  const literals = (text: string): fc.Arbitrary<string> =>
    fc.constantFrom(inQuotes(text, "'"), inQuotes(text, '"'), `X'${hex(text)}'`);

  it('is the same own xid however it is written, and begins with the sandbox’s name', () => {
    expectAlways(
      fc.property(
        gtrid.chain((text) =>
          fc.record({ text: fc.constant(text), literal: literals(text), verb, a: gap, b: gapOrNone }),
        ),
        ({ text, literal, verb: word, a, b }) => {
          const one = ownXa(`${b}XA${a}${word}${a}${literal}${b}`, 'isolab_0123abcd_1');
          expect(one).toEqual(ownXa(`XA ${word.toUpperCase()} X'${hex(text)}'`, 'isolab_0123abcd_1'));
          if (one.kind !== 'sent') throw new Error('It was not sent');
          expect(one.sql).toMatch(
            new RegExp(`^XA [A-Z]+ ('isolab_0123abcd_1[/#]|X'${hex('isolab_0123abcd_1')}(2f|23))`),
          );
        },
      ),
      { numRuns: 3000 },
    );
  });
});

// The server itself is asked what it makes of it: on one that others use, no session ever has a lock or an xid of
// theirs, in no sql_mode and no character set, whatever it is sent.
describe('on the real server', () => {
  let lab: MysqlLab;
  let admin: Client;
  let sandbox: Sandbox;
  beforeAll(async () => {
    lab = await MysqlLab.open({ address: inject('mysql'), provider: 'url', place: 'the test server' });
    admin = await Client.open(inject('mysql'));
    sandbox = await lab.createSandbox();
  });
  afterAll(async () => {
    await lab[Symbol.asyncDispose]();
    admin.destroy();
  });

  const modes = [
    "SET sql_mode = ''",
    "SET sql_mode = 'ANSI_QUOTES'",
    "SET sql_mode = 'NO_BACKSLASH_ESCAPES'",
    "SET sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES'",
    'SET character_set_client = gbk',
    'SET character_set_client = latin1',
    'SET character_set_client = macroman',
  ];
  const quotes = ["'a'", "'\\'", "'\\\\'", '"\\"', '"a"', "'it''s'", "'\u20ac\\'", '"\'"', '`a`', "'"];
  const glue = [
    ', ',
    ' AS x, ',
    '/*!99999 ',
    '/*!80000 ',
    '/*!80000',
    '/*!',
    '2*',
    '1.e',
    '1.0',
    '1e0',
    '/*+ * " */',
    '*/',
    " -- '",
    '\n',
    '--\u00a0',
    '--\u02c0',
    '# "\n',
    '/* ` */',
    '(',
    ')',
    ' = ',
    '\u00e0',
  ];
  const calls = [
    "GET_LOCK('theirs', 0)",
    'GET_LOCK(@name, 0)',
    "`GET_LOCK`('theirs', 0)",
    '"GET_LOCK"(@name, 0)',
    'GET_LOCK("theirs", 0)',
    "GET_LOCK('the\\irs', 0)",
    "GET_LOCK(CONCAT(DATABASE(), 'x'), 0)",
  ];
  const hostile = (
    pieces: readonly string[],
  ): fc.Arbitrary<{ readonly mode: number; readonly text: string }> =>
    fc.record({
      mode: fc.nat(modes.length - 1),
      text: fc
        .array(fc.oneof(fc.constantFrom(...quotes), fc.constantFrom(...glue), fc.constantFrom(...pieces)), {
          minLength: 1,
          maxLength: 8,
        })
        .map((parts) => parts.join('')),
    });

  const sessionsOf = async (): Promise<readonly Session[]> =>
    Promise.all(
      modes.map(async (mode, index) => {
        const session = await sandbox.openSession(`m${index}`, 'REPEATABLE READ');
        await session.execute("SET @name = 'theirs'");
        await session.execute(mode);
        return session;
      }),
    );

  it('no statement takes a lock of others', async () => {
    const sessions = await sessionsOf();
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(hostile(calls), async ({ mode, text }) => {
        const outcome = await sessions[mode]?.execute(`SELECT ${text}`);
        if (outcome?.kind !== 'rows' || !/lock/i.test(text)) return;
        const { rows } = await admin.query(
          `SELECT OBJECT_NAME FROM performance_schema.metadata_locks
           WHERE OBJECT_TYPE = 'USER LEVEL LOCK' AND OBJECT_NAME LIKE '%theirs%'`,
        );
        for (const [lock] of rows) expect(lock).toMatch(/^~/);
        taken += rows.length;
      }),
      { seed: seedOf(process.env), numRuns: 3000 },
    );
    // Enough of them are statements to the server, too.
    expect(taken).toBeGreaterThan(20);
  });

  it('no statement ends a transaction of others', async () => {
    for (const sql of ["XA START 'theirs'", "XA END 'theirs'", "XA PREPARE 'theirs'"]) await admin.query(sql);
    const sessions = await sessionsOf();
    const pieces = [
      'XA ',
      'ROLLBACK ',
      "'theirs'",
      '"theirs"',
      "X'746865697273'",
      '0x746865697273',
      'COMMIT ',
      ';',
    ];
    try {
      await fc.assert(
        fc.asyncProperty(hostile(pieces), async ({ mode, text }) => {
          await sessions[mode]?.execute(text);
          await sessions[mode]?.execute(`XA${text}ROLLBACK${text}'theirs'`);
          await sessions[mode]?.execute(`${text}XA ROLLBACK 'theirs'${text}`);
          const program = `DECLARE EXIT HANDLER FOR 1146 ${text}XA ROLLBACK 'theirs'; DROP TABLE no;`;
          const made = await sessions[mode]?.execute(`CREATE PROCEDURE p() BEGIN ${program} END`);
          if (made?.kind !== 'ok') return;
          await sessions[mode]?.execute('CALL p()');
          await sessions[mode]?.execute('DROP PROCEDURE p');
        }),
        { seed: seedOf(process.env), numRuns: 1000 },
      );
      expect((await admin.query('XA RECOVER')).rows.map(([, , , data]) => data)).toContain('theirs');
    } finally {
      await admin.query("XA ROLLBACK 'theirs'");
    }
  });
});
