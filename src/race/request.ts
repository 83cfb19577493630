import type { ErrorOutcome } from '../engine/outcome.ts';
import type { Reach } from '../engine/run/errands.ts';
import { cancelWords } from '../engine/words/outcome-words.ts';
import type { Handler } from '../lesson/handler.ts';
import type { Values } from '../lesson/step.ts';
import { Attempt, type AttemptEnd } from './attempt.ts';
import { errorWords, type Handled, type HttpReply, type ReplySource, type StepTrace } from './served.ts';

/**
 * Does for one request what the handler says, on one worker: tries, and after an error that the handler lists
 * waits and tries again. Never rejects for what servers answer: an error that nothing catches is HTTP 500.
 * `start` is awaited before the first step that does more than begin a transaction, which takes no lock and no
 * snapshot: so requests that start together are all as far as that.
 */
export const handleRequest = async (
  handler: Handler,
  values: Values,
  reach: Reach,
  start: () => Promise<void>,
): Promise<Handled> => {
  const steps: StepTrace[] = [];
  let deadlocks = 0;
  const { times, backoffMs } = handler.retry ?? { times: 0, backoffMs: 0 };
  for (let tries = 1; ; tries++) {
    const attempt = new Attempt(handler, values, { reach, start });
    const end = await attempt.run();
    steps.push(...attempt.steps);
    deadlocks += attempt.deadlocks;
    const isRepeated = end.kind === 'failed' && end.isListed && tries <= times;
    if (!isRepeated) return { ...replyOf(end), tries, deadlocks, steps };
    const from = reach.clock.now();
    await reach.clock.delay(backoffMs * 2 ** (tries - 1));
    steps.push({ step: 'back-off', from, to: reach.clock.now() });
  }
};

const replyOf = (end: AttemptEnd): { readonly reply: HttpReply; readonly source: ReplySource } => {
  switch (end.kind) {
    case 'answered':
      return { reply: end.reply, source: end.source };
    case 'failed':
      return { reply: failure(errorText(end.error)), source: { kind: 'error', step: end.step } };
    case 'lost':
      return {
        reply: failure(`The connection to the database was lost: ${end.error.message}`),
        source: { kind: 'lost', step: end.step },
      };
    case 'silent':
      return {
        reply: failure('The handler came to its end without an answer: no step that was taken has one.'),
        source: { kind: 'silent' },
      };
  }
};

export const failure = (error: string, status = 500): HttpReply => ({ status, json: { error } });

const errorText = (error: ErrorOutcome): string =>
  `${errorWords(error)}: ${error.message}${error.cancelled ? ` (${cancelWords(error.cancelled)})` : ''}`;
