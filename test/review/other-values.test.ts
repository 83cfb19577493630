import { describe, expect, it } from 'vitest';
import { parseLesson } from '../../src/lesson/parse.ts';
import { drawFrom } from '../../src/review/draw.ts';
import { otherValues } from '../../src/review/other-values.ts';
import { withTexts } from '../../src/review/texts.ts';

const lessonWith = (setup: string, steps: readonly string[]) =>
  parseLesson(`format: 1
id: values
title: Values
topic: trying
summary: One sentence.
setup:
  - CREATE TABLE accounts (name VARCHAR(20) PRIMARY KEY, balance INT DEFAULT 50)
  - ${JSON.stringify(setup)}
watch: [accounts]
invariant: { says: Nobody owes., violations: SELECT * FROM accounts WHERE balance < -10 }
steps:
${steps.map((sql) => `  - A: ${JSON.stringify(sql)}`).join('\n')}
`);

const accounts = lessonWith("INSERT INTO accounts VALUES ('Ann', 100), ('Bob', 70)", [
  "UPDATE accounts SET balance = balance - 30 WHERE name = 'Ann' -- Ann pays 30",
  'SELECT SUM(balance) FROM accounts WHERE balance >= 12.50 LIMIT 10',
  'SET SESSION innodb_lock_wait_timeout = 20',
  "INSERT INTO accounts VALUES ('to Ann', 3)",
]);

describe('other values', () => {
  it('replace names and numbers from ten up, everywhere in the same way', () => {
    const other = otherValues(accounts, drawFrom(3));
    const factor = Number(other?.told.get('100')) / 100;
    const [ann = '', bob = ''] = ['Ann', 'Bob'].map((name) => other?.told.get(name) ?? '');
    expect(factor).toBeGreaterThan(1);
    expect([ann, bob].toSorted()).toEqual([ann, bob]);
    expect(ann).not.toBe('Ann');
    const { lesson } = other ?? { lesson: accounts };
    expect(lesson.setup).toEqual([
      accounts.setup[0],
      `INSERT INTO accounts VALUES ('${ann}', ${100 * factor}), ('${bob}', ${70 * factor})`,
    ]);
    expect(lesson.steps.map(({ sql }) => sql)).toEqual([
      `UPDATE accounts SET balance = balance - ${30 * factor} WHERE name = '${ann}'`,
      `SELECT SUM(balance) FROM accounts WHERE balance >= ${(12.5 * factor).toFixed(2)} LIMIT 10`,
      'SET SESSION innodb_lock_wait_timeout = 20',
      `INSERT INTO accounts VALUES ('to ${ann}', 3)`,
    ]);
    expect(lesson.invariant?.violations).toBe(`SELECT * FROM accounts WHERE balance < -${10 * factor}`);
  });

  it('are the same for the same seed, and others for others', () => {
    const told = (seed: number) => JSON.stringify([...(otherValues(accounts, drawFrom(seed))?.told ?? [])]);
    expect(told(5)).toBe(told(5));
    expect(new Set([1, 2, 3, 4].map(told)).size).toBeGreaterThan(1);
  });

  it('leave numbers alone that are hours, and a lesson without anything to replace', () => {
    const hours = lessonWith("INSERT INTO accounts VALUES ('Ann', 14)", ['SELECT 15 AS hour']);
    expect(otherValues(hours, drawFrom(1))?.lesson.steps[0]?.sql).toBe('SELECT 15 AS hour');
    const states = lessonWith("INSERT INTO accounts VALUES ('paid', 1)", ["SELECT 'open', 2"]);
    expect(otherValues(states, drawFrom(1))?.told ?? new Map()).toEqual(
      new Map([['10', expect.any(String)]]),
    );
  });
});

it('words are replaced where they stand by themselves', () => {
  const words = new Map([
    ['Ann', 'Max'],
    ['100', '300'],
    ['10', '30'],
    ['A (b)', 'C'],
  ]);
  expect(withTexts('Ann has 100 of 1001, Anna 10. A (b)!', words)).toBe('Max has 300 of 1001, Anna 30. C!');
});
