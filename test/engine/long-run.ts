import type { LabEventBody, Observation } from '../../src/engine/events.ts';
import { reduce } from '../../src/engine/reduce.ts';
import { sharing } from '../../src/engine/share.ts';
import type { LabState } from '../../src/engine/state.ts';
import { scriptOfSteps, step } from './script-of.ts';

/** What a run comes to after each of so many statements of the user's own: two sessions write, look and commit in turn. */
export const statesOfLongRun = (count: number): readonly LabState[] => {
  const script = scriptOfSteps([step('A', 'SELECT 1'), step('B', 'SELECT 1')], {
    setup: ['CREATE TABLE t (id INT PRIMARY KEY, v INT)'],
    watch: ['t'],
  });
  const values = new Map(Array.from({ length: 20 }, (_, id) => [id, 0]));
  const committed = new Map(values);
  const observed = (isOpen: boolean): Observation => {
    const rows = (of: typeof values) => [...of].map(([id, v]) => [String(id), String(v)]);
    const table = (of: typeof values) => [{ name: 't', columns: ['id', 'v'], rows: rows(of) }];
    const open = isOpen ? [{ session: 'A', level: 'REPEATABLE READ', autocommit: false }] : [];
    return { tables: table(committed), newest: table(values), transactions: open, locks: [] };
  };
  const server = { version: '0.0', provider: 'url', place: 'memory' } as const;
  const states: LabState[] = [
    reduce(undefined, {
      at: 0,
      type: 'run-started',
      format: 1,
      script,
      server,
      observation: observed(false),
    }),
  ];
  let state = states[0];
  const tell = (at: number, body: LabEventBody): void => {
    state = reduce(state, { at, ...sharing(body, state?.observation) });
  };
  for (let statement = 0; statement < count; statement++) {
    const session = statement % 5 === 3 ? 'B' : 'A';
    const sql =
      ['START TRANSACTION', `UPDATE t SET v = ${statement} WHERE id = ${statement % 20}`, '', '', 'COMMIT'][
        statement % 5
      ] || 'SELECT * FROM t';
    if (statement % 5 === 1) values.set(statement % 20, statement);
    if (statement % 5 === 4) for (const [id, v] of values) committed.set(id, v);
    const { columns, rows } = {
      columns: ['id', 'v'],
      rows: [...committed].map(([id, v]) => [`${id}`, `${v}`]),
    };
    const ok = { kind: 'ok', affected: statement % 5 === 1 ? 1 : 0, warnings: 0, info: '' } as const;
    const outcome = sql.startsWith('SELECT') ? ({ kind: 'rows', columns, rows } as const) : ok;
    tell(statement, { type: 'statement-sent', statement, session, sql, by: 'user' });
    tell(statement, { type: 'statement-finished', statement, session, outcome, tookMs: 1 });
    tell(statement, { type: 'settled', observation: observed(statement % 5 !== 4) });
    if (state) states.push(state);
  }
  return states;
};
