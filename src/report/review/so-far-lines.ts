import type { TableShape } from '../../engine/events.ts';
import { type Outcome, resultSets } from '../../engine/outcome.ts';
import type { LabState, SkipEntry, StatementEntry, TimelineEntry } from '../../engine/state.ts';
import { errorName, lostWords, okWords } from '../../engine/words/outcome-words.ts';
import { flatSql, promptWords, valueWords } from '../../engine/words/statement-words.ts';
import { answersWords, skipWords } from '../../engine/words/step-words.ts';
import { waitedForWords } from '../../engine/words/wait-words.ts';
import { makesProgram } from '../../lesson/statement-kind.ts';
import { printable } from '../../printable.ts';
import type { Tables } from '../../review/tables.ts';
import { hanging } from '../../text/fit.ts';
import type { Paint } from '../paint.ts';
import { rowWords } from './row-words.ts';

/** What the tables hold, and what they are found by. */
export const tablesLines = ({ tables, shapes = [] }: Tables, width: number): readonly string[] =>
  tables.flatMap((table) => {
    const shape = shapes.find((one) => one.table === table.name);
    const keys = shape === undefined ? '' : ` (${keyWords(shape)})`;
    const rows = 'rows' in table ? rowWords(table) : 'cannot be read';
    return hanging('  ', `${printable(table.name + keys)}: ${rows}`, width);
  });

const keyWords = ({ indexes, foreignKeys = [] }: TableShape): string => {
  const primary = indexes.find(({ index }) => index === 'PRIMARY')?.columns.map(({ name }) => name) ?? [];
  const others = indexes.filter(({ index }) => index !== 'PRIMARY');
  const words = [
    ...(primary.length === 0 ? [] : [`primary key ${primary.join(', ')}`]),
    ...others.map(({ unique, columns }) => {
      const names = columns.map(({ name }) => name).slice(0, unique);
      // The entries of every other index end with the primary key.
      const own = unique === undefined ? names.filter((name) => !primary.includes(name)) : names;
      return `${unique === undefined ? 'index' : 'unique'} ${own.join(', ')}`;
    }),
  ];
  const parents = foreignKeys.map(
    ({ columns, parent, keys }) =>
      `foreign key ${columns.join(', ')} to ${printable(parent)} ${keys.join(', ')}`,
  );
  return [...(words.length === 0 ? ['no index'] : words), ...parents].join('; ');
};

/** Views, triggers and stored programs: what a statement does by them is told nowhere else. */
export const programLines = (setup: readonly string[], width: number): readonly string[] =>
  setup.filter(makesProgram).flatMap((sql) => hanging('  ', printable(flatSql(sql)), width));

/** The statements so far, each with what came of it in short: of a BEGIN, a COMMIT and the like it is no news. */
export const soFarLines = (lab: LabState, width: number, paint: Paint): readonly string[] =>
  lab.timeline
    .filter((entry, at, all) => entry.kind !== 'skip' || !isToldBefore(entry, all.slice(0, at)))
    .flatMap((entry) => entryLines(entry, width, paint));

/** Of a session that takes no more steps, every step that is left is told, and once is enough. */
const isToldBefore = (skip: SkipEntry, before: readonly TimelineEntry[]): boolean => {
  const last = before.findLast((one) => one.session === skip.session && one.kind !== 'defer');
  return last?.kind === 'skip' && last.because === skip.because;
};

const entryLines = (entry: TimelineEntry, width: number, paint: Paint): readonly string[] => {
  switch (entry.kind) {
    case 'statement': {
      const came = cameWords(entry);
      return [
        ...sentLines(entry, width, paint),
        ...(came === '' ? [] : hanging('        ', paint.faint(came), width)),
      ];
    }
    case 'answer':
      return hanging('        ', printable(`${answersWords(entry.rejected)}: ${entry.answer}`), width);
    case 'skip':
      return hanging(
        '     ',
        paint.faint(`${entry.session} takes no step: ${skipWords(entry.because)}`),
        width,
      );
    case 'lost':
      return hanging('     ', `${entry.session}: ${printable(lostWords(entry))}`, width);
    case 'again':
      return hanging('     ', `${entry.session} tries again`, width);
    case 'defer':
      return [];
  }
};

/** A statement behind the prompt of its session, and the values that it speaks of by name. */
export const sentLines = (
  sent: Pick<StatementEntry, 'session' | 'step' | 'by' | 'to' | 'sql' | 'values'>,
  width: number,
  paint: Paint,
): readonly string[] => {
  const values = valueWords(sent.values);
  return [
    ...hanging(
      `${numberOf(sent)} ${printable(promptWords(sent))} `,
      paint.strong(printable(flatSql(sent.sql))),
      width,
    ),
    ...(values === undefined ? [] : hanging('        ', paint.faint(`with ${values}`), width)),
  ];
};

/** Of its step, as the lab counts them. */
const numberOf = ({ step, by }: Pick<StatementEntry, 'step' | 'by'>): string =>
  (step === undefined || by !== 'script' ? '' : String(step + 1)).padStart(4);

/** Nothing of what only worked. */
const cameWords = (entry: StatementEntry): string => {
  const { outcome, waits, status } = entry;
  const waited = waits.length > 0 ? [printable(waitedForWords(entry))] : [];
  const came = outcome === undefined ? [] : outcomeWords(outcome, entry.sql);
  return outcome === undefined && waited.length === 0 ? status : [...waited, ...came].join(', then ');
};

const outcomeWords = (outcome: Outcome, sql: string): readonly string[] => {
  switch (outcome.kind) {
    case 'rows':
      return resultSets(outcome).map(rowWords);
    case 'ok': {
      const words = okWords(outcome, sql);
      return words === 'OK' ? [] : [printable(words)];
    }
    case 'error':
      return [printable(errorName(outcome))];
    case 'lost':
      return [printable(lostWords(outcome))];
  }
};
