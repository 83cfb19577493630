import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { PrettyReporter } from '../../../src/report/verify/pretty.ts';
import { resultOf, summary, told } from './told.ts';

const pretty = async (options: { readonly color: boolean; readonly live: boolean }, width = 100) => {
  const written: string[] = [];
  const reporter = new PrettyReporter((text) => written.push(text), { width, ...options });
  for (const event of await told()) reporter.tell(event);
  return written;
};

describe('the report for people', () => {
  it('tells a line a lesson, each failure in full, and how it ended', async () => {
    // A file cannot hold half a character.
    expect((await pretty({ color: false, live: false })).join('').toWellFormed()).toMatchSnapshot();
  });

  it('says the same in colour', async () => {
    const plain = (await pretty({ color: false, live: false })).join('');
    const coloured = (await pretty({ color: true, live: false })).join('');
    expect(coloured).not.toBe(plain);
    expect(stripVTControlCharacters(coloured)).toBe(plain);
  });

  it('lets nothing from a lesson reach the terminal but visible characters', async () => {
    const text = (await pretty({ color: false, live: false })).join('');
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u2028]/u);
  });

  it('keeps to the width, but for commands, which are to be copied', async () => {
    const text = (await pretty({ color: false, live: false }, 60)).join('');
    const lines = text.split('\n').filter((line) => !line.startsWith('  again: '));
    expect(lines.filter((line) => stringWidth(line) > 60)).toEqual([]);
  });

  it('keeps a line on the terminal that tells what runs, and clears it before it writes another', async () => {
    const written = await pretty({ color: false, live: true });
    expect(written.filter((text) => text.includes(' runs'))).toContain(
      '1 of 7 runs, about 60 ms left: wrong',
    );
    let shown = false;
    for (const text of written) {
      const isClearing = text === '\r\u001B[2K';
      expect(shown && !isClearing, `written over the line: ${text}`).toBe(false);
      shown = !isClearing && !text.endsWith('\n');
    }
    expect(shown).toBe(false);
  });

  it('says in one line that everything is proved', async () => {
    const written: string[] = [];
    const reporter = new PrettyReporter((text) => written.push(text), {
      width: 80,
      color: false,
      live: false,
    });
    const [started] = await told();
    if (started?.type !== 'verify-started') throw new Error('It begins otherwise');
    const result = await resultOf('unique-index', (script) => script);
    reporter.tell({ ...started, cases: started.cases.slice(0, 1), pairs: [] });
    reporter.tell({ at: 1, type: 'case-started', case: 'fine' });
    reporter.tell({ at: 41, type: 'case-finished', case: 'fine', result });
    const none = { passed: 0, failed: 0, unproven: 0, unsteady: 0, broken: 0, notRun: 0 };
    const proved = {
      ...summary,
      cases: { ...none, passed: 1 },
      extra: 0,
      pairs: { passed: 0, failed: 0, notRun: 0 },
    };
    reporter.tell({ at: 2, type: 'verify-finished', summary: { ...proved, ms: 2, ok: true } });
    expect(written.slice(1).join('')).toBe('✓ duplicate-book  1 case  40 ms\n\n✓ Proved: 1 case in 2 ms.\n');
  });
});
