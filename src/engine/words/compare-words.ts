import { printable } from '../../printable.ts';
import { amount, andMore, counted } from '../../text/amounts.ts';
import { signs } from '../../text/signs.ts';
import { type CommonRows, commonRows } from '../compare/common-rows.ts';
import { type ComparedRun, labOf } from '../compare/compared-run.ts';
import { type AcrossRuns, type ComparedStep, type ComparedTable, isAlike } from '../compare/comparison.ts';
import type { EndOutcome, StepOutcome, TakenOutcome } from '../compare/step-outcome.ts';
import type { TableRows } from '../events.ts';
import type { Outcome, RowsOutcome } from '../outcome.ts';
import type { LabState } from '../state.ts';
import { titleOf } from './happened-words.ts';
import { cancelledWords, errorWords, lostWords, okWords } from './outcome-words.ts';
import { promiseOf } from './promise-words.ts';
import { breakable, elsewhereWords } from './statement-words.ts';
import { skipWords } from './step-words.ts';
import { cellWords, tableSize } from './table-words.ts';
import { allWaitingWords, waitedForWords } from './wait-words.ts';

/** What compared runs came to, a line or more: in full where it is not the same in all of them, else in short. */

/** A value that is longer is cut; more rows than this are counted. */
const [mostCharacters, mostRows] = [2000, 50];
/** Fewer rows are not worth leaving out. */
const fewRows = 3;

/** For each of the runs. */
export const stepLines = (
  step: ComparedStep,
  runs: readonly ComparedRun[],
): readonly (readonly string[])[] => {
  const results = step.runs.flatMap((one) =>
    one?.outcome.kind === 'taken' && one.outcome.outcome?.kind === 'rows' ? [one.outcome.outcome.rows] : [],
  );
  const common = commonRows(results);
  return runs.map((run, index) => {
    const outcome = step.runs[index]?.outcome;
    const lab = labOf(run);
    if (outcome === undefined || lab === undefined) return missingLines(run);
    if (outcome.kind !== 'taken') return [notTakenWords(outcome, step.varies.reason)];
    const sql = run.script.steps[step.places[index] ?? -1]?.sql ?? '';
    return takenLines(outcome, { ...step.varies, sql, lab, common });
  });
};

export const endLines = (end: AcrossRuns<EndOutcome>, runs: readonly ComparedRun[]) => {
  const broken = end.flatMap((one) => {
    const rows = one?.outcome.violations?.rows ?? [];
    return rows.length > 0 ? [rows] : [];
  });
  const common = commonRows(broken);
  const varies = broken.some(({ length }) => length > common.before);
  return runs.map((run, index): readonly string[] => {
    const outcome = end[index]?.outcome;
    if (outcome === undefined) return missingLines(run);
    const { violations } = outcome;
    return [
      ...(outcome.end === 'complete' ? [] : [`${signs.failed} ${outcome.end}`]),
      ...promiseLines(outcome),
      ...(varies && violations && violations.rows.length > 0 ? rowsLines(violations, common) : []),
      ...namesLines(outcome),
    ];
  });
};

export const tableLines = ({ name, runs: views }: ComparedTable, runs: readonly ComparedRun[]) => {
  const alike = isAlike(views);
  const common = commonRows(views.flatMap((one) => (one && 'rows' in one.outcome ? [one.outcome.rows] : [])));
  return runs.map((run, index): readonly string[] => {
    const view = views[index]?.outcome;
    if (view === undefined) return missingLines(run);
    if ('kind' in view) return ['not watched'];
    if ('unreadable' in view)
      return [alike ? 'cannot be read' : `cannot be read: ${printable(view.unreadable)}`];
    return alike || view.rows.length === 0 ? [tableSize(name, view.rows.length)] : rowsLines(view, common);
  });
};

/** That a run failed as a whole is said where its title stands. */
const missingLines = ({ result }: ComparedRun): readonly string[] =>
  result === undefined ? [`${signs.begun} running`] : [];

const promiseLines = ({ violations, end }: EndOutcome): readonly string[] => {
  const promise = promiseOf(violations);
  if (promise === undefined) return end === 'complete' ? ['through'] : [];
  return [`${promise === 'holds' ? signs.holds : signs.failed} ${promise}`];
};

const namesLines = ({ happened }: EndOutcome): readonly string[] => {
  if (happened === undefined) return [];
  const { anomalies, doubts } = happened;
  if (anomalies.length > 0) return anomalies.map(({ kind }) => titleOf(kind));
  return [doubts.length > 0 ? 'anomalies: cannot tell' : 'no anomaly'];
};

const notTakenWords = (outcome: Exclude<StepOutcome, TakenOutcome>, withReason: boolean): string => {
  switch (outcome.kind) {
    case 'skipped':
      return `${signs.passed} not taken${withReason ? `: ${skipWords(outcome.because)}` : ''}`;
    case 'open':
      return `${signs.passed} not reached`;
    case 'absent':
      return `${signs.passed} no such step`;
  }
};

type Telling = ComparedStep['varies'] & {
  readonly sql: string;
  readonly lab: LabState;
  readonly common: CommonRows;
};

const takenLines = (taken: TakenOutcome, telling: Telling): readonly string[] => {
  const [first = 'no answer', ...more] = resultLines(taken, telling);
  return [
    ...waitedLines(taken, telling, first),
    ...more,
    ...taken.answers.map(({ answer }) => `${signs.answer} ${printable(breakable(answer))}`),
  ];
};

/** Which lock it was is said where it is not the same for all that wait. */
const waitedLines = (taken: TakenOutcome, telling: Telling, result: string): readonly string[] => {
  if (taken.waits.length === 0) return [result];
  if (!telling.waits) return [`${signs.waiting} ${printable(waitedForWords(taken))}, then ${result}`];
  return [
    ...allWaitingWords(taken, telling.lab).map(({ words }) => `${signs.waiting} ${printable(words)}`),
    `then ${result}`,
  ];
};

const resultLines = ({ outcome, to }: TakenOutcome, telling: Telling): readonly string[] => {
  if (outcome === undefined) return [];
  const failed = outcome.kind === 'error' || outcome.kind === 'lost' ? `${signs.failed} ` : '';
  const lines = to === undefined ? statementLines(outcome, telling) : elsewhereWords(outcome);
  return lines.map((line, index) => (index === 0 ? failed + line : line));
};

const statementLines = (outcome: Outcome, { result, error, sql, common }: Telling): readonly string[] => {
  switch (outcome.kind) {
    case 'rows':
      return result
        ? [...rowsLines(outcome, common), ...cancelledWords(outcome)]
        : [amount(outcome.rows.length, 'row')];
    case 'ok': {
      const { info } = outcome;
      const isTold = info === '' || /matched: \d+/i.test(info);
      return [printable(okWords(outcome, sql)), ...(result && !isTold ? [printable(info)] : [])];
    }
    case 'error':
      if (!error) return [`${outcome.errno === 0 ? '' : `${outcome.errno} `}${outcome.symbol}`];
      return [printable(errorWords(outcome)), ...cancelledWords(outcome)];
    case 'lost':
      return [printable(lostWords(outcome))];
  }
};

/** The rows with the names of their columns; those at both ends that all results have are counted when they are many. */
const rowsLines = (
  { columns, rows }: Pick<RowsOutcome, 'columns' | 'rows'>,
  common: CommonRows,
): readonly string[] => {
  const [only] = rows;
  if (only === undefined) return [amount(0, 'row')];
  const names = columns.map(printable);
  if (rows.length === 1)
    return [only.map((value, at) => `${names[at] ?? ''}=${valueWords(value)}`).join(', ')];
  const before = common.before > fewRows ? common.before : 0;
  const after = common.after > fewRows ? common.after : 0;
  const shown = rows.slice(before, rows.length - after);
  return [
    `${counted(rows.length, 'row')} of ${names.join(', ')}`,
    ...(before > 0 ? [alikeWords(before)] : []),
    ...shown.slice(0, mostRows).map((row) => row.map(valueWords).join(', ')),
    ...(shown.length > mostRows ? [andMore(shown.length - mostRows, 'row')] : []),
    ...(after > 0 ? [alikeWords(after)] : []),
  ];
};

const alikeWords = (count: number): string => `${signs.begun} ${counted(count, 'row')} alike`;

const valueWords = (value: TableRows['rows'][number][number]): string =>
  printable(cellWords(value, mostCharacters));
