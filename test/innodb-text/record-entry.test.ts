import { expect, it } from 'vitest';
import { fieldIn, hasKey } from '../../src/innodb-text/record-entry.ts';

it('a field is read as it is printed; of a long one there is the beginning alone', () => {
  expect(fieldIn(' 0: len 4; hex 80000001; asc     ;;')).toEqual({ field: '80000001' });
  expect(fieldIn(' 1: SQL NULL;')).toEqual({ field: null });
  expect(fieldIn(' 2: len 0; hex ; asc ;;')).toEqual({ field: '' });
  expect(fieldIn(' 3: len 500; hex 7878; asc xx; (total 500 bytes);')).toEqual({
    field: undefined,
    beginning: '7878',
  });
  expect(fieldIn(' 3: len 2; hex 7878; asc xx; (total 40 bytes);')).toEqual({
    field: undefined,
    beginning: '7878',
  });
  expect(fieldIn('RECORD LOCKS space id 0')).toBeUndefined();
});

it.each([
  [['80000001'], '1', true],
  [['80000001'], '2', false],
  [['7fffffff'], '-1', true],
  [['00000001'], '1', true],
  [['8000000000000001', '80000002'], '1, 2', true],
  [['80000001', '80000002'], '1, 3', false],
  [['80000001'], '1, 2', false],
  [['536170696ec3a9'], "'Sapiné'", true],
  [['4f276e', '80000001'], "'O''n', 1", true],
  [['61202020'], "'a'", true],
  [['6162'], "'a'", false],
  [[undefined, '80000001'], "'a', 1", false],
  [[null, '80000001'], 'NULL, 1', true],
  [[null], '1', false],
  [['80000001'], 'NULL', false],
  [['8fca21'], '0x8FCA21', true],
  [[''], "''", true],
  [[''], '1', false],
  [[], '1', false],
  [['3ff0000000000000'], '1.5', false],
] as const)('%j has the key %s: %s', (fields, key, is) => {
  expect(hasKey(fields, key)).toBe(is);
});
