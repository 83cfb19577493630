import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { operationName } from '../../src/textbook/operation.ts';
import { scheduleOf } from '../../src/textbook/schedule.ts';

const read = (text: string) => scheduleOf({ text });

/** Without what isolab adds, and with the values that are written. */
const written = (text: string): string =>
  read(text)
    .operations.filter(({ at }) => at !== undefined)
    .map((one) => operationName(one))
    .join(' ');

const mistake = (text: string, file?: string): string => {
  try {
    scheduleOf({ text, ...(file !== undefined && { file }) });
  } catch (error) {
    if (error instanceof UserError) return [error.message, ...error.next.map((one) => `→ ${one}`)].join('\n');
    throw error;
  }
  return 'none';
};

describe('the notation of a history', () => {
  it.each([
    'r1(x) w2(x) c2 w1(x) c1',
    'R1(x) W2(x) C2 W1(x) C1',
    'r1[x] w2[x] c2 w1[X] c1',
    'r1[x]w2[x]c2w1[x]c1',
    'r_1(x), w_2(x), c_2, w_1(x), c_1',
    'r_{1}(x); w_{2}(x); c_{2}; w_{1}(x); c_{1}',
    'r₁(x) → w₂(x) → c₂ → w₁(x) → c₁',
    'H1: r1x w2x c2 w1x c1',
    'S = r1( x ) ... w2(x) ... c2 … w1 (x) c1.',
    'read1(x) write2(x) commit2\nwrite1(x)\tcommit1',
    'S₁ = <r1(x), w2(x), c2, w1(x), c1>',
    'Schedule 1: { r1(x) < w2(x) ⇒ c2 => w1(x) – eot1 }',
    'r1(x)-w2(x)-c2-w1(x)-c1',
  ])('is read as people write it: %s', (text) => {
    expect(written(text)).toBe('r1(x) w2(x) c2 w1(x) c1');
  });

  it('has locking reads, begins and rollbacks, and several rows', () => {
    expect(written('b2 rf1(x) RS2(row_2) a1 abort2')).toBe('b2 rf1(x) rs2(row_2) a1 a2');
    expect(written('r1(x, y) w1(x, y) c1')).toBe('r1(x) r1(y) w1(x) w1(y) c1');
    expect(written('r1(c1) c1')).toBe('r1(c1) c1');
  });

  it('begins a transaction directly before its first operation, and ends it where no end is written', () => {
    const { operations, added, transactions } = read('r3(x) w10(x) r3(x)');
    expect(operations.map(operationName).join(' ')).toBe('b3 r3(x) b10 w10(x) r3(x) c10 c3');
    expect(added.map(operationName)).toEqual(['c10', 'c3']);
    expect(transactions).toEqual([
      { number: 3, session: 'A', ends: 'commit' },
      { number: 10, session: 'B', ends: 'commit' },
    ]);
    expect(read('w1(x) c1 a2').transactions.map(({ ends }) => ends)).toEqual(['commit', 'abort']);
  });

  it('gives every version a value of its own', () => {
    const values = (text: string) => {
      const { items, operations } = read(text);
      const given = operations.flatMap((one) => (one.kind === 'write' ? [`${one.item}=${one.value}`] : []));
      return [...items.map(({ name, before }) => `${name}=${before}`), '|', ...given].join(' ');
    };
    expect(values('r1(x) w1(x) w2(y) w1(x)')).toBe('x=1 y=2 | x=101 y=201 x=102');
    expect(values('r1[x=50] w1[x=10] r2[x=10] r2[y=50] w1[y:=90]')).toBe('x=50 y=50 | x=10 y=90');
    expect(values('r1(x)=7 w1(x, 8) w2(x) w2(x = -3)')).toBe('x=7 | x=8 x=201 x=-3');
    expect(values('r1[x=50] w2[x] r1[x=60] w1[x] r2[x=50] r2[x=70] c2')).toBe('x=50 | x=60 x=70');
    // Not a value that somebody writes, or has on paper.
    expect(values('w1(x=101) w1(x) w2(x=1) r2(y)')).toBe('x=2 y=3 | x=101 x=102 x=1');
  });
});

describe('what is wrong with a history', () => {
  it('comes with something to write instead that can be read', () => {
    const instead = (text: string): string => /→ [^:]*: (\S+(?: \w+\(\w+\))?)/.exec(mistake(text))?.[1] ?? '';
    expect(instead('r1(x) d2(x)')).toBe('w2(x)');
    expect(instead('r1(x) inc2(x)')).toBe('r2(x) w2(x)');
    expect(instead('r1(P) w2(y in P)')).toBe('w2(x),');
    expect(instead('read(x)')).toBe('r1(x)');
    expect(instead('commit')).toBe('c1');
  });

  it('is said with its place and an example', () => {
    expect(mistake('r1(x) q2(x) c2')).toBe(
      [
        'column 7: q2(x) is no operation: there are r1(x), rs1(x), rf1(x), w1(x), b1, c1 and a1.',
        '  r1(x) q2(x) c2',
        '        ^',
        '→ For instance isolab history "r1(x) w2(x) c2 w1(x) c1"',
      ].join('\n'),
    );
    expect(mistake('r1(x)\nr1(x) c1\n\tw1(x)', 'stdin')).toBe(
      [
        'stdin, line 3, column 2: T1 is over since its c1, so w1(x) comes too late.',
        '   w1(x)',
        '   ^',
        '→ Put c1 behind it, or give what is another transaction another number: w2(x)',
      ].join('\n'),
    );
  });

  it.each([
    ['', 'The history is empty'],
    ['b1 c1', 'Nothing is read or written'],
    ['r(x) c1', 'column 1: r(x) does not say which transaction'],
    ['r1(x) w2 c2', 'column 9: w2 names no item'],
    ['r1(x) w2(x', 'column 9: This bracket of w2 is not closed'],
    ['r1() c1', 'column 4: There is no item here'],
    ['r1(1) c1', 'column 4: "1" is no item'],
    ['r1(x+y)', 'column 4: "x+y" is no item'],
    ['w1(x=y+1)', 'column 4: "y+1" is no value'],
    ['r1(x) c1(x)', 'column 9: c1 is about all of T1'],
    ['r1(x) b1', 'column 7: T1 has begun already'],
    ['r1(x) c1 c1', 'column 10: T1 is over since its c1, so c1 comes too late'],
    ['w1(x=5) w2(X=5)', 'column 9: x becomes 5 twice'],
    ['r1(x=5) r2(x=6)', 'column 9: Nobody writes x = 6, and before all x is 5'],
    ['xl1(x) r1(x)', 'column 1: xl1(x) takes or gives back a lock'],
    ['s1(x) r1(x)', 'column 1: s1(x) takes or gives back a lock'],
    ['r1(P) w2(y in P) c2', 'column 10: "y in P" is about all rows that fulfil a condition'],
    ['r1[x>5]', 'column 4: "x>5" is about all rows'],
    ['r1(P: x = 5)', 'column 4: "P: x = 5" is about all rows'],
    ['r1(x ∈ P)', 'column 4: "x ∈ P" is about all rows'],
    ['r1(x) d2(x) c2', 'column 7: d2(x) deletes a row'],
    ['r1(x) insert2(y)', 'column 7: insert2(y) inserts a row'],
    ['r1(x) inc2(x)', 'column 7: inc2(x) reads and writes at once'],
    ['r1(x)\nT1: r(x) w(x)\nT2: r(x)', 'line 2, column 1: T1 stands before operations'],
    ['(T1, read, x)', 'column 1: (T1 stands before operations'],
    ['READ(x)', 'column 1: READ(x) does not say which transaction'],
    ['w1(x) w2(x) [x1 << x2]', 'column 13: [x1 << x2] is an order of versions'],
    ['r12345(x)', 'column 1: A transaction has a number up to 9999'],
    ['r1(x) (c1 or a1)', 'column 7: (c1 or a1) leaves it open how T1 ends'],
    ['r1(x) '.repeat(501), 'column 3001: A history has up to 500 operations'],
    [Array.from({ length: 27 }, (_, at) => `r${at}(x)`).join(' '), 'column 173: 27 transactions are more'],
  ])('%s', (text, message) => {
    expect(mistake(text)).toContain(message);
    expect(mistake(text)).toMatch(/\n→ /);
  });

  it('shows the place in a long line, too', () => {
    const [, line = '', caret = ''] = mistake(`${'r1(x) '.repeat(40)}?! ${'r1(x) '.repeat(40)}`).split('\n');
    expect(line.length).toBeLessThanOrEqual(80);
    expect(line.slice(caret.indexOf('^'))).toMatch(/^\?!/);
  });
});
