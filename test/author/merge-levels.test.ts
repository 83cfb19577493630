import { describe, expect, test } from 'vitest';
import { type DataByLevel, mergeLevels } from '../../src/author/merge-levels.ts';
import type { YamlData } from '../../src/author/yaml-text.ts';
import { levels } from '../../src/lesson/level.ts';

const one = { affected: 1 };
const two = { affected: 2 };
const three = { affected: 3 };

/** Values for the four levels in their order; undefined: not known. */
const at = (...values: readonly (YamlData | undefined)[]): DataByLevel =>
  new Map(levels.flatMap((level, index) => (values[index] === undefined ? [] : [[level, values[index]]])));

describe('without anything in the file yet', () => {
  test('what holds at every level is written without levels', () => {
    expect(mergeLevels(at(one, one, one, one), levels, undefined)).toEqual(one);
  });

  test('what holds at most levels is the default', () => {
    expect(mergeLevels(at(two, one, one, three), levels, undefined)).toEqual({
      default: one,
      'READ UNCOMMITTED': two,
      SERIALIZABLE: three,
    });
  });

  test('what is different everywhere has no default', () => {
    expect(mergeLevels(at(one, two, three, { rows: [] }), levels, undefined)).toEqual({
      'READ UNCOMMITTED': one,
      'READ COMMITTED': two,
      'REPEATABLE READ': three,
      SERIALIZABLE: { rows: [] },
    });
  });

  test('levels that are not known are not spoken for by a default', () => {
    expect(mergeLevels(at(undefined, one, one), levels, undefined)).toEqual({
      'READ COMMITTED': one,
      'REPEATABLE READ': one,
    });
  });

  test('a lesson that runs at one level needs no levels', () => {
    expect(mergeLevels(at(undefined, one), ['READ COMMITTED'], undefined)).toEqual(one);
  });
});

describe('where the file has values by level', () => {
  test('a missing level is added and the others stay as they are', () => {
    const existing = { 'READ COMMITTED': one, SERIALIZABLE: one };
    expect(mergeLevels(at(two, one, three, one), levels, existing)).toEqual({
      'READ UNCOMMITTED': two,
      'READ COMMITTED': one,
      'REPEATABLE READ': three,
      SERIALIZABLE: one,
    });
  });

  test('a level that the author has named stays named, also where the default says the same', () => {
    const existing = { default: one, SERIALIZABLE: two };
    expect(mergeLevels(at(one, one, one, one), levels, existing)).toEqual({
      default: one,
      SERIALIZABLE: one,
    });
  });

  test('a level that leaves the default gets a name', () => {
    expect(mergeLevels(at(one, three, one, two), levels, { default: one, SERIALIZABLE: two })).toEqual({
      default: one,
      'READ COMMITTED': three,
      SERIALIZABLE: two,
    });
  });

  test('a default that is true nowhere any more is replaced', () => {
    expect(mergeLevels(at(three, three, three, two), levels, { default: one, SERIALIZABLE: two })).toEqual({
      default: three,
      SERIALIZABLE: two,
    });
  });

  test('a value for all levels makes room for values by level', () => {
    expect(mergeLevels(at(one, one, one, two), levels, one)).toEqual({ default: one, SERIALIZABLE: two });
  });
});
