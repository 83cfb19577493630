import type { Clock, LabServer } from '../engine/ports.ts';
import { type RetraceOptions, type RunAction, retrace } from '../engine/retrace.ts';
import { runThrough } from '../engine/run-through.ts';
import { sightOf } from '../engine/sees.ts';
import type { Lesson } from '../lesson/lesson.ts';
import type { Script } from '../lesson/script.ts';
import type { LessonProgress, StudentProgress } from '../progress/progress.ts';
import type { CompareResult } from './comparison.ts';
import { Latest } from './latest.ts';
import {
  type Command,
  initialModel,
  type LabEnd,
  type Message,
  type Mode,
  type Model,
  type Progress,
} from './model.ts';
import type { Presentation } from './present.ts';
import { problemOf } from './problem.ts';
import { update } from './update.ts';

export interface HostOptions {
  readonly catalogue: readonly Lesson[];
  /**
   * Finds or starts the server; called once at the start, and again when the user asks for a new try. Whoever
   * gives it ends what it started: nobody waits for one that is still on its way.
   */
  readonly connect: (onProgress: (progress: Progress) => void) => Promise<LabServer>;
  readonly clock: Clock;
  /** What is shown; the lab, unless something else is said. */
  readonly mode?: Mode;
  /** Where the student's progress is kept; nowhere, without it. */
  readonly progress?: ProgressStore;
  /** Of a lesson that is presented. */
  readonly presentation?: Presentation;
  /** Ask the questions of lessons; true, unless something else is said. */
  readonly asks?: boolean;
  /** Begins a run, `retrace` unless something else is said: a recording tells what was, for instance. */
  readonly startRun?: (options: RetraceOptions) => Promise<OpenRun>;
}

/** Keeps what a student has done. */
export interface ProgressStore {
  load(): Promise<{ readonly progress: StudentProgress; readonly notice?: string }>;
  save(lesson: string, news: LessonProgress): Promise<void>;
  /** Resolves when nothing is being written any more. */
  settled(): Promise<void>;
}

/** What the host does with a run. */
export interface OpenRun extends AsyncDisposable {
  next(): Promise<unknown>;
  /** A recording takes no statements. */
  submit?(session: string, sql: string): Promise<unknown>;
  cancel?(session: string): Promise<unknown>;
}

/** Keeps the model, does what its commands say, and tells who draws it. Knows nothing of terminals. */
export class LabHost {
  readonly #options: HostOptions;
  readonly #listeners = new Set<() => void>();
  readonly #runs = new Map<number, Promise<OpenRun | undefined>>();
  readonly #closing = new Set<Promise<void>>();
  readonly #failures: { readonly server: LabServer | undefined; readonly error: unknown }[] = [];
  readonly #looks = new Latest();
  readonly #comparisons = new Latest();
  readonly #left = Promise.withResolvers<LabEnd>();
  #model: Model;
  #server: LabServer | undefined;
  #isClosed = false;
  #saidTrouble = false;

  constructor(options: HostOptions) {
    this.#options = options;
    const { model, commands } = initialModel(options.catalogue, options);
    this.#model = model;
    for (const command of commands) this.#execute(command);
    void this.#keep(this.#loadProgress());
  }

  readonly model = (): Model => this.#model;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Resolves when the user leaves. */
  get left(): Promise<LabEnd> {
    return this.#left.promise;
  }

  readonly tell = (message: Message): void => {
    if (this.#isClosed) return;
    const { model, commands } = update(this.#model, message);
    this.#model = model;
    for (const command of commands) this.#execute(command);
    for (const listener of this.#listeners) listener();
  };

  /** Ends every run and removes its sandbox. @throws what went wrong with a sandbox on a living server. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const run of this.#runs.keys()) this.#closeRun(run);
    await Promise.all([this.#looks.stop(), this.#comparisons.stop()]);
    await Promise.all(this.#closing);
    await this.#options.progress?.settled();
    // A sandbox cannot be removed from a server that is gone, and need not be.
    const failure = this.#failures.find(({ server }) => server !== undefined && server === this.#server);
    if (failure) throw failure.error;
  }

  #execute(command: Command): void {
    switch (command.type) {
      case 'connect':
        void this.#connect(command.attempt);
        return;
      case 'open-run':
        this.#runs.set(command.run, this.#openRun(command.run, command.script, command.again));
        return;
      case 'take-step':
        void this.#perform(command.run, (run) => run.next());
        return;
      case 'submit':
        void this.#perform(command.run, (run) => run.submit?.(command.session, command.sql));
        return;
      case 'cancel':
        void this.#perform(command.run, (run) => run.cancel?.(command.session));
        return;
      case 'set-alarm':
        void this.#ring(command.alarm, command.ms);
        return;
      case 'save-progress':
        void this.#keep(this.#options.progress?.save(command.lesson, command.news));
        return;
      case 'compare':
        this.#comparisons.begin((signal) => this.#compare(command, signal));
        return;
      case 'look':
        this.#looks.begin((signal) => this.#look(command, signal));
        return;
      case 'close-run':
        this.#closeRun(command.run);
        return;
      case 'leave':
        this.#left.resolve(command.how);
        return;
    }
  }

  async #connect(attempt: number): Promise<void> {
    try {
      const server = await this.#options.connect((progress) =>
        this.tell({ type: 'server-progress', attempt, progress }),
      );
      this.#server = server;
      this.tell({ type: 'server-ready', attempt, about: server.about });
      const message = await server.lost;
      if (this.#server === server) this.#server = undefined;
      const next = ['Press r to start a server again and to begin the lesson anew.'];
      this.tell({
        type: 'server-absent',
        attempt,
        problem: { title: 'The server went away', message, next },
      });
    } catch (error) {
      const problem = problemOf(error, 'No MySQL server');
      this.tell({
        type: 'server-absent',
        attempt,
        problem: { ...problem, next: [...problem.next, 'Then press r to try again, or q to quit.'] },
      });
    }
  }

  async #openRun(
    number: number,
    script: Script,
    actions: readonly RunAction[],
  ): Promise<OpenRun | undefined> {
    const server = this.#server;
    const { clock, startRun: start = retrace } = this.#options;
    try {
      if (server === undefined) throw new Error('A run was opened without a server');
      const run = await start({
        script,
        server,
        clock,
        actions,
        onAction: (action) => this.tell({ type: 'action-begun', run: number, action }),
        onMissed: (_, { message }) => this.tell({ type: 'action-missed', run: number, reason: message }),
        emit: (_, lab) => this.tell({ type: 'lab-changed', run: number, lab, now: clock.now() }),
        onBroken: (error) => this.#broken(number, error, 'The run broke down'),
      });
      this.tell({ type: 'run-opened', run: number });
      return run;
    } catch (error) {
      this.#broken(number, error, 'The lesson could not be set up');
      return undefined;
    }
  }

  async #perform(number: number, act: (run: OpenRun) => Promise<unknown> | undefined): Promise<void> {
    try {
      const run = await this.#runs.get(number);
      if (run) await act(run);
      this.tell({ type: 'step-taken', run: number });
    } catch (error) {
      this.#broken(number, error, 'The run broke down');
    }
  }

  /** Runs all of them side by side; what goes wrong with one is said in its column. */
  async #compare(
    { run, comparison, scripts }: Extract<Command, { type: 'compare' }>,
    signal: AbortSignal,
  ): Promise<void> {
    const server = this.#server;
    const { clock } = this.#options;
    const runOne = async (script: Script, column: number): Promise<void> => {
      const told = (result: CompareResult) =>
        this.tell({ type: 'compared', run, comparison, column, result });
      try {
        if (server === undefined) told({ failed: 'no server' });
        else told({ lab: await runThrough({ script, server, clock, signal }) });
      } catch (error) {
        if (!signal.aborted) told({ failed: error instanceof Error ? error.message : String(error) });
      }
    };
    await Promise.all(scripts.map(runOne));
  }

  /** Asks each session in a sandbox of its own; what goes wrong there is said where its rows would be. */
  async #look(
    { look, script, actions, sessions }: Extract<Command, { type: 'look' }>,
    signal: AbortSignal,
  ): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    const { clock } = this.#options;
    for (const session of sessions) {
      try {
        const sight = await sightOf({ script, server, clock, actions, session, signal });
        this.tell({ type: 'seen', look, session, sight });
      } catch (error) {
        if (signal.aborted) return;
        const said = error instanceof Error ? error.message : String(error);
        const tables = script.watch.map((name) => ({ name, error: said }));
        this.tell({ type: 'seen', look, session, sight: { kind: 'reads', tables } });
      }
    }
  }

  #broken(number: number, error: unknown, title: string): void {
    const problem = problemOf(error, title);
    const other = this.#model.mode === 'lab' ? ', or Esc for the other lessons' : '';
    const next = [...problem.next, `Press r to begin the lesson anew${other}.`];
    this.tell({ type: 'run-broken', run: number, problem: { ...problem, next } });
  }

  async #ring(alarm: number, ms: number): Promise<void> {
    await this.#options.clock.delay(ms);
    this.tell({ type: 'alarm', alarm });
  }

  async #loadProgress(): Promise<void> {
    const loaded = await this.#options.progress?.load();
    if (loaded !== undefined) this.tell({ type: 'progress-loaded', ...loaded });
  }

  /** The lab goes on without its memory; that it cannot be kept is said once. */
  async #keep(work: Promise<void> | undefined): Promise<void> {
    try {
      await work;
    } catch (error) {
      if (this.#saidTrouble) return;
      this.#saidTrouble = true;
      const { message } = problemOf(error, '');
      this.tell({ type: 'progress-trouble', message: `Your progress is not kept: ${message}` });
    }
  }

  #closeRun(number: number): void {
    const opened = this.#runs.get(number);
    this.#runs.delete(number);
    if (opened === undefined) return;
    const server = this.#server;
    const closing = opened
      .then((run) => run?.[Symbol.asyncDispose]())
      .catch((error: unknown) => {
        this.#failures.push({ server, error });
      })
      .finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
  }
}
