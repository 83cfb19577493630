import { flatSql, valueWords } from '../engine/words/statement-words.ts';
import type { Retry } from '../lesson/handler.ts';
import type { Lesson } from '../lesson/lesson.ts';
import type { Level } from '../lesson/level.ts';
import { requestValues } from '../lesson/script.ts';
import type { Branch, Condition, Step } from '../lesson/step.ts';
import { answerWords, commandWords } from '../lesson/values.ts';
import { hanging, wrapped } from '../text/fit.ts';
import { requested } from './requested.ts';

/** What the programs do whose steps are taken in every order, for whoever has to know before anything has run. */
export interface Program {
  /** Those who run it: several where all take the same steps. */
  readonly sessions: readonly string[];
  /** "A: driver = 'Ali'", where its steps speak of values that a request brings; without a name what all bring. */
  readonly given: readonly string[];
  /** A level of its own, whatever that of the run is. */
  readonly level?: Level;
  readonly steps: readonly ProgramStep[];
  /** After which errors it begins again, a sentence; empty where it never does. */
  readonly again: readonly string[];
}

export interface ProgramStep {
  readonly sql: string;
  /** What the program does with what came, a sentence each. */
  readonly came: readonly string[];
}

/** Each session's program; one that several run is told once. */
export const programsOf = (wanted: Lesson): readonly Program[] => {
  const lesson = requested(wanted);
  const { handler } = lesson;
  const own = lesson.sessions.map(({ name, request, level }) => {
    const taken = lesson.steps.filter(({ session }) => session === name);
    const steps = taken.map((one) => programStep(one, taken));
    const { request: _, ...values } = requestValues({ ...handler?.request, ...request }, name);
    const again = retryWords(handler?.retry);
    return { name, steps, ...(handler && { values: valueWords(values) }), again, ...(level && { level }) };
  });
  return [...Map.groupBy(own, ({ steps, level }) => JSON.stringify([steps, level])).values()].map((same) => ({
    sessions: same.map(({ name }) => name),
    given: givenTo(same),
    ...(same[0]?.level && { level: same[0].level }),
    steps: same[0]?.steps ?? [],
    again: same[0]?.again ?? [],
  }));
};

const givenTo = (
  same: readonly { readonly name: string; readonly values?: string | undefined }[],
): readonly string[] => {
  const all = new Set(same.map(({ values }) => values));
  const [alike] = all;
  if (all.size === 1) return alike === undefined ? [] : [alike];
  return same.map(({ name, values = '' }) => `${name}: ${values}`);
};

/** "A and B run the same program (A: driver = 'Ali'; B: driver = 'Bea')" */
export const programHead = ({
  sessions,
  given,
  level,
}: Pick<Program, 'sessions' | 'given' | 'level'>): string => {
  const names = new Intl.ListFormat('en', { type: 'conjunction' }).format(sessions);
  const who = sessions.length === 1 ? `The program of ${names}` : `${names} run the same program, each once`;
  const head = level === undefined ? who : `${who}, at ${level}`;
  return given.length === 0 ? head : `${head} (${given.join('; ')})`;
};

/** All of it as plain text. `columns` are those that there are for it. */
export const programTexts = (lesson: Lesson, columns: number): readonly string[] =>
  programsOf(lesson).flatMap((program, at) => [
    ...(at === 0 ? [] : ['']),
    ...wrapped(`${programHead(program)}:`, columns),
    ...program.steps.flatMap(({ sql, came }, place) => [
      ...hanging(`  ${place + 1}. `, flatSql(sql), columns),
      ...came.flatMap((words) => hanging('     → ', words, columns)),
    ]),
    ...program.again.flatMap((words) => hanging('  ', words, columns)),
  ]);

const programStep = (
  { sql, does, keep = {}, rejectIf, answer, when, always, onError }: Step,
  own: readonly Step[],
): ProgramStep => ({
  sql: does?.kind === 'redis' ? `Redis: ${commandWords(does.command)}` : sql,
  came: [
    ...(when === undefined ? [] : [`It is taken only if ${cameTo(when, own)}.`]),
    ...(always ? ['It is taken also when the program has ended before.'] : []),
    ...(onError === 'stop' ? ['After an error the program ends.'] : []),
    ...Object.entries(keep).map(([name, of]) =>
      of === 'insert_id' ? `The id that was given is kept as :${name}.` : `${of} is kept as :${name}.`,
    ),
    ...rejectIf.map(turnedAway),
    ...(answer === undefined ? [] : [`Then the user is told: ${answerWords(answer)}`]),
  ],
});

/** By the number of the step, as each program that is the same has another name for it. */
const cameTo = ({ step, is }: NonNullable<Step['when']>, own: readonly Step[]): string => {
  const place = own.findIndex(({ name }) => name === step);
  const words = conditionWords(is);
  return `${words.replace(/^If /, '').replace(/^After /, 'there is ')} at step ${place < 0 ? step : place + 1}`;
};

const retryWords = (retry: Retry | undefined): readonly string[] =>
  retry === undefined
    ? []
    : [`After error ${retry.on.join(' or ')} it rolls back and begins again, ${retry.times} times at most.`];

const turnedAway = ({ condition, answer }: Branch): string =>
  `${conditionWords(condition)}: ROLLBACK, and the program ends. The user is told: ${answerWords(answer)}`;

const conditionWords = (condition: Condition): string => {
  switch (condition.kind) {
    case 'found':
      return 'If there is a row';
    case 'missing':
      return 'If there is no row';
    case 'unchanged':
      return 'If no row is changed';
    case 'ok':
      return 'If there is no error';
    case 'error':
      return 'After an error';
    case 'errno':
      return `After error ${condition.error}`;
    case 'value':
      return `If ${condition.column} ${condition.by ?? '='} ${condition.is}`;
  }
};
