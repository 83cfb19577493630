import { atLevel, valuesOf } from '../lesson/level.ts';
import { isRead } from '../lesson/statement-kind.ts';
import type { Step } from '../lesson/step.ts';
import { type Checkup, isInherited, type Version } from './checkup.ts';

/** Questions that nobody is asked, or whose answer cannot come. Which choice is right only a server knows. */
export const checkQuestions = (checkup: Checkup): void => {
  for (const version of checkup.versions) {
    for (const step of version.steps) {
      if (step.predict === undefined || isInherited(step, version, checkup.lesson)) continue;
      checkQuestion(step, version, checkup);
    }
  }
};

const checkQuestion = (step: Step, version: Version, checkup: Checkup): void => {
  const say = (message: string, expected: string) =>
    checkup.atStep(step, version, 'error', message, expected);
  const questions = valuesOf(step.predict);
  if (questions.some(({ kind }) => kind === 'rows') && !isRead(step.sql)) {
    say('`pick` is about rows, and the statement gives none', '`choices`');
  }
  const asked = questions.flatMap((one) => (one.kind === 'fact' ? [one.fact] : []));
  const counted = asked.find((fact) => fact === 'rows' || fact === 'value');
  if (counted && step.does === undefined && !isRead(step.sql)) {
    say(`\`answer: ${counted}\` is about rows, and the statement gives none`, '`answer: affected`');
  }
  if (asked.includes('affected') && step.does === undefined && isRead(step.sql) && !isCall(step.sql)) {
    say('`answer: affected` is about changed rows, and the statement changes none', '`answer: rows`');
  }
  if (asked.includes('matched') && step.does === undefined && !isUpdate(step.sql)) {
    say(
      '`answer: matched` is about rows that an UPDATE finds, and the statement is none',
      '`answer: affected`',
    );
  }
  const leftOut = checkup.lesson.levels.filter(
    (level) => atLevel(step.predict, level) && atLevel(step.expect, level)?.skipped,
  );
  if (leftOut.length > 0) {
    say(
      `nobody is asked at ${leftOut.join(', ')}, where the step is left out`,
      'a question at other levels only',
    );
  }
  for (const question of questions) {
    if (question.kind !== 'choices') continue;
    if (question.choices.some(({ means }) => means.waitsFor?.includes(step.session))) {
      say(`a choice says that ${step.session} waits for itself`, 'another session');
    }
  }
};

/** Also one behind a common table expression, and what was prepared. */
const isUpdate = (sql: string): boolean => /^(update|with|execute)\b/i.test(sql);

/** What a procedure or a prepared statement comes to only the server knows. */
const isCall = (sql: string): boolean => /^(call|execute)\b/i.test(sql);
