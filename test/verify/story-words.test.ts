import { expect, it } from 'vitest';
import { waitWords } from '../../src/verify/story-words.ts';

it('a named lock is told the same in every sandbox, and another name as another lock', () => {
  const told = (object: string) =>
    waitWords({ kind: 'named', object, mode: 'EXCLUSIVE', for: { session: 'A' } });
  expect(told('isolab_4fc94704_2.add_book')).toBe(told('isolab_f9eb2c9e_39.add_book'));
  expect(told('isolab_4fc94704_2.add_book')).not.toBe(told('isolab_4fc94704_2.lend_book'));
});
