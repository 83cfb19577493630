import { isDeepStrictEqual } from 'node:util';
import type { StepExpectation } from '../../src/lesson/expectation.ts';
import type { Lesson } from '../../src/lesson/lesson.ts';
import type { Meaning } from '../../src/lesson/prediction.ts';
import { type Script, type ScriptStep, scriptOf } from '../../src/lesson/script.ts';
import { isEnd, isRead, startsTransaction } from '../../src/lesson/statement-kind.ts';

/** A step that comes to something else than what the steps before it let a student expect. */
export interface TurningPoint {
  readonly step: number;
  readonly why: 'waits' | 'fails' | 'changes nothing' | 'another answer than before' | 'depends on the level';
}

export const scriptsOf = (lesson: Lesson): readonly Script[] =>
  [undefined, ...lesson.variants.map(({ id }) => id)].flatMap((variant) =>
    lesson.levels.map((level) => scriptOf(lesson, { level, ...(variant !== undefined && { variant }) })),
  );

/** The turning points of a script about which nobody is asked, there or before. */
export const unaskedIn = (script: Script, lesson: Lesson): readonly TurningPoint[] =>
  turningPoints(script, lesson).filter(({ step, why }) => {
    const { predict, name = '', expect } = script.steps[step] ?? {};
    const before = script.steps.slice(0, step).flatMap(meaningsAt);
    const asksForVictim = before.some(({ end }) => end?.rolledBack !== undefined);
    return !(
      predict !== undefined ||
      before.flatMap(stepsNamed).includes(name) ||
      (why === 'fails' && expect?.error === 'ER_LOCK_DEADLOCK' && asksForVictim) ||
      wasAnswered(script, step)
    );
  });

const turningPoints = (script: Script, lesson: Lesson): readonly TurningPoint[] =>
  script.steps.flatMap((_, step) => {
    const why = turn(script, step, lesson);
    return why === undefined ? [] : [{ step, why }];
  });

const turn = (script: Script, at: number, lesson: Lesson): TurningPoint['why'] | undefined => {
  const step = script.steps[at];
  if (step === undefined || asksForLevel(step)) return undefined;
  const outcomes = outcomesOf(step);
  if (outcomes.some(({ waitsFor = [] }) => waitsFor.length > 0)) return 'waits';
  if (outcomes.some(({ error }) => error !== undefined)) return 'fails';
  if (isWrite(step) && outcomes.some(({ affected }) => affected === 0)) return 'changes nothing';
  if (!isRead(step.sql) || step.expect?.rows === undefined || givesCommittedRows(script, at))
    return undefined;
  if (isOtherThanBefore(script, at)) return 'another answer than before';
  return dependsOnLevel(script, at, lesson) ? 'depends on the level' : undefined;
};

/** The same question in the same transaction, which has changed nothing since, had another answer. */
const isOtherThanBefore = (script: Script, at: number): boolean => {
  const step = script.steps[at];
  const before = script.steps.findLastIndex(
    (one, place) => place < at && one.session === step?.session && one.sql === step.sql,
  );
  if (before < Math.max(0, transactionAt(script, at))) return false;
  const own = script.steps.slice(before, at).some((one) => one.session === step?.session && isWrite(one));
  return !own && !isDeepStrictEqual(script.steps[before]?.expect?.rows, step?.expect?.rows);
};

const dependsOnLevel = (script: Script, at: number, lesson: Lesson): boolean =>
  lesson.levels.some((level) => {
    const there = scriptOf(lesson, { level, ...(script.variant && { variant: script.variant.id }) }).steps[
      at
    ];
    const rows = (there && outcomesOf(there)) ?? [];
    return rows.length > 0 && !isDeepStrictEqual(rows[0]?.rows, script.steps[at]?.expect?.rows);
  });

/** Where the session's transaction began in which this step is; -1 outside of one. */
const transactionAt = (script: Script, at: number): number => openOf(script, at, script.steps[at]?.session);

const openOf = (script: Script, at: number, session: string | undefined): number => {
  const bound = script.steps.findLastIndex(
    (one, place) =>
      place < at &&
      one.session === session &&
      (startsTransaction(one.sql) || isEnd(one.sql) || isDefinition(one) || one.does?.kind === 'crash'),
  );
  return startsTransaction(script.steps[bound]?.sql ?? '') ? bound : -1;
};

/** What is committed is on the screen: the first look of a transaction, or one outside of any, gives just that. */
const givesCommittedRows = (script: Script, at: number): boolean => {
  const { session } = script.steps[at] ?? {};
  const begun = transactionAt(script, at);
  const isFirst =
    begun < 0 || !script.steps.slice(begun, at).some((one) => one.session === session && isRead(one.sql));
  const others = script.sessions.filter(({ name }) => name !== session);
  const isAlone = others.every(({ name }) => openOf(script, at, name) < 0);
  return isFirst && (isAlone || (begun < 0 && script.level !== 'READ UNCOMMITTED'));
};

/** Somebody was asked about the same before: the same statement that failed or waited so, or a question that gave these rows. */
const wasAnswered = (script: Script, at: number): boolean => {
  const step = script.steps[at];
  return script.steps.slice(0, at).some((one) => {
    if (step === undefined || one.predict === undefined) return false;
    if (one.sql === step.sql && isDeepStrictEqual(ends(one), ends(step))) return true;
    return (
      one.session === step.session &&
      step.expect?.rows !== undefined &&
      isDeepStrictEqual(one.expect?.rows, step.expect.rows)
    );
  });
};

const ends = (step: ScriptStep): unknown =>
  outcomesOf(step).map(({ error, affected, rows }) => ({ error, affected, rows }));

const outcomesOf = ({ expect }: Pick<ScriptStep, 'expect'>): readonly StepExpectation[] =>
  alternatives(expect).filter(({ skipped }) => !skipped);

const alternatives = (expected: StepExpectation | undefined): readonly StepExpectation[] =>
  expected === undefined ? [] : (expected.either?.flatMap(alternatives) ?? [expected]);

const meaningsAt = ({ predict }: ScriptStep): readonly Meaning[] =>
  predict?.kind === 'choices' ? predict.choices.map(({ means }) => means) : [];

const stepsNamed = ({ steps = {}, either = [] }: Meaning): readonly string[] => [
  ...Object.keys(steps),
  ...either.flatMap(stepsNamed),
];

/** What a session shows of itself. */
const asksForLevel = ({ sql }: ScriptStep): boolean => /^select @@/i.test(sql);

const isWrite = ({ sql }: ScriptStep): boolean => /^(insert|update|delete|replace)\b/i.test(sql);

const isDefinition = ({ sql }: ScriptStep): boolean =>
  /^(create(?! temporary)|alter|drop|truncate)\b/i.test(sql);
