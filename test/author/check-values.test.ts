import { describe, expect, it } from 'vitest';
import { checkLesson } from '../../src/author/check.ts';
import { lessonText } from '../lesson/lesson-text.ts';

const advice = (
  steps: readonly string[],
  anomaly: string | undefined = 'P4',
  setup = "INSERT INTO books (id, name, pages) VALUES (1, 'Sapiens', 400), (2, 'Emma', 300)",
): readonly string[] => {
  const text = lessonText({
    anomaly: anomaly && `anomaly: ${anomaly}`,
    setup: `setup: |\n  CREATE TABLE books (id INT PRIMARY KEY, name TEXT, pages INT);\n  ${setup};`,
    steps: `steps:\n${steps.map((sql) => `  - ${sql}`).join('\n')}`,
  });
  const { lesson, problems } = checkLesson(text);
  expect(lesson).toBeDefined();
  return problems.flatMap(({ severity, message, line, expected }) =>
    message.includes('it writes to') ? [`${severity} ${line - 10}: ${message}; ${expected}`] : [],
  );
};

describe('two versions of a row that look alike', () => {
  it('are told beforehand, with what would tell them apart', () => {
    expect(
      advice([
        'A: UPDATE books SET pages = 5 WHERE id = 1',
        'B: update `books` set `pages` = 5 where  ID = 1',
      ]),
    ).toEqual([
      'warning 2: step update_b: it writes to pages of books what A writes, too; different values, so that what is read tells which version it was',
    ]);
    expect(advice(["B: UPDATE books SET name = 'x', pages = 300 WHERE id = 2"], 'unknown')).toEqual([
      'warning 1: step update_b: it writes to pages of books what the setup has, too; different values, so that what is read tells which version it was',
    ]);
  });

  it.each([
    [
      'other values',
      ['A: UPDATE books SET pages = 5 WHERE id = 1', 'B: UPDATE books SET pages = 6 WHERE id = 1'],
    ],
    [
      'other rows',
      ['A: UPDATE books SET pages = 5 WHERE id = 1', 'B: UPDATE books SET pages = 5 WHERE id = 2'],
    ],
    [
      'other columns',
      ['A: UPDATE books SET pages = 5 WHERE id = 1', "B: UPDATE books SET name = '5' WHERE id = 1"],
    ],
    [
      'the same session',
      ['A: UPDATE books SET pages = 5 WHERE id = 1', 'A: UPDATE books SET pages = 5 WHERE id = 1'],
    ],
    [
      'what is computed',
      [
        'A: UPDATE books SET pages = pages - 5 WHERE id = 1',
        'B: UPDATE books SET pages = pages - 5 WHERE id = 1',
      ],
    ],
    ['the value of another row', ['A: UPDATE books SET pages = 300 WHERE id = 1']],
  ])('are not suspected: %s', (_, steps) => {
    expect(advice(steps)).toEqual([]);
  });

  it('matter only where an anomaly is claimed', () => {
    const steps = [
      'A: UPDATE books SET pages = 5 WHERE id = 1',
      'B: UPDATE books SET pages = 5 WHERE id = 1',
    ];
    for (const silent of ['none', 'some words', '{ default: none, SERIALIZABLE: none }'])
      expect(advice(steps, silent)).toEqual([]);
    expect(advice(steps, '{ default: none, READ COMMITTED: P4 }')).toHaveLength(1);
  });
});
