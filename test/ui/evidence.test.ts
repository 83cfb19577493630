import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import type { StatementClaims } from '../../src/engine/claim.ts';
import { reduce } from '../../src/engine/reduce.ts';
import type { LabState } from '../../src/engine/state.ts';
import { said } from '../../src/engine/words/claim-words.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { screenOf } from '../../src/ui/view/screen-of.ts';
import { scriptOfSteps, step } from '../engine/script-of.ts';
import { rowsOf, stateAfter, took } from '../engine/story.ts';
import { modelOf, runModel } from './recorded.ts';

const rows = (...ids: readonly string[]) => ({
  name: 'books',
  columns: ['id', 'name'],
  rows: ids.map((id) => [id, 'x']),
});

test('what the lab derives stands beside the lesson, and nothing is said before the server has answered', () => {
  const script = scriptOfSteps(
    [step('A', 'INSERT INTO books VALUES (2)'), step('B', 'SELECT id, name FROM books')],
    { watch: ['books'] },
  );
  const begin = stateAfter(script);
  const observation = {
    tables: [rows()],
    newest: [rows('2')],
    transactions: [{ session: 'A', level: 'READ COMMITTED', autocommit: false }],
    locks: [],
  };
  const after = (
    from: LabState,
    index: number,
    session: string,
    sql: string,
    outcome: Parameters<typeof took>[2],
  ) =>
    took(index, session, outcome)
      .map((body) => (body.type === 'statement-sent' ? { ...body, sql } : body))
      .reduce((state, body) => reduce(state, { at: index + 1, ...body }), from);
  const settled = (state: LabState, seen: readonly StatementClaims[] = []) =>
    reduce(state, { at: state.at, type: 'settled', observation, seen });
  const wrote = settled(
    after(begin, 0, 'A', 'INSERT INTO books VALUES (2)', { kind: 'ok', affected: 1, warnings: 0, info: '' }),
  );
  const asked = after(wrote, 1, 'B', 'SELECT id, name FROM books', rowsOf());
  const screen = (lab: LabState) => {
    const actions = [{ kind: 'next' }, { kind: 'next' }] as const;
    const track = { actions, states: [begin, wrote, lab], at: 2 };
    const { rows: lines } = screenOf(
      modelOf(runModel(lab, { track })),
      { columns: 160, rows: 40 },
      0,
      makeTheme(false),
    );
    return lines.map((line) => stripVTControlCharacters(line)).join('\n');
  };
  expect(screen(asked)).not.toContain('does not see');
  const claim = said({
    kind: 'not-yet-committed',
    session: 'B',
    writer: 'A',
    table: 'books',
    row: ['2', 'x'],
    isDeleted: false,
    wrote: { statement: 0, step: 0, verb: 'INSERT' },
  });
  expect(screen(settled(asked, [{ statement: 1, claims: [claim] }]))).toContain(
    'Seen  B does not see (2, x): A wrote it in step 1',
  );
});
