import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { directiveIn } from '../../src/from-sql/directive.ts';
import { readScript } from '../../src/from-sql/read-script.ts';

const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
const section = /^## Explore your own SQL$(.*?)^## /ms.exec(readme)?.[1] ?? '';

describe('what README.md says of scripts in SQL', () => {
  it('is read as it says', () => {
    const text = /```sql\n(.*?)```/s.exec(section)?.[1] ?? '';
    const { statements, notes } = readScript({ file: 'a.sql', text });
    expect(notes).toEqual([]);
    expect(statements).toEqual([
      { sql: 'START TRANSACTION' },
      { sql: expect.stringMatching(/^SELECT id/), rejectIf: [['found', 'already there']] },
      { sql: expect.stringMatching(/^INSERT/), rejectIf: [['ER_DUP_ENTRY', 'already there']] },
      { sql: 'COMMIT', answer: 'stored' },
    ]);
  });

  it('has every word that a comment may be', () => {
    const words = [...section.matchAll(/^\| `-- (.*?)` \|/gm)].map(([, word = '']) => word);
    const kinds = words.map((word) => directiveIn(word, new Set(['lookup']))?.kind);
    expect(kinds).toEqual(['reject', 'reject', 'answer', 'keep', 'as', 'when']);
    expect(directiveIn("reject if state = 'sold': gone", new Set())).toEqual({
      kind: 'reject',
      condition: 'state = sold',
      answer: 'gone',
    });
  });
});
