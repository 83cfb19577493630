import type { TableRows, Wait } from '../events.ts';
import { type Outcome, resultSets, type Value } from '../outcome.ts';
import type { EndOutcome, StepOutcome, TableOutcome } from './step-outcome.ts';

/**
 * Outcomes as texts that are equal exactly where nothing differs that a lesson could mean: everything is in them but
 * what is otherwise in any two runs of the same: names of sandboxes, numbers of connections, hidden keys.
 */

export const samenessOfStep = (step: StepOutcome): string =>
  step.kind === 'taken'
    ? JSON.stringify([samenessOfResult(step), samenessOfWaits(step.waits), step.answers])
    : JSON.stringify(step);

/** What came back alone, without any wait before it. */
export const samenessOfResult = ({
  to,
  outcome,
}: {
  readonly to?: string;
  readonly outcome?: Outcome;
}): string => JSON.stringify([to, outcome && plain(outcome)]);

/** The server lists them in no certain order. */
export const samenessOfWaits = (waits: readonly Wait[]): string =>
  JSON.stringify(waits.map((wait) => JSON.stringify(plainWait(wait))).toSorted());

export const samenessOfEnd = ({ end, violations }: EndOutcome): string =>
  JSON.stringify([end, violations && plainTable(violations)]);

export const samenessOfTable = (table: TableOutcome): string => {
  if ('kind' in table) return JSON.stringify(table.kind);
  return JSON.stringify('rows' in table ? plainTable(table) : neutral(table.unreadable));
};

const plain = (outcome: Outcome): unknown => {
  switch (outcome.kind) {
    case 'rows':
      return resultSets(outcome).map(({ columns, rows }) => [
        columns,
        rows.map((row) => row.map(plainValue)),
      ]);
    case 'ok':
      return outcome;
    case 'error':
      return { ...outcome, message: neutral(outcome.message) };
    case 'lost':
      // How the driver noticed depends on which socket was read first.
      return outcome.kind;
  }
};

/** A table has no order: without a key its rows come as they lie. */
const plainTable = ({ columns, rows }: TableRows): unknown => [
  columns,
  rows.map((row) => JSON.stringify(row.map(plainValue))).toSorted(),
];

const plainValue = (value: Value): Value => (value === null ? null : withoutSandbox(value));

/**
 * Without a primary key InnoDB draws row ids from a counter of the whole server.
 * https://dev.mysql.com/doc/refman/9.7/en/innodb-index-types.html
 */
const plainWait = ({ for: holder, key, object, index, ...wait }: Wait): unknown => ({
  ...wait,
  for: 'session' in holder ? holder.session : ['outside', holder.outsider.replaceAll(/\d+/g, '')],
  object: withoutSandbox(object),
  index,
  ...(index !== 'GEN_CLUST_INDEX' && { key }),
});

const withoutSandbox = (text: string): string =>
  text.replaceAll(/\b[A-Za-z]\w*_[0-9a-f]{8}_\d+/g, 'the sandbox');

const neutral = (text: string): string =>
  withoutSandbox(text).replaceAll(/\b(thread id|connection(?: id)?)(:? )\d+/gi, '$1$2…');
