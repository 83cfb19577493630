import { describe, expect, test } from 'vitest';
import { completed, type KnownNames } from '../../src/ui/keys/completion.ts';
import { editorOf } from '../../src/ui/keys/editor.ts';
import { knownNames } from '../../src/ui/run/known-names.ts';
import { lastOf } from './recorded.ts';

const names: KnownNames = {
  tables: new Map([
    ['accounts', ['id', 'balance', 'balanced at']],
    ['Größen', ['id', 'breite']],
    ['order', ['total']],
  ]),
  variables: ['read_balance'],
};

describe('Tab completes the word before the caret', () => {
  test.for([
    ['SELECT * FROM acc', 'SELECT * FROM accounts', []],
    ['SELECT * FROM ACC', 'SELECT * FROM accounts', []],
    ['update accounts set bal', 'update accounts set balance', []],
    ['sel', 'select', []],
    ['SELECT accounts.i', 'SELECT accounts.id', []],
    ['SELECT `accounts`.', 'SELECT `accounts`.', ['id', 'balance', '`balanced at`']],
    ['SELECT größen.b', 'SELECT größen.breite', []],
    ['SELECT gr', 'SELECT gr', ['Größen', 'group', 'grants']],
    ['SELECT * FROM `o', 'SELECT * FROM `order`', []],
    ['SET balance = @r', 'SET balance = @read_balance', []],
    ['SELECT SE', 'SELECT SE', ['SELECT', 'SET', 'SESSION', 'SERIALIZABLE']],
    ['START TR', 'START TR', ['TRANSACTION', 'TRUNCATE']],
  ] as const)('%s', ([text, wanted, among]) => {
    const done = completed(editorOf(text), names);
    expect([done?.editor.text, done?.among]).toEqual([wanted, among]);
    expect(done?.editor.caret).toBe(wanted.length);
  });

  test('in the middle of a text, and as far as it is clear', () => {
    expect(completed({ text: 'SELECT bal FROM t', caret: 10 }, names)?.editor).toEqual({
      text: 'SELECT balance FROM t',
      caret: 14,
    });
    expect(completed(editorOf('x.b'), names)).toBeUndefined();
    expect(
      completed(editorOf('REP'), {
        ...names,
        tables: new Map([
          ['replies', []],
          ['report', []],
        ]),
      }),
    ).toEqual({
      editor: editorOf('REP'),
      among: ['replies', 'report', 'REPEATABLE'],
    });
  });

  test.for(['', 'SELECT ', 'SELECT 1', 'SELECT * FROM accounts', 'xyz'])(
    'and has nothing to complete in %j',
    (text) => {
      expect(completed(editorOf(text), names)).toBeUndefined();
    },
  );
});

test('what is known are the tables that the lab has read, with their columns', () => {
  const { tables } = knownNames({ lab: lastOf('violation') });
  expect([...tables]).toEqual([['books', expect.arrayContaining(['id', 'name'])]]);
});
