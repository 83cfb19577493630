import { type ComparedBy, type ComparedRun, labOf } from '../engine/compare/compared-run.ts';
import { type ComparedStep, compareOutcomes } from '../engine/compare/comparison.ts';
import { samenessOfResult } from '../engine/compare/sameness.ts';
import type { StepOutcome, TableOutcome, TakenOutcome } from '../engine/compare/step-outcome.ts';
import { verbOf } from '../engine/history/moved.ts';
import { stepLines, tableLines } from '../engine/words/compare-words.ts';
import { promiseOf } from '../engine/words/promise-words.ts';
import { signs } from '../text/signs.ts';
import { mayBeOtherwise } from './askable.ts';
import { stepsByChance, withoutVictim } from './chance.ts';
import { activeBefore, asksServer, linesAtOnce, waitsOnlyFor, withoutIds } from './knowable.ts';
import type { Choice, Difference } from './question.ts';
import type { RanScripts } from './run-scripts.ts';

/** More lines than this are no choice. */
const mostLines = 8;

/**
 * Everything that comes out in the open run otherwise than in another one: each is a question. Tables only by levels, for
 * variants store other things, and nobody would choose them.
 */
export const differencesIn = ({ runs: all, events }: RanScripts, by: ComparedBy): readonly Difference[] => {
  const runs = all.filter(({ script, isOpen }) => isOpen || !mayBeOtherwise(script));
  const open = runs.findIndex(({ isOpen }) => isOpen);
  const run = runs[open];
  if (run === undefined || mayBeOtherwise(run.script)) return [];
  const compared = compareOutcomes(runs);
  const byChance = stepsByChance(events);
  return [
    ...compared.steps.flatMap((step) => inStep(step, { runs, open, by, byChance })),
    ...(by === 'variant' ? [] : compared.tables).flatMap((table): readonly Difference[] => {
      const lines = tableLines(table, runs);
      const columns = columnsOf(table.runs[open]?.outcome);
      if (columns === undefined) return [];
      const told = runs.map((_, at) => {
        return columnsOf(table.runs[at]?.outcome) === columns ? (lines[at] ?? []) : [];
      });
      return differenceOf(told, runs, open, {
        subject: { kind: 'table', table: table.name },
        said: told[open] ?? [],
      });
    }),
    ...differenceOf(
      runs.map((one) => promiseLines(one)),
      runs,
      open,
      { subject: { kind: 'promise' }, said: [] },
    ),
  ];
};

interface Across {
  readonly runs: readonly ComparedRun[];
  readonly open: number;
  readonly by: ComparedBy;
  readonly byChance: ReadonlySet<number>;
}

const inStep = (compared: ComparedStep, { runs, open, by, byChance }: Across): readonly Difference[] => {
  const step = compared.places[open];
  if (step === undefined) return [];
  const { varies } = compared;
  const short = stepLines({ ...compared, varies: { ...varies, waits: false, error: false } }, runs);
  const own = statementIn(compared, runs, open);
  // What comes of another statement would tell it.
  const isOfKind = (at: number): boolean => {
    const other = statementIn(compared, runs, at);
    return (
      isAnswered(compared.runs[at]?.outcome) &&
      (other.sql === own.sql || (verbOf(other.sql) === verbOf(own.sql) && other.columns === own.columns))
    );
  };
  // What the application answers in a variant is its author's, and not the server's.
  const isAnswer = (line: string): boolean => line.startsWith(signs.answer) && by === 'variant';
  if (asksServer(own.sql)) return [];
  const active = activeBefore(runs[open], step);
  const isOffered = (at: number): boolean =>
    isOfKind(at) && (at === open || waitsOnlyFor(compared.runs[at]?.outcome, active));
  const told = withoutIds(
    runs.map((_, at) =>
      isOffered(at)
        ? linesAtOnce(compared.runs[at]?.outcome, short[at] ?? []).filter(
            (one) => isNews(one) && !isAnswer(one),
          )
        : [],
    ),
  );
  if (isOfLevelAlone(told, runs)) return [];
  const said = saidIn(runs, step);
  if (byChance.has(step)) {
    const withoutVictims = told.map((lines, at) => {
      const lab = runs[at] && labOf(runs[at]);
      return lab && lines.length > 0 ? withoutVictim(lines, lab, compared.places[at] ?? -1) : lines;
    });
    return differenceOf(withoutVictims, runs, open, { subject: { kind: 'step', step }, said });
  }
  const results = runs.map((one, at) => resultIn(one, compared.runs[at]?.outcome));
  return differenceOf(told, runs, open, { subject: { kind: 'step', step }, said }, results);
};

/** Who asks for the level is told another one, and that is no question. */
const isOfLevelAlone = (told: readonly (readonly string[])[], runs: readonly ComparedRun[]): boolean => {
  const texts = told.flatMap((lines, at) => {
    const level = runs[at]?.script.level ?? '';
    const text = lines.join('\n').replaceAll(level, '').replaceAll(level.replaceAll(' ', '-'), '');
    return lines.length > 0 ? [text] : [];
  });
  return new Set(texts).size < 2;
};

/** What the server said to a step of the open run, in full. */
export const saidIn = (runs: readonly ComparedRun[], step: number): readonly string[] => {
  const open = runs.findIndex(({ isOpen }) => isOpen);
  const compared = compareOutcomes(runs).steps.find(({ places }) => places[open] === step);
  if (compared === undefined) return [];
  const varies = { waits: true, result: true, error: true, reason: true };
  return (stepLines({ ...compared, varies }, runs)[open] ?? []).filter(isNews);
};

const statementIn = ({ places, runs: across }: ComparedStep, runs: readonly ComparedRun[], at: number) => {
  const outcome = across[at]?.outcome;
  const came = outcome?.kind === 'taken' ? outcome.outcome : undefined;
  return {
    sql: runs[at]?.script.steps[places[at] ?? -1]?.sql ?? '',
    columns: came?.kind === 'rows' ? came.columns.join() : '',
  };
};

/** A variant may make the table another one, and that would tell which variant it is. */
const columnsOf = (table: TableOutcome | undefined): string | undefined =>
  table && 'rows' in table ? table.columns.join() : undefined;

/** What was not taken was not asked of the server, and what the lab has ended says nothing of it. */
const isAnswered = (outcome: StepOutcome | undefined): outcome is TakenOutcome =>
  outcome?.kind === 'taken' &&
  outcome.outcome !== undefined &&
  outcome.outcome.kind !== 'lost' &&
  !('cancelled' in outcome.outcome && outcome.outcome.cancelled !== undefined);

/** What the server counts in DDL says nothing here. */
const isNews = (line: string): boolean => !/^Records: \d/.test(line);

const resultIn = (run: ComparedRun, outcome: StepOutcome | undefined): string => {
  const lab = labOf(run);
  return lab && isAnswered(outcome) ? samenessOfResult(outcome, lab) : '';
};

const promiseLines = (run: ComparedRun): readonly string[] => {
  const finished = labOf(run)?.finished;
  const promise = promiseOf(finished?.violations);
  if (finished?.end !== 'complete' || promise === undefined) return [];
  return [promise === 'holds' ? 'It holds' : 'It is violated'];
};

/** Where there are no lines there is nothing to choose. */
const differenceOf = (
  told: readonly (readonly string[])[],
  runs: readonly ComparedRun[],
  open: number,
  about: Pick<Difference, 'subject' | 'said'>,
  results: readonly string[] = [],
): readonly Difference[] => {
  const places = [open, ...[...runs.keys()].filter((at) => at !== open)].filter(
    (at) => (told[at] ?? []).length > 0,
  );
  const groups = [...Map.groupBy(places, (at) => (told[at] ?? []).join('\n')).values()];
  if (places[0] !== open || groups.length < 2) return [];
  const choices = groups.map(
    ([first = -1, ...others]): Choice => ({
      lines: told[first] ?? [],
      where: [first, ...others].flatMap((at) => runs[at]?.title ?? []),
    }),
  );
  if (choices.some(({ lines }) => lines.length > mostLines)) return [];
  const isAboutWaiting = results.length > 0 && new Set(places.map((at) => results[at])).size === 1;
  return [{ ...about, choices, isAboutWaiting }];
};
