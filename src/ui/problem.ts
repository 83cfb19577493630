import { UserError } from '../errors.ts';
import type { Problem } from './model.ts';

/** What the screen says about an error: a bug keeps its stack. */
export const problemOf = (error: unknown, title: string): Problem => {
  if (error instanceof UserError) return { title, message: error.message, next: error.next };
  if (!(error instanceof Error)) return { title, message: String(error), next: [] };
  return {
    title,
    message: error.message,
    next: ['This is not your fault. If it happens again, please report it with the lines below.'],
    ...(error.stack !== undefined && { stack: error.stack }),
  };
};
