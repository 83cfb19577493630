import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { scratch } from '../cli/isolab.ts';
import { isolabHere as isolab } from '../cli/isolab-here.ts';

/** The order of who committed is in no table: only a question about the sessions finds it. */
const lesson = (endOfB: string): string => `format: 1
id: who
title: Who committed
topic: test
summary: B has an order if it has committed.
levels: [READ COMMITTED, SERIALIZABLE]
setup: CREATE TABLE orders (customer CHAR(1) PRIMARY KEY)
watch: [orders]
invariant:
  says: Whoever committed has an order, and nobody else has one.
  violations: |
    SELECT s.session, s.committed, s.rolled_back, o.customer
    FROM :sessions AS s LEFT JOIN orders AS o ON o.customer = s.session
    WHERE (s.committed > 0) <> (o.customer IS NOT NULL)
steps:
  - { A: START TRANSACTION, expect: { affected: 0 } }
  - { B: START TRANSACTION, expect: { affected: 0 } }
  - { A: INSERT INTO orders VALUES ('A'), expect: { affected: 1 } }
  - { A: COMMIT, expect: { affected: 0 } }
  - { B: ${endOfB}, expect: { affected: 0 } }
end: { tables: { orders: [[A]] }, invariant: ${endOfB === 'COMMIT' ? 'violated' : 'holds'}, rolled_back: none }
`;

it.each(['COMMIT', 'ROLLBACK'])('the server is asked who committed, when B ends with %s', async (endOfB) => {
  await using folder = await scratch();
  const file = join(folder.path, 'who.yaml');
  await writeFile(file, lesson(endOfB));
  const verified = await isolab('verify', file);
  expect(verified, verified.stdout).toMatchObject({ exitCode: 0 });
});
