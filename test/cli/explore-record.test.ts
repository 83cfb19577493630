import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseRecordings } from '../../src/engine/recording.ts';
import { parseRecording } from '../../src/index.ts';
import { scratch } from './isolab.ts';
import { isolabHere } from './isolab-here.ts';

let folder: Awaited<ReturnType<typeof scratch>>;
let file: string;
beforeAll(async () => {
  folder = await scratch();
  file = join(folder.path, 'orders.ndjson');
  await isolabHere('explore', 'duplicate-book', '--level', 's', '--variant', 'none', '--record', file);
});
afterAll(() => folder[Symbol.asyncDispose]());

describe('a recording of many orders', () => {
  it('has every run whole, in its own order, with all evidence', async () => {
    const runs = parseRecordings(await readFile(file, 'utf8'));
    expect(runs).toHaveLength(8);
    const orders = runs.map(([begin]) => (begin?.type === 'run-started' ? begin.script.order : undefined));
    expect(new Set(orders).size).toBe(8);
    for (const run of runs) {
      expect(run.at(-1)).toMatchObject({ type: 'run-finished', end: 'complete' });
      expect(run.some((event) => event.type === 'settled' && 'locks' in event.observation)).toBe(true);
    }
  });

  it('replays the one that is meant as if it had been run in that order', async () => {
    const replayed = await isolabHere('replay', file, '--order', 'BBBAABAA', '--format', 'text');
    const run = await isolabHere('run', 'duplicate-book', '--level', 's', '--order', 'BBBAABAA');
    const steps = (text: string): string => text.slice(text.indexOf('committed rows of books'));
    // On a busy machine a statement may be seen at work before its answer. No deadlock: others share the server and its report.
    const plain = (text: string): string =>
      steps(text)
        .replaceAll(/\d+(\.\d+)? m?s, then: */g, 'a time, then:')
        .replaceAll(/^.*… still at work\n/gm, '');
    expect(plain(replayed.stdout)).toBe(plain(run.stdout));
    expect(replayed.exitCode).toBe(0);
  });

  it('names what there is where it is not said which one is meant', async () => {
    const several = await isolabHere('replay', file, '--format', 'text');
    expect(several.stderr).toMatch(/There are 8 runs in it: which one\?\n.*--level s --variant none --order/);
    expect(several.exitCode).toBe(2);
    const none = await isolabHere('replay', file, '--order', 'ABBAABBA', '--format', 'text');
    expect(none.stderr).toContain('There are 8 runs in it, and none in the order ABBAABBA.');
  });

  it('is none of one run, for who reads one', async () => {
    const text = await readFile(file, 'utf8');
    expect(() => parseRecording(text)).toThrow('the run begins once more');
  });
});
