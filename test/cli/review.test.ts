import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ProgressFile, progressFileOf } from '../../src/progress/progress-file.ts';
import { ended, plainEnv, program } from './isolab.ts';

let state = '';
beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), 'isolab-state-'));
});
afterEach(() => rm(state, { recursive: true }));

/** The built program, with somebody who types. */
const typing = (...args: readonly string[]) =>
  spawn(process.execPath, [program, ...args], { env: { ...plainEnv(), XDG_STATE_HOME: state } });

const run = (typed: string, ...args: readonly string[]) => {
  const child = typing(...args);
  child.stdin.end(typed);
  return ended(child);
};

const store = () => new ProgressFile(progressFileOf({ XDG_STATE_HOME: state }, '/'));

const seeLesson = () =>
  store().save('aborted-read', {
    level: 'READ UNCOMMITTED',
    steps: 0,
    seen: ['READ UNCOMMITTED', 'SERIALIZABLE'],
    answers: { 'READ UNCOMMITTED#3': false },
  });

const cards = async () => (await store().load()).progress['aborted-read']?.cards ?? {};

describe('isolab review', () => {
  it('says that no lesson was seen yet, and what to do', async () => {
    expect(await run('', 'review')).toEqual({
      stdout:
        'Nothing to review yet: a review asks about lessons that you have seen to their end.\nisolab opens the lessons.\n',
      stderr: '',
      exitCode: 0,
    });
  });

  it('asks what was missed, out of a pipe, and progress tells of it', async () => {
    await seeLesson();
    const { stdout, exitCode } = await run('x\n?\nq\n', 'review');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('What does B get here, at READ UNCOMMITTED?');
    expect(stdout).toContain('\nx is no answer: 1 to 3, ? or q: \nIt is ');
    expect(stdout).toContain('To see step 4 again: isolab aborted-read --level read-uncommitted\n');
    expect(stdout).toMatch(/0 of 1 right\. Every answer is kept\. The next question is due in 24 hours\.\n$/);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(Object.keys(await cards())).toEqual(['READ UNCOMMITTED#3']);
    expect((await run('', 'progress')).stdout).toContain(
      '\nReview: 1 question answered, none of them is due\n',
    );
  });

  it('says how many it asks at most, and progress counts what it asks alone', async () => {
    const answered = { 'READ UNCOMMITTED#3': [{ at: '2020-01-01T00:00:00.000Z', was: 'wrong' as const }] };
    const known = {
      level: 'READ UNCOMMITTED' as const,
      steps: 0,
      seen: ['READ UNCOMMITTED', 'SERIALIZABLE'],
      answers: {},
      cards: answered,
    };
    for (const id of ['aborted-read', 'get-lock', 'break-queue', 'lesson-of-mine'])
      await store().save(id, known);
    expect((await run('', 'progress')).stdout).toContain('\nReview: 1 question answered, 1 of them due');
    expect((await run('q\n', 'review')).stdout).toMatch(/^1 of at most 5: /);
    await store().reset('aborted-read');
    expect((await run('', 'progress')).stdout).not.toContain('Review');
  });

  it('keeps what was answered when it is interrupted', async () => {
    await seeLesson();
    const child = typing('review');
    child.stdin.write('1\n');
    let told = '';
    child.stdout.on('data', (chunk: Buffer) => {
      told += chunk.toString('utf8');
      if (/2 of at most 5[\s\S]*q to end: $/.test(told)) child.kill('SIGINT');
    });
    expect(await ended(child)).toMatchObject({
      exitCode: 130,
      stdout: expect.stringMatching(/\n\n[01] of 1 right\. Every answer is kept\.\n$/),
    });
    expect(Object.keys(await cards())).toHaveLength(1);
  });

  it('refuses what is no count', async () => {
    expect(await run('', 'review', '-n', 'many')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('--count many is no whole number from 1 to 1000.'),
    });
  });
});

describe('isolab quiz', () => {
  it('asks about lessons and topics that are named, seen or not, and keeps every answer', async () => {
    const { stdout, exitCode } = await run('1\n1\n1\nq\n', 'quiz', 'dirty-reads', 'phantom-read');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /\n4: [\s\S]*\n[0-3] of 3 right\. Every answer is kept: isolab review asks again when a question is due\.\n$/,
    );
    const { progress } = await store().load();
    expect(Object.values(progress).flatMap((one) => Object.keys(one.cards ?? {}))).toHaveLength(3);
    // Asked, and not begun: a review asks again, tomorrow at the earliest.
    expect((await run('', 'progress')).stdout).toMatch(/ asked about in a quiz\n[\s\S]*3 questions answered/);
    expect((await run('', 'review')).stdout).toContain(
      'Nothing to review today. The next question is due in',
    );
  });

  it('keeps nothing about a lesson in a file, and says so', async () => {
    const { stdout } = await run('1\nq\n', 'quiz', 'lessons/aborted-read.yaml');
    expect(stdout).toMatch(/[01] of 1 right\. Answers about a lesson in a file are not kept: [^\n]*\n$/);
    expect((await store().load()).progress).toEqual({});
  });

  it.each([
    [
      'break-queue',
      'is an exercise: you do it, and a quiz asks about lessons.',
      'isolab exercise break-queue',
    ],
    ['fix-queue', 'is an exercise', 'isolab exercise fix-queue'],
    ['read-victim', 'is an exercise', 'isolab exercise read-victim'],
    ['./lessons/break-queue.yaml', 'is an exercise', 'isolab exercise ./lessons/break-queue.yaml'],
    ['get-lock', 'its statements answer otherwise in every run', 'isolab get-lock opens it.'],
  ])('says of %s why nothing can be asked', async (word, why, next) => {
    const { exitCode, stderr } = await run('', 'quiz', word);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(why);
    expect(stderr).toContain(next);
  });

  it('knows a wrong name', async () => {
    expect(await run('', 'quiz', 'dirty-read')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/no lesson or topic dirty-read[\s\S]*Did you mean dirty-reads\?/),
    });
  });
});
