import { describe, expect, test } from 'vitest';
import type { Sight } from '../../src/engine/sight.ts';
import type { LabState } from '../../src/engine/state.ts';
import type { Model } from '../../src/ui/model/model.ts';
import type { Comparison } from '../../src/ui/model/run.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { linearLines } from '../../src/ui/view/linear-lines.ts';
import { endOf, type PicturedRun } from './pictured.ts';
import { lastOf, modelOf, runModel } from './recorded.ts';

const heard = (model: Model): string => linearLines(model, 0, makeTheme('dark')).join('\n');

type Rows = readonly (readonly string[])[];

const booksOf = (rows: Rows) => ({ name: 'books', columns: ['id', 'name'], rows });
const reads = (rows: Rows): Sight => ({ kind: 'reads', tables: [booksOf(rows)] });
const one = ['1', 'one'];
const two = ['2', 'two'];

const dataOf = (committed: Rows, newest: Rows, sights: Readonly<Record<string, Sight>>): string => {
  const last = lastOf('violation');
  const lab: LabState = {
    ...last,
    observation: { ...last.observation, tables: [booksOf(committed)], newest: [booksOf(newest)] },
    sights,
  };
  return heard(modelOf(runModel(lab, { tab: 'sees' })));
};

describe('the data as each session would read it, for a screen reader', () => {
  test('is read out one version after the other, and what is the same is not said twice', () => {
    const text = dataOf([one], [one, two], { A: reads([one, two]), B: reads([one]) });
    expect(text).toContain(
      [
        'books: id, name',
        'committed: 1 row: 1, one',
        'newest: 2 rows: 1, one; 2, two',
        'A would read: the same as newest',
        'B would read: the same as committed',
        '2 is not committed; only A would see that.',
      ].join('\n'),
    );
    expect(text).not.toContain('Committed:');
    expect(text).not.toMatch(/[│─≠]/);
  });

  test('says who is still being asked, what is empty, and counts what nobody wants to hear', () => {
    const many = Array.from({ length: 40 }, (_, index) => [String(index), 'x']);
    const text = dataOf([], many, { A: reads(many) });
    expect(text).toContain('committed: no row');
    expect(text).toMatch(/newest: 40 rows: 0, x; .*; 11, x; … and 28 more rows\n/);
    expect(text).toContain('B would read: … being asked');
  });
});

describe('a comparison, for a screen reader', () => {
  const columns = (runs: readonly (readonly [string, PicturedRun])[]): Comparison['columns'] =>
    runs.map(([title, name]) => {
      const lab = endOf(name);
      return { title, script: lab.script, isOpen: name === 'rr', result: { lab } };
    });
  const spoken = (comparison: Comparison): string =>
    heard({
      ...modelOf(runModel(endOf('rr'), { comparison })),
      overlay: { kind: 'compare', scroll: 0 },
    });

  test('names together the levels at which the same happens', () => {
    const text = spoken({
      number: 1,
      by: 'level',
      columns: columns([
        ['READ COMMITTED', 'rc'],
        ['REPEATABLE READ', 'rr'],
        ['SERIALIZABLE', 's'],
      ]),
    });
    expect(text).toMatch(
      /^Side by side: READ COMMITTED; REPEATABLE READ; SERIALIZABLE\. REPEATABLE READ is open\./,
    );
    expect(text).toContain(
      'In the end: READ COMMITTED: ✗ violated; REPEATABLE READ: ✗ violated; SERIALIZABLE: ✓ holds.\nsteps 1–4: the same everywhere.\n',
    );
    expect(text).toContain('Enter opens REPEATABLE READ at step 5.');
    expect(text).toMatch(
      /6 B> INSERT .*\nREAD COMMITTED, REPEATABLE READ: OK, 1 row affected, id 3\nSERIALIZABLE, otherwise: ✗ 1213 ER_LOCK_DEADLOCK\n/,
    );
    expect(text).toMatch(
      /At the end:\nREAD COMMITTED, REPEATABLE READ: ✗ violated; write skew over a phantom \(G2\)\nSERIALIZABLE, otherwise: ✓ holds; no anomaly\n/,
    );
    expect(text).toMatch(
      /SERIALIZABLE, otherwise: 2 rows of id, name; 1, A brief history of the world; 2, Sapiens\n/,
    );
    expect(text).toMatch(/Esc q close$/);
  });

  test('says what is still running, and the statements that differ between variants', () => {
    const [plain, fixed] = columns([
      ['as it is', 'rr'],
      ['Fix', 'unique-index'],
    ]);
    if (plain === undefined || fixed === undefined) throw new Error('No columns');
    const { result: _, ...running } = fixed;
    const script = {
      ...running.script,
      steps: running.script.steps.map((step, index) =>
        index === 1 ? { ...step, sql: `${step.sql} FOR UPDATE` } : step,
      ),
    };
    const text = spoken({ number: 1, by: 'variant', columns: [plain, { ...running, script }] });
    expect(text).toMatch(/\nas it is: SELECT .*'Sapiens'\nFix: SELECT .*'Sapiens' FOR UPDATE\n/);
    expect(text).toContain('Fix: … running');
  });
});
