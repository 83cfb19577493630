import type { AlignedStep } from '../../engine/compare/aligned-steps.ts';
import type { ComparedBy, ComparedRun } from '../../engine/compare/compared-run.ts';
import { type AcrossRuns, compareOutcomes } from '../../engine/compare/comparison.ts';
import { shownStep } from '../../engine/compare/shown-step.ts';
import { endLines, stepLines, tableLines } from '../../engine/words/compare-words.ts';
import { flatSql, promptWords, valueWords } from '../../engine/words/statement-words.ts';
import { tableTitle } from '../../engine/words/table-words.ts';
import { printable } from '../../printable.ts';
import { isOtherSql, sqlTexts } from './step-texts.ts';

/** A step, or what is there at the end, and what it came to in the runs: those that came out alike stand together. */
export interface ComparedGroup {
  readonly head: string;
  readonly entries: readonly GroupEntry[];
}

export interface GroupEntry {
  /** The names of the runs, or "all". */
  readonly who: string;
  /** It is otherwise than in the run that is open. */
  readonly differs: boolean;
  readonly lines: readonly string[];
}

export const groupsOf = (runs: readonly ComparedRun[], by: ComparedBy): readonly ComparedGroup[] => {
  const { steps, end, tables } = compareOutcomes(runs);
  return [
    ...steps.map((step) => ({
      head: headOf(runs, step.places),
      entries: [
        ...(by === 'variant' ? sqlEntries(runs, step.places) : []),
        ...entriesOf(runs, step.runs, stepLines(step, runs)),
      ],
    })),
    { head: 'At the end:', entries: entriesOf(runs, end, endLines(end, runs)) },
    ...tables.map((table) => ({
      head: `${printable(tableTitle(table.name))}:`,
      entries: entriesOf(runs, table.runs, tableLines(table, runs)),
    })),
  ];
};

/** What is said at every step: titles of variants are long. */
export const nameOf = ({ title, script: { variant } }: ComparedRun): string =>
  printable(variant && variant.title === title ? variant.id : title);

export const titleOf = (run: ComparedRun): string => {
  const name = nameOf(run);
  return name === printable(run.title) ? name : `${name} (${printable(run.title)})`;
};

/** The number that a step has in the open run; + where it has none there. */
export const numberWords = (number: number | undefined): string => (number === undefined ? '+' : `${number}`);

const headOf = (runs: readonly ComparedRun[], places: AlignedStep): string => {
  const shown = shownStep(runs, places);
  if (shown === undefined) return '';
  const { sent, session, number } = shown;
  const values = valueWords(sent.values);
  const where = values === undefined ? '' : ` with ${values}`;
  return `${numberWords(number)} ${printable(promptWords({ ...sent, session }))} ${printable(flatSql(sent.sql))}${where}`;
};

const entriesOf = (
  runs: readonly ComparedRun[],
  outcomes: AcrossRuns<unknown>,
  lines: readonly (readonly string[])[],
): readonly GroupEntry[] => {
  const places = runs.map((_, index) => index).filter((index) => (lines[index] ?? []).length > 0);
  const groups = Map.groupBy(places, (index) => outcomes[index]?.group);
  return [...groups.values()].flatMap((own) => {
    const [first] = own;
    if (first === undefined) return [];
    return [
      {
        who: whoWords(runs, own),
        differs: outcomes[first]?.differs ?? false,
        lines: lines[first] ?? [],
      },
    ];
  });
};

const sqlEntries = (runs: readonly ComparedRun[], places: AlignedStep): readonly GroupEntry[] => {
  const texts = sqlTexts(runs, places);
  if (!isOtherSql(texts)) return [];
  const groups = Map.groupBy(runs.keys(), (index) => texts[index] ?? '');
  return [...groups].flatMap(([text, own]) =>
    text === '' ? [] : [{ who: whoWords(runs, own), differs: false, lines: [text] }],
  );
};

const whoWords = (runs: readonly ComparedRun[], places: readonly number[]): string =>
  places.length === runs.length && runs.length > 1
    ? 'all'
    : places.flatMap((place) => (runs[place] ? [nameOf(runs[place])] : [])).join(', ');
