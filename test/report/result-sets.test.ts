import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Allowance } from '../../src/engine/allowance.ts';
import { eventSchema } from '../../src/engine/event-schema.ts';
import type { Outcome } from '../../src/engine/outcome.ts';
import { okWords } from '../../src/engine/words/outcome-words.ts';
import { outcomeLines as printed } from '../../src/report/outcome-lines.ts';
import { paintFor } from '../../src/report/paint.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { briefWords, outcomeLines as shown } from '../../src/ui/view/outcome-lines.ts';
import { outcomeWords } from '../../src/verify/story-words.ts';

const first = { columns: ['a'], rows: [['first']] };
const second = { columns: ['b'], rows: [['second'], ['third']] };
const several: Outcome = { kind: 'rows', ...first, more: [second, { columns: ['c'], rows: [] }] };
const failed: Outcome = {
  kind: 'error',
  errno: 1062,
  symbol: 'ER_DUP_ENTRY',
  sqlState: '23000',
  message: 'Duplicate entry',
  results: [first, second],
};
const sent = { sql: 'CALL p()' };
const theme = makeTheme(false);

/** Only what says something, in order. */
const told = (lines: readonly (string | (() => string))[]): string =>
  lines
    .map((line) => stripVTControlCharacters(typeof line === 'string' ? line : line()))
    .join('\n')
    .replaceAll(/[^\w\n() :]|_/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();

describe('a CALL that answers with several result sets', () => {
  const all = 'a first 1 row b second third 2 rows no row';

  it('has each of them in the text, on the screen and in a story', () => {
    expect(told(printed(several, sent, 80, paintFor(false)))).toBe(all);
    expect(told(shown(several, sent, { theme, width: 80, ruled: false }))).toBe(all);
    expect(told([briefWords(several, sent, theme)])).toBe('3 result sets');
    expect(outcomeWords(several, undefined)).toBe('a: 1 row; b: 2 rows; c: no row');
  });

  it('has those before an error, too', () => {
    const words = 'a first 1 row b second third 2 rows';
    expect(told(printed(failed, sent, 80, paintFor(false)))).toMatch(`${words} ERROR 1062`);
    expect(told(shown(failed, sent, { theme, width: 80, ruled: false }))).toMatch(`${words} ERROR 1062`);
    expect(outcomeWords(failed, undefined)).toBe('a: 1 row; b: 2 rows; ERROR 1062 (ER_DUP_ENTRY)');
  });

  it('has after them that the lab ended it, or asked for that', () => {
    const said = [
      [several, 'it ran past its limit: the lab asked for its end'],
      [failed, 'the lab ended it: it ran past its limit'],
    ] as const;
    for (const [outcome, words] of said) {
      const cut = { ...outcome, cancelled: 'limit' } as const;
      const text = (one: Outcome): string => told(printed(one, sent, 80, paintFor(false)));
      const screen = (one: Outcome): string => told(shown(one, sent, { theme, width: 80, ruled: false }));
      expect(text(cut)).toBe(`${text(outcome)} ${words}`);
      expect(screen(cut)).toBe(`${screen(outcome)} ${words}`);
      expect(outcomeWords(cut, undefined)).toBe(`${outcomeWords(outcome, undefined)}, ${words}`);
    }
  });

  it.each([several, failed])('is kept in a recording, and counted', (outcome) => {
    const event = { type: 'statement-finished', at: 1, statement: 0, session: 'A', outcome, tookMs: 1 };
    expect(eventSchema.parse(event)).toEqual(event);
    expect(new Allowance(100).outcomeOf(outcome)).toMatchObject({
      symbol: 'NOT_KEPT',
      message: expect.stringContaining('These 3 rows are left out.'),
    });
  });
});

it('a recording from before counts were numbers says the same of an UPDATE', () => {
  const info = 'Rows matched: 2  Changed: 1  Warnings: 0';
  const before = { kind: 'ok', affected: 1, warnings: 0, info } as const;
  expect(okWords(before, 'UPDATE t SET n = 1')).toBe('OK, 1 row changed, 2 matched');
  expect(okWords({ ...before, matched: 2, changed: 1 }, 'UPDATE t SET n = 1')).toBe(
    okWords(before, 'UPDATE t SET n = 1'),
  );
});
