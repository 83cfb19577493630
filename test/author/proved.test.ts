import { describe, expect, it } from 'vitest';
import { checkLesson } from '../../src/author/check.ts';
import { recordLesson } from '../../src/author/record.ts';
import { parseLesson } from '../../src/lesson/parse.ts';
import { scriptOf } from '../../src/lesson/script.ts';
import { runCase } from '../../src/verify/run-case.ts';
import { FakeClock, FakeServer } from '../engine/fake-server.ts';

/** A lesson about a lock that B waits for: what is claimed of the wait, and the other keys of the file. */
const waiting = (expected: string, ...rest: readonly string[]): string =>
  `${[
    'format: 1',
    'id: x',
    'title: X',
    'topic: test',
    'summary: A test.',
    'about: A lock.',
    'remember: [One thing.]',
    'sources: [{ title: T, url: "https://example.org" }]',
    'levels: [SERIALIZABLE]',
    ...rest.filter((line) => !line.startsWith('end')),
    'steps:',
    '  - { A: START TRANSACTION, look: What?, why: So., expect: { affected: 0 } }',
    '  - { A: lock k, expect: { affected: 0 } }',
    `  - { B: lock k, expect: ${expected} }`,
    '  - { A: COMMIT, expect: { affected: 0 } }',
    '  - { B: COMMIT, expect: { affected: 0 } }',
    ...rest.filter((line) => line.startsWith('end')),
  ].join('\n')}\n`;

const checked = (text: string) =>
  checkLesson(text)
    .problems.filter(({ severity }) => severity === 'unproven')
    .map(({ message }) => message.replace(/^step lock_b: /, '').replace(/ at every level$/, ''));

const surroundings = () => ({
  server: new FakeServer(),
  clock: new FakeClock(),
  signal: new AbortController().signal,
});

const verified = async (text: string) => {
  const script = scriptOf(parseLesson(text));
  const { status, findings } = await runCase(script, {
    ...surroundings(),
    limitMs: 60_000,
    evidence: 'outcomes',
  });
  const silent = findings.filter(({ verdict }) => verdict === 'unproven');
  return { status, silent: silent.map((one) => `nothing says ${one.expected}`) };
};

const invariant = 'invariant: { says: It is., violations: SELECT 1 }';
const wait = 'nothing says what the statement comes to after the wait';

describe('what proves a place, for check, verify and record alike', () => {
  it.each([
    ['a wait without what comes after it', waiting('{ waits_for: A }'), [wait]],
    [
      'an alternative that does not say it',
      waiting('{ either: [{ waits_for: A }, { error: 1213 }] }'),
      [wait],
    ],
    ['that it does not wait, and no more', waiting('{ waits_for: none }'), undefined],
    [
      'an end without the invariant',
      waiting('{ waits_for: A, then: { affected: 0 } }', invariant, 'end: { rolled_back: none }'),
      ['nothing says what becomes of the invariant'],
    ],
    [
      'an end without the rows of what is watched',
      waiting(
        '{ waits_for: A, then: { affected: 0 } }',
        'setup: CREATE TABLE t (id INT)',
        'watch: [t]',
        'end: { rolled_back: none }',
      ),
      ['nothing says which rows are committed in the end'],
    ],
    [
      'no end',
      waiting('{ waits_for: A, then: { affected: 0 } }', invariant),
      ['nothing says how the run ends'],
    ],
  ])('is not %s', async (_, text, missing) => {
    if (missing === undefined) {
      // What is claimed besides is not so on top of it: the two are told apart.
      expect(checked(text)).toEqual(['nothing says what the statement comes to']);
      expect(await verified(text)).toMatchObject({ status: 'failed' });
      return;
    }
    expect(checked(text)).toEqual(missing);
    expect(await verified(text)).toEqual({ status: 'unproven', silent: missing });
    const { after, open } = await recordLesson({
      ...surroundings(),
      text,
      update: false,
      jobs: 1,
      repeat: 3,
    });
    expect(open).toEqual([]);
    expect(checked(after)).toEqual([]);
    expect(await verified(after)).toEqual({ status: 'passed', silent: [] });
  });

  it('is a wait with what comes after it, whatever else is left open', async () => {
    const text = waiting('{ waits_for: A, then: { affected: 0 } }');
    expect(checked(text)).toEqual([]);
    expect(await verified(text)).toEqual({ status: 'passed', silent: [] });
  });

  it('completes a claim without touching what it says', async () => {
    const text = waiting('{ waits_for: A }');
    const { after } = await recordLesson({ ...surroundings(), text, update: false, jobs: 1, repeat: 3 });
    expect(after).toBe(text.replace('{ waits_for: A }', '{ waits_for: A, then: changes 0 }'));
  });
});
