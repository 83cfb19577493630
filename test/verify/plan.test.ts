import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadLesson } from '../../src/lesson/load.ts';
import { planVerify } from '../../src/verify/plan.ts';

const shipped = (name: string): string =>
  fileURLToPath(new URL(`../../lessons/${name}.yaml`, import.meta.url));

describe('a pair', () => {
  it('says in which file and where it is claimed', async () => {
    const file = shipped('duplicate-book');
    const lines = (await readFile(file, 'utf8')).split('\n');
    const { pairs } = planVerify([await loadLesson(file)]);
    expect(pairs.length).toBeGreaterThan(1);
    for (const pair of pairs) {
      expect(pair.file).toBe(file);
      expect(lines[(pair.line ?? 0) - 1]).toMatch(new RegExp(`^ +prevents: .*${pair.level}`));
    }
  });
});
