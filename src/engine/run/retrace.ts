import { endOnFailure } from '../../ending.ts';
import { UserError } from '../../errors.ts';
import type { LabState } from '../state.ts';
import type { LessonRun, RunOptions } from './run.ts';
import { startRun } from './start-run.ts';

/** What a person asks of a run. A run is its script and these, in order. */
export type RunAction =
  | { readonly kind: 'next' }
  /** This session goes next, wherever the script has its step. */
  | { readonly kind: 'take'; readonly session: string }
  | OwnStatement
  | { readonly kind: 'cancel'; readonly session: string };

/** A statement of the user's own, beside the script. */
export interface OwnStatement {
  readonly kind: 'submit';
  readonly session: string;
  readonly sql: string;
  /** It was sent while this other session was at work. */
  readonly while?: string;
}

/** Whether it takes a step of the script, in its turn or not. */
export const isOfScript = ({ kind }: RunAction): boolean => kind === 'next' || kind === 'take';

export const perform = (run: Pick<LessonRun, 'next' | 'take' | 'submit' | 'cancel'>, action: RunAction) => {
  switch (action.kind) {
    case 'next':
      return run.next();
    case 'take':
      return run.take(action.session);
    case 'submit':
      return run.submit(action.session, action.sql);
    case 'cancel':
      return run.cancel(action.session);
  }
};

export interface RetraceOptions extends RunOptions {
  /** What was done before, and is done again in the same order. */
  readonly actions: readonly RunAction[];
  /** Called before each of them. */
  readonly onAction?: (action: RunAction) => void;
  /** Called for one that cannot be done here: at another level its session may be blocked, for instance. */
  readonly onMissed?: (action: RunAction, reason: UserError) => void;
}

/**
 * Goes the way of another run again in a fresh sandbox, and returns the run where that one was.
 *
 * @throws UserError when the lesson's setup fails, or the signal's reason; then nothing is left behind.
 */
export const retrace = async (options: RetraceOptions): Promise<LessonRun> => {
  const { actions, onAction, onMissed, signal } = options;
  const work = new AtWork();
  const started = await startRun({
    ...options,
    emit: (event, state) => {
      options.emit(event, state);
      work.see(state);
    },
  });
  return await endOnFailure(started, signal, async (run) => {
    let unended: Promise<unknown> = Promise.resolve();
    for (const [index, action] of actions.entries()) {
      signal?.throwIfAborted();
      // Elsewhere fewer steps may be taken, and the run be over before.
      if (isOfScript(action) && run.state.finished) continue;
      onAction?.(action);
      const result = perform(run, action).catch((error: unknown) => {
        if (!(error instanceof UserError) || action.kind === 'next') throw error;
        onMissed?.(action, error);
      });
      unended = Promise.all([result, unended]);
      const atWork = awaitedIn(actions[index + 1]);
      // What is at work then might never end by itself, or not before what follows is over.
      const submitted = actions.slice(0, index + 1).filter(({ kind }) => kind === 'submit').length;
      await (atWork === undefined ? unended : Promise.race([unended, work.of(atWork, submitted)]));
    }
    return run;
  });
};

/** The session that is at work when an action comes, or waits, so that nobody awaits its end before. */
const awaitedIn = (action: RunAction | undefined): string | undefined =>
  action?.kind === 'cancel' ? action.session : action?.kind === 'submit' ? action.while : undefined;

/** Knows when a session's statement is seen to be at work or to wait, and so many of the user's own have been sent. */
class AtWork {
  #state: LabState | undefined;
  #tell: () => void = () => {};

  see(state: LabState): void {
    this.#state = state;
    this.#tell();
  }

  /** Resolves when nobody else's is without a verdict, either. */
  of(session: string, submitted: number): Promise<void> {
    return new Promise((resolve) => {
      this.#tell = () => {
        if (this.#state === undefined) return;
        const { sessions, timeline } = this.#state;
        const status = sessions.find(({ name }) => name === session)?.status;
        const isSeen = status === 'running' || status === 'blocked';
        const sent = timeline.filter((one) => one.kind === 'statement' && one.by === 'user').length;
        if (isSeen && sent >= submitted && sessions.every((one) => one.status !== 'sent')) resolve();
      };
      this.#tell();
    });
  }
}
