import { PromiseFailed, SetupFailed } from '../engine/failed-sql.ts';
import type { UserError } from '../errors.ts';

/** Why an answer could not be judged: what would be said of a lesson's setup and promise, said of what a student has added. */
export const refusalWords = (error: UserError): Pick<UserError, 'message' | 'next'> => {
  if (error instanceof SetupFailed) {
    const { sql, said, advice = 'Correct it in your file.' } = error.failure;
    return { message: `The setup failed.\n  ${sql}\n  ${said}`, next: [advice] };
  }
  if (error instanceof PromiseFailed) {
    const { said, advice = 'Keep the tables and columns that it asks for.' } = error.failure;
    return { message: `The promise cannot be looked at any more: ${said}`, next: [advice] };
  }
  const { message, next } = error;
  return { message, next };
};
