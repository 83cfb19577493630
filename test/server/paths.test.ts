import { describe, expect, test } from 'vitest';
import { cacheFolderOf, runsFolder } from '../../src/hosts/paths.ts';

describe('the cache folder', () => {
  test('is where XDG_CACHE_HOME says', () => {
    expect(cacheFolderOf({ XDG_CACHE_HOME: '/fast/cache', HOME: '/home/ann' }, '/root')).toBe(
      '/fast/cache/isolab',
    );
  });

  test('is in ~/.cache otherwise, also when XDG_CACHE_HOME is relative', () => {
    expect(cacheFolderOf({ HOME: '/home/ann' }, '/root')).toBe('/home/ann/.cache/isolab');
    expect(cacheFolderOf({ XDG_CACHE_HOME: 'cache', HOME: '/home/ann' }, '/root')).toBe(
      '/home/ann/.cache/isolab',
    );
    expect(cacheFolderOf({}, '/home/ben')).toBe('/home/ben/.cache/isolab');
  });
});

describe('the folder of runs', () => {
  test('is TMPDIR, or /tmp', () => {
    expect(runsFolder({ TMPDIR: '/scratch' })).toBe('/scratch');
    expect(runsFolder({})).toBe('/tmp');
    expect(runsFolder({ TMPDIR: 'relative' })).toBe('/tmp');
  });

  test('is /tmp when a Unix socket in TMPDIR would have too long a path', () => {
    expect(runsFolder({ TMPDIR: `/${'x'.repeat(72)}` })).toHaveLength(73);
    expect(runsFolder({ TMPDIR: `/${'x'.repeat(80)}` })).toBe('/tmp');
    expect(runsFolder({ TMPDIR: `/${'ü'.repeat(40)}` })).toBe('/tmp');
  });
});
