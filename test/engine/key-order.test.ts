import { describe, expect, test } from 'vitest';
import { compareKeys, keyParts } from '../../src/engine/key-order.ts';

describe('the columns of an index entry', () => {
  test.for<[string, readonly string[]]>([
    ['2', ['2']],
    ["'Sapiens', 2", ["'Sapiens'", '2']],
    ["'a, b', 'it''s', NULL", ["'a, b'", "'it''s'", 'NULL']],
    ["'', -3", ["''", '-3']],
    ['0x000000000200', ['0x000000000200']],
  ])('%s', ([key, parts]) => {
    expect(keyParts(key)).toEqual(parts);
  });
});

describe('which of two index entries comes first', () => {
  const order = (a: string, b: string, descending?: readonly boolean[]) =>
    Math.sign(compareKeys(a, b, descending) ?? Number.NaN);

  test('numbers go by their value, also those that are too large for a float', () => {
    expect(order('9', '10')).toBe(-1);
    expect(order('-10', '-9')).toBe(-1);
    expect(order('9007199254740993', '9007199254740992')).toBe(1);
    expect(order('7', '7')).toBe(0);
  });

  test('texts go by their letters, NULL comes before all, bytes go by bytes', () => {
    expect(order("'Sapiens'", "'Utopia'")).toBe(-1);
    expect(order("'it''s'", "'ivy'")).toBe(-1);
    expect(order('NULL', '-5')).toBe(-1);
    expect(order("'a'", 'NULL')).toBe(1);
    expect(order('0x0000000001FF', '0x000000000200')).toBe(-1);
  });

  test('the first column that differs decides, and a descending one turns it around', () => {
    expect(order('20, 2', '20, 3')).toBe(-1);
    expect(order('30, 1', '20, 9')).toBe(1);
    expect(order('30, 1', '20, 9', [true])).toBe(-1);
    expect(order('20, 2', '20, 3', [false, true])).toBe(1);
  });

  test('what depends on the collation, or on what nobody knows, is not claimed', () => {
    expect(compareKeys("'apple'", "'Banana'")).toBeUndefined();
    expect(compareKeys("'a'", "'A'")).toBeUndefined();
    expect(compareKeys("'Z'", "'a'")).toBeUndefined();
    expect(compareKeys('1', "'1'")).toBeUndefined();
    expect(compareKeys('1', '1, 2')).toBeUndefined();
  });
});
