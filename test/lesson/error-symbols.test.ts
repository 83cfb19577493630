import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { errorProblem, errorSymbol, isErrorNamed } from '../../src/lesson/error-symbols.ts';
import { tryParseLesson } from '../../src/lesson/parse.ts';
import { lessonText } from './lesson-text.ts';

const said = (steps: string, changes: Readonly<Record<string, string>> = {}) =>
  tryParseLesson(lessonText({ steps: `steps:\n${steps}`, ...changes })).problems.map(
    ({ line, message }) => `${line} ${message.replace(/^.*?: /, '')}`,
  );

describe('the names of errors', () => {
  it('have every name that the driver has', () => {
    // The driver's table is not for others to import, so it is found beside what is.
    const require = createRequire(import.meta.url);
    const table: Readonly<Record<string, string>> = require(
      require.resolve('mysql2').replace(/index\.js$/, 'lib/constants/errors.js'),
    );
    const names = Object.entries(table).filter(
      ([number, name]) => Number(number) >= 1000 && /^(ER|WARN)_/.test(name),
    );
    expect(names.length).toBeGreaterThan(1500);
    expect(names.filter(([number, name]) => errorSymbol(Number(number)) !== name)).toEqual([]);
  });

  it.each([
    [1062, 'ER_DUP_ENTRY'],
    [1265, 'WARN_DATA_TRUNCATED'],
    [3572, 'ER_LOCK_NOWAIT'],
    [4163, 'ER_USER_LOCK_OVERLONG_NAME'],
    [6125, 'ER_FK_NO_UNIQUE_INDEX_PARENT'],
    [45_000, 'ER_45000'],
  ])('call %i %s, by number, by symbol and as earlier recordings do', (number, name) => {
    expect(errorSymbol(number)).toBe(name);
    for (const word of [String(number), name, `ER_${number}`]) {
      expect(isErrorNamed(number, word)).toBe(true);
      expect(errorProblem(word)).toBeUndefined();
    }
    expect(isErrorNamed(number + 1, name)).toBe(false);
  });

  it.each(['WRONGTYPE', 'ERR', 'NOT_SENT', 'NOSCRIPT'])('let %s pass, which is not a MySQL error', (word) => {
    expect(errorProblem(word)).toBeUndefined();
  });

  it.each([
    ['ER_DUP_ENTY', 'ER_DUP_ENTRY'],
    ['er_dup_entry', 'ER_DUP_ENTRY'],
    ['DUP_ENTRY', 'ER_DUP_ENTRY'],
    ['ER_LOCK_DEADLOK', 'ER_LOCK_DEADLOCK'],
    ['WARN_DATA_TRUNCATD', 'WARN_DATA_TRUNCATED'],
  ])('do not know %s, and suggest %s', (word, meant) => {
    expect(errorProblem(word)).toBe(`the server has no error ${word}; did you mean ${meant}?`);
  });

  it('do not know what is nothing like one', () => {
    expect(errorProblem('ER_EVERYTHING_IS_FINE')).toBe('the server has no error ER_EVERYTHING_IS_FINE');
    expect(errorProblem('Duplicate entry')).toBe('the server has no error Duplicate entry');
  });
});

describe('an error that no server knows', () => {
  const wrong = 'the server has no error ER_DUP_ENTY; did you mean ER_DUP_ENTRY?';

  it.each([
    ['expect', '  - A: DO 1\n    as: x\n    expect: { error: ER_DUP_ENTY }'],
    ['then', '  - A: DO 1\n    as: x\n    expect: { waits_for: B, then: { error: ER_DUP_ENTY } }'],
    [
      'an alternative',
      '  - A: DO 1\n    as: x\n    expect: { either: [{ error: ER_DUP_ENTY }, { error: 1213 }] }',
    ],
    ['reject_if', '  - A: DO 1\n    as: x\n    reject_if: { ER_DUP_ENTY: no }'],
    [
      'a question',
      '  - A: DO 1\n    as: x\n    predict: { ask: What?, choices: [{ says: a, means: { error: ER_DUP_ENTY } }, { says: b, means: { affected: 1 } }] }',
    ],
  ])('is refused in %s, with its line', (_, steps) => {
    expect(said(steps)).toEqual([`11 ${wrong}`]);
  });

  it('is refused in when, and in the retry of a handler', () => {
    expect(said('  - { A: DO 1, as: x }\n  - { A: DO 2, when: { x: ER_DUP_ENTY } }')).toEqual([
      `10 ${wrong}`,
    ]);
    const handler =
      'handler: { title: T, path: /t, request: {}, steps: { go: DO 1 }, retry: { on: [ER_DUP_ENTY], times: 1, backoff: 1ms } }';
    expect(said('  - A: { do: go }', { handler })).toEqual([`10 ${wrong}`]);
  });
});
