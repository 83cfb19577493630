import { expect, test } from 'vitest';
import { amount, andMore, counted, duration, inShort } from '../../src/text/amounts.ts';

test.each([
  [0, '1 ms'],
  [99.4, '99 ms'],
  [99.5, '0.1 s'],
  [500, '0.5 s'],
  [9_949, '9.9 s'],
  [9_950, '10 s'],
  [59_600, '1 min'],
  [65_000, '1 min 5 s'],
  [900_000, '15 min'],
  [5_400_000, '1 h 30 min'],
  [7_200_000, '2 h'],
])('%d ms are %s', (ms, words) => {
  expect(duration(ms)).toBe(words);
});

test('one thing is told from many, and from none', () => {
  expect([amount(0, 'row'), amount(1, 'row'), counted(0, 'row'), counted(2, 'retry', 'retries')]).toEqual([
    'no row',
    '1 row',
    '0 rows',
    '2 retries',
  ]);
  expect([andMore(1, 'row'), andMore(2, 'row')]).toEqual(['… and 1 more row', '… and 2 more rows']);
});

test.each([
  [0n, '0'],
  [999n, '999'],
  [1_204n, '1,204'],
  [9_999_999n, '9,999,999'],
  [10_000_000n, '1·10⁷'],
  [155_117_520n, '1.6·10⁸'],
  [200_000_000_000n, '2·10¹¹'],
  [118_264_581_564_861_424n, '1.2·10¹⁷'],
])('%d in short are %s', (count, words) => {
  expect(inShort(count)).toBe(words);
});
