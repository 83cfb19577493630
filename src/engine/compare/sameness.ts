import { shortNames } from '../anomaly.ts';
import type { TableRows, Wait } from '../events.ts';
import { columnNames } from '../key-lines.ts';
import { keyParts } from '../key-order.ts';
import { type Outcome, resultSets, type Value } from '../outcome.ts';
import type { LabState } from '../state.ts';
import type { EndOutcome, StepOutcome, TableOutcome } from './step-outcome.ts';

/**
 * Outcomes as texts that are equal exactly where nothing differs that a lesson could mean: everything is in them but
 * what is otherwise in any two runs of the same: the name of the run's own schema, numbers of connections, hidden keys.
 */

/** The run that it is an outcome of. */
type Run = Pick<LabState, 'schema' | 'observation'>;

export const samenessOfStep = (step: StepOutcome, run: Run): string =>
  step.kind === 'taken'
    ? JSON.stringify([samenessOfResult(step, run), samenessOfWaits(step.waits, run), step.answers])
    : JSON.stringify(step);

/** What came back alone, without any wait before it. */
export const samenessOfResult = (
  { to, outcome }: { readonly to?: string; readonly outcome?: Outcome },
  run: Run,
): string => JSON.stringify([to, outcome && plain(outcome, run)]);

/** The server lists them in no certain order. */
export const samenessOfWaits = (waits: readonly Wait[], run: Run): string =>
  JSON.stringify(waits.map((wait) => JSON.stringify(plainWait(wait, run))).toSorted());

/** Which anomalies there were, whoever was in them: their steps stand elsewhere in another variant. */
export const samenessOfEnd = ({ end, violations, happened }: EndOutcome, run: Run): string =>
  JSON.stringify([end, violations && plainTable(violations, run), happened && shortNames(happened)]);

export const samenessOfTable = (table: TableOutcome, run: Run): string => {
  if ('kind' in table) return JSON.stringify(table.kind);
  return JSON.stringify('rows' in table ? plainTable(table, run) : neutral(table.unreadable, run));
};

const plain = (outcome: Outcome, run: Run): unknown => {
  switch (outcome.kind) {
    case 'rows':
      return resultSets(outcome).map(({ columns, rows }) => [
        columns,
        rows.map((row) => row.map((value) => plainValue(value, run))),
      ]);
    case 'ok':
      return outcome;
    case 'error':
      return { ...outcome, message: neutral(outcome.message, run) };
    case 'lost':
      // How the driver noticed depends on which socket was read first.
      return outcome.kind;
  }
};

/** A table has no order: without a key its rows come as they lie. */
const plainTable = ({ columns, rows }: TableRows, run: Run): unknown => [
  columns,
  rows.map((row) => JSON.stringify(row.map((value) => plainValue(value, run)))).toSorted(),
];

const plainValue = (value: Value, run: Run): Value => (value === null ? null : withoutSandbox(value, run));

/**
 * Without a primary key InnoDB draws row ids from a counter of the whole server; each entry of another index ends with one.
 * https://dev.mysql.com/doc/refman/9.7/en/innodb-index-types.html
 */
const plainWait = (whole: Wait, run: Run): unknown => {
  const { for: holder, key, object, index, ...wait } = whole;
  return {
    ...wait,
    for: 'session' in holder ? holder.session : ['outside', holder.outsider.replaceAll(/\d+/g, '')],
    object: withoutSandbox(object, run),
    index,
    ...(index !== hiddenIndex && { key: withoutRowId(whole, run) }),
  };
};

/** The clustered index of a table without a primary key. */
const hiddenIndex = 'GEN_CLUST_INDEX';

/** Six bytes, behind the columns of an index in a table that has no primary key. */
const rowId = /^0x[0-9A-F]{12}$/;

const withoutRowId = ({ key, ...lock }: Wait, run: Run): string | undefined => {
  const columns = columnNames(run, lock);
  if (key === undefined || columns === undefined || columnNames(run, { ...lock, index: 'PRIMARY' }))
    return key;
  const parts = keyParts(key);
  const isHidden = parts.length === columns.length + 1 && rowId.test(parts.at(-1) ?? '');
  return isHidden ? parts.slice(0, -1).join(', ') : key;
};

const withoutSandbox = (text: string, { schema }: Run): string =>
  schema === undefined ? text : text.replaceAll(schema, 'the sandbox');

const neutral = (text: string, run: Run): string =>
  withoutSandbox(text, run).replaceAll(/\b(thread id|connection(?: id)?)(:? )\d+/gi, '$1$2…');
