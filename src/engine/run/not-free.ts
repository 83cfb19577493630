import { UserError } from '../../errors.ts';

/** A statement was not sent: its session has another one in flight, or has lost its connection. */
export class NotFree extends UserError {
  constructor(session: string, status: string) {
    super(`Session ${session} cannot take a statement now: it is ${status}.`, {
      next: status === 'lost' ? ['Restart the lesson.'] : ['Cancel its statement, or let it finish.'],
    });
  }
}
