import { expect, it } from 'vitest';
import { checkLesson } from '../../src/author/check.ts';
import { deadlockLesson } from '../../src/author/deadlock-lesson.ts';
import { UserError } from '../../src/errors.ts';
import { deadlocksIn } from '../../src/innodb-text/deadlock-text.ts';
import { textOf, texts } from '../innodb-text/texts.ts';

const names = { id: 'my-deadlock', title: 'My deadlock' };

const lessonsOf = (text: string): readonly string[] =>
  deadlocksIn(text).deadlocks.map((one) => deadlockLesson(one, names));

it('has what the text has, and says what is to be filled in', () => {
  expect(lessonsOf(textOf('5.7-error.log'))).toMatchSnapshot();
});

it('is a lesson with nothing wrong in it but what is not filled in, of every text, whole or cut off', () => {
  for (const [name, text] of texts) {
    const cuts =
      name === '9.7-error.log'
        ? [text]
        : [...text.matchAll(/^\*\*\* .*$|$(?![\s\S])/gm)].map(({ index }) => text.slice(0, index));
    for (const lesson of cuts.flatMap(lessonsOf)) {
      const checked = checkLesson(lesson);
      expect(
        checked.problems.filter(({ severity }) => severity === 'error'),
        lesson,
      ).toEqual([]);
      expect(checked.lesson?.id).toBe('my-deadlock');
    }
  }
});

it('has the columns that an INSERT names, and an id that the server gives where none does', () => {
  const [draft = ''] = lessonsOf(textOf('9.7-section-insert-beside.txt'));
  expect(draft).toContain(
    '  CREATE TABLE users (\n    id INT AUTO_INCREMENT PRIMARY KEY,\n    email VARCHAR(255) -- TODO: its type\n  );\n',
  );
  expect(draft).not.toContain('It has locked shared');
  const [several = ''] = lessonsOf(
    textOf('9.7-section-insert-beside.txt').replaceAll('users (email)', '`users` ( `key`, ID,Email )'),
  );
  expect(several).toContain(
    '    id INT PRIMARY KEY,\n    `key` VARCHAR(255), -- TODO: its type\n    Email VARCHAR(255) -- TODO: its type\n',
  );
});

const stepsWith = (statement: string): readonly string[] => {
  const [deadlock] = deadlocksIn(
    textOf('9.7-status-opposite.txt').replace(
      'UPDATE accounts SET balance = balance + 20 WHERE id = 1',
      () => statement,
    ),
  ).deadlocks;
  if (deadlock === undefined) throw new Error('No deadlock');
  const { lesson } = checkLesson(deadlockLesson(deadlock, names));
  return lesson?.steps.map((step) => ('sql' in step ? step.sql : '')) ?? [];
};

it('a statement is a step as it is, without the name of its schema', () => {
  const strings = "VALUES ('shop.accounts: \"x\"', 'it''s shop.accounts', 'a # b  \n\t\n  c')  ,";
  const [, , first, second] = stepsWith(
    `INSERT INTO \`shop\`.accounts\n\t${strings}\n  (shop . \`accounts\`.id, myshop.accounts, shop.others)`,
  );
  expect(first).toBe('UPDATE accounts\n   SET balance = balance + 10\n WHERE id = 2');
  expect(second).toBe(
    `INSERT INTO accounts\n\t${strings}\n  (\`accounts\`.id, myshop.accounts, shop.others)`,
  );
  expect(stepsWith("UPDATE accounts\nSET owner = '\u001B[2J'")[3]).toBe(
    "UPDATE accounts\nSET owner = '\u001B[2J'",
  );
});

it('has a session for each, as far as there are letters', () => {
  const [three] = deadlocksIn(textOf('9.7-section-three.txt')).deadlocks;
  if (three === undefined) throw new Error('No deadlock');
  const [one] = three.transactions;
  const many = Array.from({ length: 27 }, (_, at) => ({
    ...(one as NonNullable<typeof one>),
    number: at + 1,
  }));
  expect(deadlockLesson(three, names)).toContain('  B: transaction 2, the victim\n  C: transaction 3\n');
  expect(() => deadlockLesson({ ...three, transactions: many }, names)).toThrow(UserError);
});
