import { stepsOfAttempt } from '../lesson/attempts.ts';
import { mostAttempts } from './attempts.ts';
import type { LabEvent, Observation, RunStarted } from './events.ts';

/**
 * Whether events can follow each other as those of one run do. `wrongWith` says of each in turn what is wrong with it;
 * a line may be missing, doubled or out of order.
 */
export class RecordedOrder {
  /** With the steps of further attempts. */
  #script: RunStarted['script'];
  readonly #sessions: ReadonlySet<string>;
  /** Of each statement, whose it is, and whether it is over. */
  readonly #statements = new Map<number, { readonly session: string; isOver: boolean }>();
  #at: number;

  constructor(begin: RunStarted & { readonly at: number }) {
    this.#script = begin.script;
    this.#sessions = new Set(begin.script.sessions.map(({ name }) => name));
    this.#at = begin.at;
  }

  /** What is wrong with the first event itself. */
  wrongWithScript(): string | undefined {
    const at = this.#script.steps.findIndex(({ session }) => !this.#sessions.has(session));
    return at < 0 ? undefined : `step ${at} of its script is for a session that it does not have`;
  }

  wrongWith(event: LabEvent): string | undefined {
    if (event.type === 'run-started') return 'the run begins once more';
    if (event.at < this.#at) return 'it is out of order, since it happened before the line above';
    this.#at = event.at;
    const wrong = this.#wrongStep(event) ?? this.#wrongSessions(event) ?? this.#wrongAttempt(event);
    if (event.type === 'tries-again' && wrong === undefined) this.#tryAgain(event);
    return wrong ?? this.#wrongStatement(event);
  }

  #wrongAttempt(event: LabEvent): string | undefined {
    if (event.type !== 'tries-again') return undefined;
    const { session, attempt } = event;
    const before = this.#script.steps.findLast((step) => step.session === session)?.again?.attempt ?? 1;
    const isNext = attempt === before + 1 && attempt <= mostAttempts(this.#script);
    return isNext ? undefined : `attempt ${attempt} of session ${session} is not its next one`;
  }

  #tryAgain({ session, attempt }: Extract<LabEvent, { readonly type: 'tries-again' }>): void {
    const steps = [...this.#script.steps, ...stepsOfAttempt(this.#script, session, attempt)];
    this.#script = { ...this.#script, steps };
  }

  #wrongStep(event: LabEvent): string | undefined {
    if (!('step' in event) || event.step === undefined) return undefined;
    const step = this.#script.steps[event.step];
    if (step === undefined) return `its script has no step ${event.step}`;
    return 'session' in event && event.session !== step.session
      ? `step ${event.step} is not one of session ${event.session}`
      : undefined;
  }

  #wrongSessions(event: LabEvent): string | undefined {
    const unknown = sessionsIn(event).find((name) => !this.#sessions.has(name));
    return unknown === undefined ? undefined : `its script has no session ${unknown}`;
  }

  #wrongStatement(event: LabEvent): string | undefined {
    switch (event.type) {
      case 'statement-sent': {
        const { statement, session } = event;
        if (this.#statements.has(statement)) return `statement ${statement} was sent before`;
        const isBusy = [...this.#statements.values()].some((one) => one.session === session && !one.isOver);
        if (isBusy) return `session ${session} still has another statement`;
        this.#statements.set(statement, { session, isOver: false });
        return undefined;
      }
      case 'statement-blocked':
      case 'statement-running':
      case 'statement-finished': {
        const sent = this.#statements.get(event.statement);
        if (sent?.session !== event.session || sent.isOver) {
          return `statement ${event.statement} of session ${event.session} is not under way`;
        }
        sent.isOver = event.type === 'statement-finished';
        return undefined;
      }
      default:
        return undefined;
    }
  }
}

const sessionsIn = (event: LabEvent): readonly string[] => [
  ...('session' in event ? [event.session] : []),
  ...('waits' in event
    ? event.waits.flatMap((wait) => ('session' in wait.for ? [wait.for.session] : []))
    : []),
  ...('sights' in event ? Object.keys(event.sights) : []),
  ...('observation' in event ? seenIn(event.observation) : []),
];

const seenIn = ({ transactions, locks = [] }: Partial<Observation>): readonly string[] =>
  [...(transactions ?? []), ...locks].map(({ session }) => session);
