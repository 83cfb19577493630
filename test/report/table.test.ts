import * as fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { tableLines } from '../../src/report/table.ts';
import { expectAlways } from '../property.ts';

describe('a result as a table', () => {
  it('lines up numbers on the right, text on the left, and wide characters', () => {
    const table = {
      columns: ['id', 'name'],
      rows: [
        ['1', '日本語'],
        ['10', 'é'],
      ],
    };
    expect(tableLines(table, 40).join('\n')).toBe(
      [
        '+----+--------+',
        '| id | name   |',
        '+----+--------+',
        '|  1 | 日本語 |',
        '| 10 | é      |',
        '+----+--------+',
      ].join('\n'),
    );
  });

  it('tells NULL, the text NULL, and the empty text apart', () => {
    const cells = tableLines({ columns: ['v'], rows: [[null], ['NULL'], ['']] }, 40).slice(3, 6);
    expect(cells).toEqual(['| NULL   |', "| 'NULL' |", "| ''     |"]);
  });

  it('wraps the cells of wide columns, and loses nothing', () => {
    const lines = tableLines({ columns: ['id', 'text'], rows: [['1', 'abcdefghijklmnop qrs']] }, 20);
    expect(lines.every((line) => stringWidth(line) <= 20)).toBe(true);
    const text = lines.slice(3, -1).map((line) => line.split('|')[2]?.trim());
    expect(text.join('')).toBe('abcdefghijklmnop qrs');
  });

  it.each([
    ['one column', ['value']],
    ['a column a line', Array.from({ length: 30 }, (_, at) => `column ${at}`)],
  ])(
    'tells a value that would fill the memory by its beginning, and how much more there is: %s',
    (_, columns) => {
      const lines = tableLines({ columns, rows: [columns.map(() => 'x'.repeat(5_000_000))] }, 40);
      const text = lines.join('').replaceAll(/\W/g, '');
      expect(text.match(/x{2,}/)?.[0]).toHaveLength(10_000);
      expect(text).toContain('and4990000morecharacters');
    },
  );

  it('leaves names whole while the other columns can make room for them', () => {
    const table = { columns: ['variant', 'answers'], rows: [['atomic-update', '1×200, 5×409 and more']] };
    const lines = tableLines(table, 34, 1);
    expect(lines.every((line) => stringWidth(line) <= 34)).toBe(true);
    expect(lines[3]).toMatch(/^\| atomic-update \| 1×200, 5×409/);
    expect(tableLines(table, 22, 1).every((line) => stringWidth(line) <= 22)).toBe(true);
  });

  it('shows a row as lines when even the narrowest columns do not fit', () => {
    const columns = ['one', 'two', 'three', 'four', 'five'].map((name) => `${name} column`);
    expect(tableLines({ columns, rows: [['1', '2', '3', '4', null]] }, 20)).toEqual([
      '*** 1. row ***',
      'one column: 1',
      'two column: 2',
      'three column: 3',
      'four column: 4',
      'five column: NULL',
    ]);
  });

  it('counts the rows after the fiftieth', () => {
    const rows = Array.from({ length: 1234 }, (_, index) => [String(index)]);
    const lines = tableLines({ columns: ['n'], rows }, 40);
    expect(lines.at(-1)).toBe('… and 1184 more rows');
    expect(lines).toHaveLength(3 + 50 + 1 + 1);
  });

  it('keeps to its width whatever is in it', () => {
    const cell = fc.oneof(fc.constant(null), fc.string({ unit: 'grapheme', maxLength: 60 }));
    const table = fc.integer({ min: 1, max: 6 }).chain((width) =>
      fc.record({
        columns: fc.array(fc.string({ maxLength: 20 }), { minLength: width, maxLength: width }),
        rows: fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 5 }),
      }),
    );
    expectAlways(
      fc.property(table, fc.integer({ min: 12, max: 100 }), (rows, width) => {
        for (const line of tableLines(rows, width)) {
          expect(stringWidth(line)).toBeLessThanOrEqual(width);
          expect(line).not.toMatch(/\p{Cc}/u);
        }
      }),
    );
  });
});
