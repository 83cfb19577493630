import { describe, expect, test } from 'vitest';
import { editYaml, type YamlEdit } from '../../src/author/yaml-edit.ts';
import type { YamlMap } from '../../src/author/yaml-text.ts';
import { UserError } from '../../src/errors.ts';

const set = (text: string, ...edits: readonly YamlEdit[]): string => editYaml(text, edits);

/** `then` is the word of the format; written as a key of an object it looks like a promise. */
const waiting = (first: YamlMap, then: YamlMap): YamlMap =>
  Object.fromEntries([...Object.entries(first), ['then', then]]); // oxlint-disable-line unicorn/no-thenable

const lines = (...all: readonly string[]): string => `${all.join('\n')}\n`;

describe('a new expectation', () => {
  test('goes behind the other keys of its step and before `why`, and every other byte stays', () => {
    const before = lines(
      '# A file   with odd spacing',
      'steps:',
      "  - A:   'SELECT 1'   # one",
      '    look: "a"',
      '',
      '    # why it is so',
      '    why: because',
      '  # B is next',
      '  - B: SELECT 2',
      '',
      '  - A: |',
      '      SELECT 3',
      '',
      'end: {}',
    );
    const after = set(
      before,
      { path: ['steps', 0, 'expect'], data: { rows: [['1']], waits_for: 'none' } },
      { path: ['steps', 1, 'expect'], data: { affected: 0 } },
      { path: ['steps', 2, 'expect'], data: { rows: [['3', null, 'null', 'a, b', '']] } },
    );
    expect(after).toBe(
      lines(
        '# A file   with odd spacing',
        'steps:',
        "  - A:   'SELECT 1'   # one",
        '    look: "a"',
        '    expect: { rows: [[1]], waits_for: none }',
        '',
        '    # why it is so',
        '    why: because',
        '  # B is next',
        '  - B: SELECT 2',
        '    expect: { affected: 0 }',
        '',
        '  - A: |',
        '      SELECT 3',
        '    expect: { rows: [[3, null, "null", "a, b", ""]] }',
        '',
        'end: {}',
      ),
    );
  });

  test('by level is a block, and what does not fit on a line is one too', () => {
    const after = set(lines('steps:', '- A: SELECT 1'), {
      path: ['steps', 0, 'expect'],
      data: {
        default: { rows: [['1']] },
        SERIALIZABLE: waiting(
          {
            waits_for: 'A',
            on: { kind: 'record', table: 'books', index: 'PRIMARY', mode: 'S,REC_NOT_GAP', key: '2' },
          },
          { rows: [['2', 'A brief history of the world']] },
        ),
      },
    });
    expect(after).toBe(
      lines(
        'steps:',
        '- A: SELECT 1',
        '  expect:',
        '    default: { rows: [[1]] }',
        '    SERIALIZABLE:',
        '      waits_for: A',
        '      on: { kind: record, table: books, index: PRIMARY, mode: "S,REC_NOT_GAP", key: "2" }',
        '      then: { rows: [[2, A brief history of the world]] }',
      ),
    );
  });

  test('stays in the braces of a step that is written in braces', () => {
    const before = lines('steps:', '  - { A: COMMIT, }', '  - { B: COMMIT, why: x }');
    const after = set(
      before,
      { path: ['steps', 0, 'expect'], data: { affected: 0 } },
      { path: ['steps', 1, 'expect'], data: { affected: 0 } },
    );
    expect(after).toBe(
      lines(
        'steps:',
        '  - { A: COMMIT, expect: { affected: 0 }, }',
        '  - { B: COMMIT, expect: { affected: 0 }, why: x }',
      ),
    );
  });

  test('makes the mappings that are missing on its way', () => {
    const before = lines(
      'variants:',
      '  index:',
      '    title: t',
      '    about: |',
      '      text',
      '',
      '    # last',
      '    end: x',
    );
    const after = set(
      before,
      { path: ['variants', 'index', 'steps', 'insert_b', 'expect'], data: { error: 'ER_DUP_ENTRY' } },
      { path: ['variants', 'index', 'steps', 'commit_b', 'expect'], data: { skipped: true } },
    );
    expect(after).toBe(
      lines(
        'variants:',
        '  index:',
        '    title: t',
        '    about: |',
        '      text',
        '    steps:',
        '      insert_b:',
        '        expect: { error: ER_DUP_ENTRY }',
        '      commit_b:',
        '        expect: { skipped: true }',
        '',
        '    # last',
        '    end: x',
      ),
    );
  });

  test('keeps Windows line breaks and a file without a last line break', () => {
    expect(set('steps:\r\n  - A: COMMIT', { path: ['steps', 0, 'expect'], data: { affected: 0 } })).toBe(
      'steps:\r\n  - A: COMMIT\r\n    expect: { affected: 0 }',
    );
  });

  test('finds its place behind a byte order mark, a document marker and blank lines', () => {
    const edits = [
      { path: ['steps', 0, 'expect'], data: { affected: 1 } },
      { path: ['end'], data: { invariant: 'holds' } },
    ];
    expect(set('\uFEFFsteps:\n  - A: x\n', ...edits)).toBe(
      '\uFEFFsteps:\n  - A: x\n    expect: { affected: 1 }\nend: { invariant: holds }\n',
    );
    expect(set('# c\n---\nsteps:\n  -\n    A: >+\n      x\n\n\n', ...edits)).toBe(
      '# c\n---\nsteps:\n  -\n    A: >+\n      x\n\n\n    expect: { affected: 1 }\nend: { invariant: holds }\n',
    );
    expect(set('{steps: [{A: x}]}\n', ...edits)).toBe(
      '{steps: [{A: x, expect: { affected: 1 }}], end: { invariant: holds }}\n',
    );
  });

  test('at the top is set apart where the keys of the file are', () => {
    const before = lines('steps:', '  - A: COMMIT', '', 'variants: {}');
    expect(set(before, { path: ['end'], data: { invariant: 'holds' } })).toBe(
      lines('steps:', '  - A: COMMIT', '', 'end: { invariant: holds }', '', 'variants: {}'),
    );
  });
});

describe('a changed expectation', () => {
  test('changes only the values that differ, whatever stands around them', () => {
    const before = lines(
      'steps:',
      '  - A: SELECT 1',
      '    expect: # what A sees',
      "      default: { rows: [ [ '1' ] ],   waits_for: none } # nothing yet",
      '      SERIALIZABLE:',
      '        # the lock',
      '        waits_for: A # A holds it',
      '        then:',
      '          rows:',
      '            - [1, a] # first',
      '    why: x',
    );
    const after = set(before, {
      path: ['steps', 0, 'expect'],
      data: {
        default: { rows: [['2']], waits_for: 'none' },
        SERIALIZABLE: waiting({ waits_for: 'B' }, { rows: [['1', 'a']] }),
      },
    });
    expect(after).toBe(before.replace("[ [ '1' ] ]", '[[2]]').replace('waits_for: A #', 'waits_for: B #'));
  });

  test('loses keys that are no longer true, with their lines', () => {
    const before = lines(
      'steps:',
      '  - A: x',
      '    expect:',
      '      waits_for: A',
      '      on:',
      '        kind: gap',
      '      then: { rows: [] }',
      '  - B: y',
    );
    const after = set(before, {
      path: ['steps', 0, 'expect'],
      data: waiting({ waits_for: 'A' }, { rows: [] }),
    });
    expect(after).toBe(before.replace('      on:\n        kind: gap\n', ''));
    const flow = lines('steps:', '  - A: x', '    expect: { columns: [a], rows: [], answer: z }');
    expect(set(flow, { path: ['steps', 0, 'expect'], data: { rows: [] } })).toBe(
      lines('steps:', '  - A: x', '    expect: { rows: [] }'),
    );
  });

  test('does not change the places that repeat it', () => {
    const before = lines(
      'steps:',
      '  - A: x',
      '    expect: &same',
      '      default: { rows: [] } # nothing',
      '      SERIALIZABLE: { waits_for: A }',
      '  - B: x',
      '    expect: *same',
      '  - A: y',
      '    expect:',
      '      default: *same',
      'end: 1',
    );
    const after = set(before, {
      path: ['steps', 0, 'expect'],
      data: { default: { rows: [['1']] }, SERIALIZABLE: { waits_for: 'A' } },
    });
    expect(after).toBe(
      lines(
        'steps:',
        '  - A: x',
        '    expect:',
        '      default: { rows: [[1]] } # nothing',
        '      SERIALIZABLE: { waits_for: A }',
        '  - B: x',
        '    expect: &same',
        '      default: { rows: [] }',
        '      SERIALIZABLE: { waits_for: A }',
        '  - A: y',
        '    expect:',
        '      default: *same',
        'end: 1',
      ),
    );
  });

  test('of a place that repeats another is written out there', () => {
    const before = lines(
      'steps:',
      '  - A: x',
      '    expect: &same { rows: [] }',
      '  - B: x',
      '    expect: *same # too',
    );
    expect(set(before, { path: ['steps', 1, 'expect', 'affected'], data: 1 })).toBe(
      before.replace('*same', '{ rows: [], affected: 1 }'),
    );
  });

  test('moves out of braces when it no longer fits into the line', () => {
    const rows = Array.from({ length: 12 }, (_, index) => [`${index}`, 'A brief history of the world']);
    const after = set(lines('end: { tables: { books: [] }, invariant: holds }'), {
      path: ['end'],
      data: { tables: { books: rows }, invariant: 'holds' },
    });
    expect(after).toBe(
      lines(
        'end:',
        '  tables:',
        '    books:',
        ...rows.map(([id, name]) => `      - [${id}, ${name}]`),
        '  invariant: holds',
      ),
    );
  });
});

test('a place that is written in an unusual way is refused, and named', () => {
  const before = lines('steps:', '  - &again { A: x }', '  - A: y', '  - *again');
  const edit = () => set(before, { path: ['steps', 2, 'expect'], data: { rows: [['1']] } });
  expect(edit).toThrow(UserError);
  expect(edit).toThrow(/^Line 4/);
});
