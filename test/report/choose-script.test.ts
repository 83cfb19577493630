import { expect, it } from 'vitest';
import { chooseScript } from '../../src/cli/actions/choose-script.ts';
import { UserError } from '../../src/errors.ts';
import { lastOf, lessonOf } from '../ui/recorded.ts';

it('every command has a word for the lesson without a variant, and says it where there is no such variant', () => {
  const { script } = lastOf('violation');
  const lesson = lessonOf(script);
  expect(chooseScript(lesson, { variant: 'none' }).variant).toBeUndefined();
  try {
    chooseScript(lesson, { variant: 'non' });
    expect.unreachable();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    expect([error.message, ...error.next].join(' ')).toMatch(/non\. Did you mean none\?/);
  }
});
