import type { JudgedOrder } from '../explore/exploration.ts';
import type { StepError } from '../explore/order.ts';
import type { Script, ScriptStep } from '../lesson/script.ts';
import type { Condition } from '../lesson/step.ts';

/**
 * An error that nobody has answered: no branch caught it, it was not tried again, and no later step asks for it. Its user
 * gets an error page, or is told that all is well.
 */
export const unanswered = ({ end, triedAgain }: JudgedOrder, script: Script): StepError | undefined =>
  end.errors.find(({ session, place, errno, symbol }) => {
    const step = script.steps[place];
    if (step === undefined) return false;
    const isCaught = end.answers.some((one) => one.session === session && one.rejected);
    const isTried = triedAgain.some((one) => one.session === session && one.isThrough);
    return !isCaught && !isTried && !isAskedFor(step, script.steps, [String(errno), symbol]);
  });

/** `when: { insert: ER_DUP_ENTRY }` is a branch, too. */
const isAskedFor = (step: ScriptStep, steps: readonly ScriptStep[], words: readonly string[]): boolean =>
  step.name !== undefined &&
  steps.some(({ when }) => when !== undefined && when.step === step.name && isOfError(when.is, words));

const isOfError = (condition: Condition, words: readonly string[]): boolean =>
  condition.kind === 'error' || (condition.kind === 'errno' && words.includes(condition.error));
