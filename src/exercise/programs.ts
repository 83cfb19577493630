import { flatSql, valueWords } from '../engine/words/statement-words.ts';
import type { Lesson } from '../lesson/lesson.ts';
import type { Branch, Condition, Step } from '../lesson/step.ts';
import { answerWords, commandWords } from '../lesson/values.ts';
import { listed } from '../text/amounts.ts';
import { hanging, wrapped } from '../text/fit.ts';
import { requested } from './requested.ts';

/** What the programs do whose steps are taken in every order, for whoever has to know before anything has run. */
export interface Program {
  /** Those who run it: several where all take the same steps. */
  readonly sessions: readonly string[];
  /** "A: driver = 'Ali'", where its steps speak of values that a request brings; without a name what all bring. */
  readonly given: readonly string[];
  readonly steps: readonly ProgramStep[];
}

export interface ProgramStep {
  readonly sql: string;
  /** What the program does with what came, a sentence each. */
  readonly came: readonly string[];
}

/** Each session's program; one that several run is told once. */
export const programsOf = (wanted: Lesson): readonly Program[] => {
  const lesson = requested(wanted);
  const own = lesson.sessions.map(({ name, request }) => {
    const steps = lesson.steps.filter(({ session }) => session === name).map(programStep);
    const values = lesson.handler && valueWords(request ?? lesson.handler.request);
    return { name, steps, values };
  });
  return [...Map.groupBy(own, ({ steps }) => JSON.stringify(steps)).values()].map((same) => ({
    sessions: same.map(({ name }) => name),
    given: givenTo(same),
    steps: same[0]?.steps ?? [],
  }));
};

const givenTo = (
  same: readonly { readonly name: string; readonly values: string | undefined }[],
): readonly string[] => {
  const all = new Set(same.map(({ values }) => values));
  const [alike] = all;
  if (all.size === 1) return alike === undefined ? [] : [alike];
  return same.map(({ name, values = '' }) => `${name}: ${values}`);
};

/** "A and B run the same program (A: driver = 'Ali'; B: driver = 'Bea')" */
export const programHead = ({ sessions, given }: Pick<Program, 'sessions' | 'given'>): string => {
  const head =
    sessions.length === 1
      ? `The program of ${listed(sessions)}`
      : `${listed(sessions)} run the same program, each once`;
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
  ]);

const programStep = ({ sql, does, keep = {}, rejectIf, answer }: Step): ProgramStep => ({
  sql: does?.kind === 'redis' ? `Redis: ${commandWords(does.command)}` : sql,
  came: [
    ...Object.entries(keep).map(([name, of]) =>
      of === 'insert_id' ? `The id that was given is kept as :${name}.` : `${of} is kept as :${name}.`,
    ),
    ...rejectIf.map(turnedAway),
    ...(answer === undefined ? [] : [`Then the user is told: ${answerWords(answer)}`]),
  ],
});

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
