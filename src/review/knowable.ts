import { type ComparedRun, labOf } from '../engine/compare/compared-run.ts';
import type { StepOutcome } from '../engine/compare/step-outcome.ts';
import { verbOf } from '../engine/history/moved.ts';
import { beginsTransaction } from '../engine/transaction-statements.ts';
import { firstWaits } from '../engine/waits.ts';
import { holdersOf, waitsForWords } from '../engine/words/wait-words.ts';
import { sqlWords } from '../lesson/sql-words.ts';
import { printable } from '../printable.ts';
import { signs } from '../text/signs.ts';

/** What of an outcome somebody could find by thinking, from what was shown before the question. */

/** What comes of a statement at once: after a wait, that is a matter of statements that are still to come. */
export const linesAtOnce = (
  outcome: StepOutcome | undefined,
  lines: readonly string[],
): readonly string[] => {
  if (outcome?.kind !== 'taken' || outcome.waits.length === 0) return lines.map(withoutWarnings);
  return [`${signs.waiting} ${printable(waitsForWords(holdersOf(firstWaits(outcome))))}`];
};

const withoutWarnings = (line: string): string => line.replace(/, \d+ warnings?$/, '');

/** Statements that the server answers in words and numbers of its own. */
export const asksServer = (sql: string): boolean => ownWords.has(verbOf(sql));

const ownWords: ReadonlySet<string> = new Set(
  'ANALYZE CHECK CHECKSUM DESC DESCRIBE EXPLAIN HELP OPTIMIZE REPAIR SHOW'.split(' '),
);

/** Where the server gives an id in one run and none in another, because the tables are others, that is no difference. */
export const withoutIds = (told: readonly (readonly string[])[]): readonly (readonly string[])[] => {
  const given = told.flatMap((lines) =>
    lines.filter((line) => line.startsWith('OK, ')).map((line) => id.test(line)),
  );
  return new Set(given).size < 2 ? told : told.map((lines) => lines.map((line) => line.replace(id, '')));
};

const id = /, id \d+$/;

/** Who has done anything in a run before a step: to begin, or to set something, is not yet something to wait for. */
export const activeBefore = (run: ComparedRun | undefined, step: number): ReadonlySet<string> => {
  const { timeline = [] } = (run && labOf(run)) ?? {};
  const at = timeline.findIndex(
    (one) => one.kind === 'statement' && one.by === 'script' && one.step === step,
  );
  return new Set(
    timeline
      .slice(0, Math.max(0, at))
      .flatMap((one) => (one.kind === 'statement' && doesSomething(one.sql) ? [one.session] : [])),
  );
};

/** What is set may be read from a table first. */
const doesSomething = (sql: string): boolean =>
  verbOf(sql) === 'SET' ? sqlWords(sql).includes('SELECT') : !beginsTransaction(sql);

/** Nobody would choose to wait for somebody who has done nothing yet. */
export const waitsOnlyFor = (outcome: StepOutcome | undefined, sessions: ReadonlySet<string>): boolean =>
  outcome?.kind !== 'taken' ||
  outcome.waits.every((one) => !('session' in one.for) || sessions.has(one.for.session));
