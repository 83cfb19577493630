import type { Sink, VerifyReporter } from '../../../src/report/verify/reporter.ts';
import type { VerifyEvent } from '../../../src/verify/events.ts';
import { told } from './told.ts';

/** What a reporter writes of a whole verification. */
export const written = async (
  make: (write: Sink) => VerifyReporter,
  events?: readonly VerifyEvent[],
): Promise<string> => {
  let text = '';
  const reporter = make((more) => {
    text += more;
  });
  for (const event of events ?? (await told())) reporter.tell(event);
  return text;
};
