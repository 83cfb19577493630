import { describe, expect, test } from 'vitest';
import { inKeyOrder, keyParts } from '../../src/engine/key-order.ts';

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

describe('the order of index entries', () => {
  test.for<readonly [string, string, (readonly boolean[])?]>([
    ['9', '10'],
    ['-10', '-9'],
    ['9007199254740992', '9007199254740993'],
    ["'Sapiens'", "'Utopia'"],
    ["'it''s'", "'ivy'"],
    ['NULL', '-5'],
    ['NULL', "'a'"],
    ['0x0000000001FF', '0x000000000200'],
    ['20, 2', '20, 3'],
    ['20, 9', '30, 1'],
    ['30, 1', '20, 9', [true]],
    ['20, 3', '20, 2', [false, true]],
  ])('%s before %s', ([one, other, descending]) => {
    expect(inKeyOrder([one, other], descending)).toEqual([one, other]);
    expect(inKeyOrder([other, one], descending)).toEqual([one, other]);
  });

  test.for<readonly [string, string]>([
    ["'apple'", "'Banana'"],
    ["'a'", "'A'"],
    ["'Z'", "'a'"],
    ['1', "'1'"],
    ['1', '1, 2'],
  ])('of %s and %s is not claimed: it depends on the collation, or on what nobody knows', ([one, other]) => {
    expect(inKeyOrder([one, other])).toBeUndefined();
  });
});
