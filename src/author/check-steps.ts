import { impossible } from '../lesson/conditions.ts';
import { atLevel } from '../lesson/level.ts';
import { isEnd, setsPatience, startsTransaction } from '../lesson/statement-kind.ts';
import type { Step } from '../lesson/step.ts';
import { type Checkup, conditionWords, isInherited, type Version } from './checkup.ts';
import { expectationsOf } from './expectations-of.ts';

/** What cannot happen, or cannot be meant, in the steps of each version. */
export const checkSteps = (checkup: Checkup): void => {
  for (const version of checkup.versions) {
    for (const step of version.steps) {
      if (isInherited(step, version, checkup.lesson)) continue;
      checkConditions(step, version, checkup);
      checkSql(step, version, checkup);
    }
    checkSessions(version, checkup);
  }
};

/** Conditions that the statement cannot come to. */
const checkConditions = (step: Step, version: Version, checkup: Checkup): void => {
  const conditions = step.rejectIf.map((branch) => branch.condition);
  for (const condition of conditions) {
    const problem = impossible(condition, step);
    if (problem)
      checkup.atStep(step, version, 'error', `\`reject_if: ${conditionWords(condition)}\` ${problem}`);
  }
  const { when } = step;
  const asked = when && version.steps.find((one) => one.name === when.step);
  if (when === undefined || asked === undefined) return;
  const problem = impossible(when.is, asked);
  if (problem) {
    const asks = `${when.step}: ${conditionWords(when.is)}`;
    checkup.atStep(step, version, 'error', `it is never taken: \`${asks}\` ${problem}`);
  }
};

const checkSql = (step: Step, version: Version, checkup: Checkup): void => {
  if (step.does !== undefined) return;
  const say = (message: string, expected?: string) =>
    checkup.atStep(step, version, 'warning', message, expected);
  if (/\bsleep\s*\(/i.test(step.sql)) {
    say('SLEEP makes a lesson depend on the clock', 'an order of the steps, and waits for locks');
  }
  if (/^set\s+(global|persist)\b/i.test(step.sql) || /@@(global|persist)\./i.test(step.sql)) {
    say('the accounts of a lesson may not change the whole server', 'SET SESSION');
  }
  if (expectationsOf(step).some(({ error }) => error === 'ER_PARSE_ERROR' || error === '1064')) {
    say('it expects that the server does not understand it (1064)', 'SQL without a mistake in it');
  }
  const exact = expectationsOf(step).some(({ rows }) => rows?.kind === 'exact' && rows.rows.length > 1);
  if (exact && /^\(?\s*select\b/i.test(step.sql) && !/\border\s+by\b/i.test(step.sql)) {
    say(
      'it expects rows in an order that the statement does not ask for',
      'ORDER BY, or `rows: { include: … }`',
    );
  }
};

/** What only the steps of a session together show. */
const checkSessions = (version: Version, checkup: Checkup): void => {
  const { lesson } = checkup;
  for (const { name } of lesson.sessions) {
    const steps = version.steps.filter((step) => step.session === name);
    const last = steps.at(-1);
    if (last === undefined) {
      if (version.variant === undefined)
        checkup.at(['sessions', name], 'warning', `session ${name} takes no step`);
      continue;
    }
    const opened = steps.findLast((step) => startsTransaction(step.sql) || isEnd(step.sql));
    if (
      opened &&
      startsTransaction(opened.sql) &&
      !isInherited(last, version, lesson) &&
      !lesson.levels.every((level) => atLevel(opened.expect, level)?.skipped) &&
      !steps.slice(steps.indexOf(opened)).some(endsByApplication)
    ) {
      checkup.atStep(
        opened,
        version,
        'warning',
        `nothing ends this transaction of ${name}`,
        'COMMIT or ROLLBACK',
      );
    }
    checkPatience(steps, version, checkup);
  }
};

/** The application rolls back when it rejects, and its connection ends when it dies. */
const endsByApplication = (step: Step): boolean =>
  step.does?.kind === 'crash' ||
  (step.rejectIf.length > 0 && expectationsOf(step).some(({ answer }) => answer !== undefined));

/** The lab makes lock waits very long, so a timeout comes only to a session that has shortened its own. */
const checkPatience = (steps: readonly Step[], version: Version, checkup: Checkup): void => {
  const patient = steps.findIndex((step) => setsPatience(step.sql));
  for (const [index, step] of steps.entries()) {
    if (isInherited(step, version, checkup.lesson)) continue;
    if (!expectationsOf(step).some(({ error }) => error === '1205' || error === 'ER_LOCK_WAIT_TIMEOUT'))
      continue;
    if (patient < 0 || patient > index) {
      const wanted = 'SET SESSION innodb_lock_wait_timeout = 1 as an earlier step of the session';
      checkup.atStep(step, version, 'error', 'the lock wait timeout that it expects never comes', wanted);
    } else if (step.until === 'settled') {
      checkup.atStep(
        step,
        version,
        'warning',
        'the next step does not wait for the timeout',
        '`until: finished`',
      );
    }
  }
};
