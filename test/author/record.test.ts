import { describe, expect, test } from 'vitest';
import { recordLesson } from '../../src/author/record.ts';
import type { RecordOptions } from '../../src/author/record-options.ts';
import { parseLesson } from '../../src/lesson/parse.ts';
import { FakeClock, FakeServer } from '../engine/fake-server.ts';

/** Records on the server in memory, whose statements are `rows N`, `ok N`, `lock K` and the like. */
const record = (text: string, options: Partial<RecordOptions> = {}) =>
  recordLesson({
    text,
    server: new FakeServer(),
    clock: new FakeClock(),
    signal: new AbortController().signal,
    update: false,
    jobs: 1,
    repeat: 10,
    ...options,
  });

const lesson = (...rest: readonly string[]): string =>
  `${['format: 1', 'id: x', 'title: X', 'topic: test', 'summary: A test.', ...rest].join('\n')}\n`;

describe('a file beside the lesson', () => {
  const before = lesson(
    'steps:',
    '  - A: rows 1',
    '    expect: [[0]] # zero',
    '  - A: ok 3',
    '  - B: ok 1',
    'variants:',
    '  more:',
    '    title: More',
    '    about: One more.',
    '    steps:',
    '      ok_a: { sql: ok 4, after: [{ A: ok 5 }] }',
  );
  const expected = (text: string) => ({ file: 'x.expect.yaml', text });

  test('gets what is missing, by the names of the steps; what the lesson says stays there', async () => {
    const { after, expected: beside, open } = await record(before, { expected: expected('# what came\n') });
    expect(open).toEqual([]);
    expect(after).toBe(before);
    expect(beside?.text).toBe(
      [
        '# what came',
        'steps:',
        '  ok_a: changes 3',
        '  ok_b: changes 1',
        'variants:',
        '  more:',
        '    steps:',
        '      ok_a: changes 4',
        '      ok_a_2: changes 5',
        '',
      ].join('\n'),
    );
    expect(await record(before, { expected: expected(beside?.text ?? '') })).toMatchObject({
      after: before,
      expected: beside,
    });
  });

  test('is what an update writes to, where the claim is in it', async () => {
    const written = [
      'variants: # those that change',
      '  more: { steps: { ok_a: changes 7, ok_a_2: changes 5 } }',
      'steps:',
      '  ok_b: changes 1 # by chance',
      '  ok_a: changes 8',
      '',
    ].join('\n');
    const wrong = before.replace('[[0]]', '[[2]]');
    const kept = await record(wrong, { expected: expected(written) });
    expect(kept).toMatchObject({ after: wrong, expected: { text: written } });
    const places = kept.open.flatMap(({ findings }) => findings.map(({ place }) => place));
    expect(new Set(places)).toEqual(new Set([0, 1]));
    const updated = await record(wrong, { expected: expected(written), update: true });
    expect(updated.open).toEqual([]);
    expect(updated.after).toBe(before);
    expect(updated.expected?.text).toBe(
      written.replace('changes 7', 'changes 4').replace('changes 8', 'changes 3'),
    );
  });
});

describe('without update', () => {
  test('what is missing is filled in, and what is there stays, also when it does not hold', async () => {
    const before = lesson('steps:', '  - A: rows 1', '    expect: { rows: [[7]] } # seven', '  - A: ok 3');
    const { after, open } = await record(before);
    expect(after).toBe(`${before}    expect: changes 3\n`);
    expect(open.map(({ level }) => level)).toEqual(parseLesson(before).levels);
    expect(open[0]?.findings).toMatchObject([{ verdict: 'fails', place: 0, what: 'rows' }]);
  });

  test('a level that is missing is filled in beside the others', async () => {
    const before = lesson('steps:', '  - A: ok 1', '    expect:', '      SERIALIZABLE: { affected: 1 }');
    const { after, open } = await record(before, { levels: ['READ COMMITTED'] });
    expect(after).toBe(
      lesson(
        'steps:',
        '  - A: ok 1',
        '    expect:',
        '      READ COMMITTED: changes 1',
        '      SERIALIZABLE: { affected: 1 }',
      ),
    );
    expect(open).toEqual([]);
  });
});

describe('with update', () => {
  test('what does not hold is replaced, and what holds stays as it was written', async () => {
    const before = lesson(
      'steps:',
      '  - A: rows 1',
      '    expect: { rows: [[7]], columns: [n] } # seven',
      '  - A: ok 3',
      '    expect: {   affected: 3 }',
    );
    const { after, open } = await record(before, { update: true });
    expect(after).toBe(before.replace('{ rows: [[7]], columns: [n] }', '{ rows: [[0]], columns: [n] }'));
    expect(open).toEqual([]);
  });

  test('of one level leaves the other levels alone', async () => {
    const before = lesson('steps:', '  - A: ok 3', '    expect: { affected: 4 }');
    const { after, open } = await record(before, { update: true, levels: ['SERIALIZABLE'] });
    expect(after).toBe(
      lesson(
        'steps:',
        '  - A: ok 3',
        '    expect:',
        '      default: { affected: 4 }',
        '      SERIALIZABLE: { affected: 3 }',
      ),
    );
    expect(open).toEqual([]);
  });
});

describe('a variant', () => {
  const steps = ['steps:', '  - A: ok 1', '    as: first', '    expect: { affected: 1 }', '  - B: COMMIT'];

  test('says only what is another thing in it, and names the steps that it must speak of', async () => {
    const before = lesson(
      ...steps,
      'variants:',
      '  fix:',
      '    title: Fix',
      '    about: A fix.',
      '    steps:',
      '      first:',
      '        sql: fail 1062',
      '        after:',
      '          - A: ok 0',
      '        on_error: stop',
    );
    const failing = before.replace('  - B: COMMIT', '  - A: COMMIT');
    const { after, open } = await record(failing);
    expect(after).toBe(
      lesson(
        ...steps.slice(0, -1),
        '  - A: COMMIT',
        'variants:',
        '  fix:',
        '    title: Fix',
        '    about: A fix.',
        '    steps:',
        '      first:',
        '        sql: fail 1062',
        '        expect: ER_DUP_ENTRY',
        '        after:',
        '          - A: ok 0',
        '            expect: skipped',
        '        on_error: stop',
      ),
    );
    expect(open).toEqual([]);
  });

  test('does not paint over a claim of the lesson that is wrong in the lesson itself', async () => {
    const before = lesson(
      'steps:',
      '  - A: ok 1',
      '    as: first',
      '    expect: { affected: 5 }',
      'variants:',
      '  same: { title: Same, about: The same., setup: SELECT 1 }',
    );
    const { after, open } = await record(before);
    expect(after).toBe(before);
    expect(open).toHaveLength(8);
  });

  test('alone is recorded without the lesson', async () => {
    const before = lesson(
      'steps:',
      '  - A: ok 1',
      'variants:',
      '  same: { title: Same, about: The same., setup: SELECT 1 }',
    );
    const { after } = await record(before, { variants: ['same'] });
    expect(after).toBe(
      lesson(
        'steps:',
        '  - A: ok 1',
        'variants:',
        '  same: { title: Same, about: The same., setup: SELECT 1, steps: { ok_a: { expect: changes 1 } } }',
      ),
    );
  });
});

test('a wait is recorded with its lock and what came after it, and the end with its tables', async () => {
  const before = lesson(
    'watch: [t]',
    'invariant: { says: "x", violations: SELECT 1 }',
    'steps:',
    '  - A: START TRANSACTION',
    '  - A: lock k',
    '  - B: lock k # waits',
    '    answer: done',
    '  - A: COMMIT',
    '  - B: COMMIT',
  );
  const { after, open } = await record(before);
  expect(after).toBe(
    lesson(
      'watch: [t]',
      'invariant: { says: "x", violations: SELECT 1 }',
      'steps:',
      '  - A: START TRANSACTION',
      '  - A: lock k',
      '    expect: changes 0',
      '  - B: lock k # waits',
      '    answer: done',
      '    expect:',
      '      waits_for: A',
      '      on: { kind: record, table: t, mode: X, key: k }',
      '      then: { affected: 0, answer: done }',
      '  - A: COMMIT',
      '  - B: COMMIT',
      'end: { tables: { t: [] }, invariant: holds, rolled_back: none }',
    ),
  );
  expect(open).toEqual([]);
});

test('a signal ends it, with every sandbox removed', async () => {
  const server = new FakeServer();
  const stop = new AbortController();
  const created: unknown[] = [];
  const text = lesson('steps:', '  - A: hang', '    limit: 10m');
  const recording = record(text, {
    server: {
      about: server.about,
      lost: server.lost,
      createSandbox: async () => {
        created.push(1);
        if (created.length === 2) stop.abort(new Error('stopped'));
        return server.createSandbox();
      },
    },
    signal: stop.signal,
    jobs: 2,
  });
  await expect(recording).rejects.toThrow('stopped');
  expect(created.length).toBe(2);
  expect(server.disposed).toBeGreaterThanOrEqual(2);
});

describe('a variant with an order of its own', () => {
  const before = lesson(
    'steps:',
    '  - A: lock k',
    '    as: lock_a',
    '  - A: COMMIT',
    '    as: end_a',
    '  - B: lock k',
    '    as: lock_b',
    '  - B: COMMIT',
    'variants:',
    '  late:',
    '    title: B comes before A is through',
    '    about: It waits.',
    '    takes: ABAB',
  );

  test('is filled in where its steps come to something else, each at its place in the file', async () => {
    const { after, open } = await record(before);
    expect(open).toEqual([]);
    const { steps, variants } = parseLesson(after);
    // COMMIT claims itself.
    expect(steps.map(({ expect: claim }) => claim !== undefined)).toEqual([true, false, true, false]);
    expect(variants[0]?.steps.map(({ name, session }) => name ?? session)).toEqual([
      'lock_a',
      'lock_b',
      'end_a',
      'commit_b',
    ]);
    expect(after.slice(after.indexOf('    takes:'))).toBe(
      [
        '    takes: ABAB',
        '    steps:',
        '      lock_b:',
        '        expect: { waits_for: A, on: { kind: record, table: t, mode: X, key: k }, then: changes 0 }',
        '',
      ].join('\n'),
    );
    expect((await record(after)).after).toBe(after);
  });
});
