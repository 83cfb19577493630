import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratch } from '../../cli/isolab.ts';
import { isolabHere as isolab } from '../../cli/isolab-here.ts';

/** Two that wait for a key whose holder takes it back: the server gives both the gap, and then one of them dies. */
const threeOfOneKey = `format: 1
id: three-of-one-key
title: Three of one key
topic: test
summary: A rolls back.
about: Which of the two that wait is the victim?
remember: [Both may be.]
sources: [{ title: The manual, url: "https://dev.mysql.com/doc/refman/8.4/en/innodb-locks-set.html" }]
setup: CREATE TABLE seats (id INT PRIMARY KEY, taken INT NOT NULL)
watch: [seats]
sessions: { A: first, B: second, C: third }
levels: [READ COMMITTED, REPEATABLE READ]
steps:
  - A: START TRANSACTION
    look: Who gets it?
  - A: INSERT INTO seats VALUES (7, 1)
  - B: START TRANSACTION
  - C: START TRANSACTION
  - B: INSERT INTO seats VALUES (7, 2) ON DUPLICATE KEY UPDATE taken = 2
    as: take_b
  - C: INSERT INTO seats VALUES (7, 2) ON DUPLICATE KEY UPDATE taken = 2
    as: take_c
  - A: ROLLBACK
    predict:
      ask: What becomes of B and C?
      choices:
        - says: Both go on.
          means: { take_b: { affected: 1 }, take_c: { affected: 1 } }
        - says: One of them is a deadlock's victim.
          means: { rolled_back: { one_of: [B, C] } }
        - says: B is the victim, or C is, and nobody gets the seat.
          means: { either: [{ take_b: { error: 1213 } }, { take_c: { error: 1213 } }], tables: { seats: [] } }
  - B: COMMIT
  - C: COMMIT
`;

/** One of the two is the victim less often: in ten runs it need not come. */
const often = ['--repeat', '40'] as const;

describe('where the server may choose', () => {
  it('record claims all that may come, says the same again, and verify proves it every time', async () => {
    await using folder = await scratch();
    const file = join(folder.path, 'three.yaml');
    await writeFile(file, threeOfOneKey);
    const first = await isolab('record', file, ...often);
    expect(first, first.stderr + first.stdout).toMatchObject({ exitCode: 0 });
    const recorded = await readFile(file, 'utf8');
    expect(recorded).toContain('rolled_back: { one_of: [B, C] }');
    expect(await isolab('check', file)).toMatchObject({ exitCode: 0 });
    expect(await isolab('record', file, '--update', ...often)).toMatchObject({ exitCode: 0, stdout: '' });
    const verified = await isolab('verify', file, '--repeat', '5');
    expect(verified, verified.stdout).toMatchObject({ exitCode: 0 });
  });

  it('adds what may come as well to a claim that holds sometimes, and keeps what did not come this time', async () => {
    await using folder = await scratch();
    const file = join(folder.path, 'three.yaml');
    const claimed = threeOfOneKey.replace(
      '    as: take_b\n',
      '    as: take_b\n    expect: { either: [{ waits_for: any, then: { affected: 1 } }, { error: ER_LOCK_WAIT_TIMEOUT }] }\n',
    );
    await writeFile(file, claimed);
    expect(await isolab('record', file, '--update', ...often)).toMatchObject({ exitCode: 0 });
    const recorded = await readFile(file, 'utf8');
    const [, taken = ''] = /as: take_b\n(.*?)as: take_c/s.exec(recorded) ?? [];
    expect(taken).toMatch(/waits for somebody, then changes 1/);
    expect(taken).toMatch(/ER_LOCK_WAIT_TIMEOUT/);
    expect(taken).toMatch(/ER_LOCK_DEADLOCK/);
  });
});

it('a byte order mark before a lesson is no part of it, and stays', async () => {
  await using folder = await scratch();
  const file = join(folder.path, 'marked.yaml');
  const [head = ''] = threeOfOneKey.split('steps:');
  await writeFile(file, `\uFEFF${head}steps:\n  - A: DO 1\n`);
  expect((await isolab('check', file)).stdout).toContain('marked.yaml:14:5: unproven: step do_a');
  expect(await isolab('record', file)).toMatchObject({ exitCode: 0 });
  const recorded = await readFile(file, 'utf8');
  expect(recorded).toMatch(/^\uFEFFformat: 1\n/);
  expect(recorded).toContain('  - A: DO 1\n    expect: changes 0\n');
});
