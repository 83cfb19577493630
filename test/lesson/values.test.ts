import { describe, expect, it } from 'vitest';
import { keptOf } from '../../src/engine/kept.ts';
import { filled } from '../../src/lesson/values.ts';

describe('values in a text', () => {
  it('stand in the place of their names', () => {
    expect(filled('{who} has {count} of {what}', { who: 'ann', count: 2 })).toBe('ann has 2 of {what}');
  });

  it('are left out where they would make it too long, and that is said', () => {
    const value = 'x'.repeat(50_000);
    const text = filled('{v} '.repeat(20_000), { v: value });
    expect(text.length).toBeLessThan(1024 * 1024);
    expect(text.startsWith(`${value} ${value} `)).toBe(true);
    expect(text.endsWith('(left out: too long) (left out: too long) ')).toBe(true);
  });
});

describe('a value that a step keeps', () => {
  const keptFrom = (text: string) =>
    keptOf({ name: 'text' }, { kind: 'rows', columns: ['text'], rows: [[text]] });

  it('is kept as it is', () => {
    expect(keptFrom('x'.repeat(64 * 1024))).toEqual({ name: 'x'.repeat(64 * 1024) });
  });

  it('is shortened when it is very long, and says so', () => {
    expect(keptFrom('x'.repeat(1_000_000))).toEqual({
      name: `${'x'.repeat(64 * 1024)}… (the lab keeps 65536 of its 1000000 characters)`,
    });
  });
});
