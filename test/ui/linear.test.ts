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

const versionsOf = (committed: Rows, newest: Rows, sights: Readonly<Record<string, Sight>>): string => {
  const last = lastOf('violation');
  const lab: LabState = {
    ...last,
    observation: { ...last.observation, tables: [booksOf(committed)], newest: [booksOf(newest)] },
    sights,
  };
  const { before: _, ...alone } = lab;
  return heard(modelOf(runModel(alone, { tab: 'versions' })));
};

describe('the versions of the rows, for a screen reader', () => {
  test('are read out a row after the other, with who would read which', () => {
    const text = versionsOf([one], [one, two], { A: reads([one, two]), B: reads([one]) });
    expect(text).toContain(
      [
        'Versions of the rows of books, the newest first:',
        'id 2 · name: two, not committed, A would read it; not there, committed, B would read it.',
        '1 other row, of which there is one version.',
      ].join('\n'),
    );
    expect(text).not.toContain('Committed:');
    expect(text).not.toMatch(/[│─≠▲]/);
  });

  test('that nobody wants to hear are counted', () => {
    const many = Array.from({ length: 40 }, (_, index) => [String(index), 'x']);
    const text = versionsOf([], many, { A: reads(many) });
    expect(text).toContain('id 11 · name: x, not committed, A would read it; not there, committed.');
    expect(text).not.toContain('id 12 · name');
    expect(text).toContain('… and 28 more rows');
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
