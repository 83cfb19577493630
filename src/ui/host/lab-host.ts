import { randomInt } from 'node:crypto';
import type { LabEvent } from '../../engine/events.ts';
import type { LabServer } from '../../engine/ports.ts';
import { NotFree } from '../../engine/run/not-free.ts';
import { retrace } from '../../engine/run/retrace.ts';
import { UserError, unwrap } from '../../errors.ts';
import { initialModel } from '../model/initial.ts';
import type { Command, LabEnd, Message } from '../model/messages.ts';
import type { Model } from '../model/model.ts';
import { problemOf } from '../model/server.ts';
import { update } from '../update.ts';
import { Answers } from './answers.ts';
import { type Aside, compareRuns, exploreAside, fillMapAside, lookAside, raceAside } from './asides.ts';
import type { HostOptions, OpenRun } from './host-options.ts';
import { judgeBreakAside } from './judge-aside.ts';
import { Latest } from './latest.ts';
import { Questions } from './questions.ts';

/** Keeps the model, does what its commands say, and tells who draws it. Knows nothing of terminals. */
export class LabHost {
  readonly #options: HostOptions;
  readonly #listeners = new Set<() => void>();
  readonly #runs = new Map<number, Promise<OpenRun | undefined>>();
  /** Of what runs are asked for and have not done yet, by their numbers: a run is ready when that is all done. */
  readonly #acts: number[] = [];
  /** What has happened in each run that is open. */
  readonly #events = new Map<number, LabEvent[]>();
  readonly #closing = new Set<Promise<void>>();
  readonly #failures: { readonly server: LabServer | undefined; readonly error: unknown }[] = [];
  readonly #openings = new Latest();
  readonly #looks = new Latest();
  readonly #comparisons = new Latest();
  readonly #races = new Latest();
  readonly #explorations = new Latest();
  readonly #maps = new Latest();
  readonly #judgings = { fewest: new Latest(), never: new Latest() } as const;
  readonly #answers: Answers;
  readonly #questions: Questions;
  readonly #closed = new AbortController();
  readonly #left = Promise.withResolvers<LabEnd>();
  #model: Model;
  #server: LabServer | undefined;
  #saidTrouble = false;
  /** Until it was called. */
  #readLessons: HostOptions['readLessons'];

  constructor(options: HostOptions) {
    this.#options = options;
    this.#answers = new Answers({
      place: options.answers,
      aside: (signal) => this.#aside(signal),
      tell: this.tell,
      giveTerminal: (work) => options.onGiveTerminal?.(work),
    });
    this.#questions = new Questions({
      store: options.progress,
      today: options.today ?? (() => new Date()),
      seed: options.reviewSeed ?? (() => randomInt(2 ** 32)),
      aside: (signal) => this.#aside(signal),
      tell: this.tell,
    });
    const { model, commands } = initialModel(options.catalogue, options);
    this.#model = options.readLessons ? { ...model, isReading: true } : model;
    for (const command of commands) this.#execute(command);
    void this.#keep(this.#loadProgress());
    this.#readLessons = options.readLessons;
    // Whoever has made this may open a lesson at once.
    void Promise.resolve().then(() => this.#listLessons());
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
    if (this.#closed.signal.aborted) return;
    const before = openIn(this.#model)?.id;
    const { model, commands } = update(this.#model, message);
    this.#model = model;
    for (const command of commands) this.#execute(command);
    for (const listener of this.#listeners) listener();
    if (before !== undefined) void this.#listLessons(before);
  };

  /** Ends every run and removes its sandbox. @throws what went wrong with a sandbox on a living server. */
  async close(): Promise<void> {
    this.#closed.abort();
    for (const run of this.#runs.keys()) this.#closeRun(run);
    await Promise.all(
      [
        this.#openings,
        this.#looks,
        this.#comparisons,
        this.#races,
        this.#explorations,
        this.#maps,
        ...Object.values(this.#judgings),
        this.#answers,
        this.#questions,
      ].map((latest) => latest.stop()),
    );
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
      case 'open-run': {
        const cleared = this.#clearedUp();
        this.#runs.set(
          command.run,
          this.#openings.begin((stop) => this.#openRun(command, cleared, stop)),
        );
        return;
      }
      case 'take-step':
        void this.#perform(command.run, (run) => run.next());
        return;
      case 'take-turn':
        void this.#perform(command.run, (run) => run.take?.(command.session) ?? run.next());
        return;
      case 'submit':
        void this.#perform(command.run, (run) => this.#submit(run, command));
        return;
      case 'cancel':
        void this.#perform(command.run, (run) => run.cancel?.(command.session));
        return;
      case 'save-run':
        void this.#save(command);
        return;
      case 'set-alarm':
        void this.#ring(command.alarm, command.ms);
        return;
      case 'save-progress':
        void this.#keep(this.#options.progress?.save(command.lesson, command.news));
        return;
      case 'reset-progress':
        void this.#keep(this.#options.progress?.reset(command.lesson));
        return;
      case 'compare':
        void this.#comparisons.begin((signal) => compareRuns(command, this.#aside(signal)));
        return;
      case 'race':
        void this.#races.begin((signal) => raceAside(command, this.#aside(signal)));
        return;
      case 'explore':
        void this.#explorations.begin((signal) => exploreAside(command, this.#aside(signal)));
        return;
      case 'stop-exploring':
        this.#explorations.callOff();
        return;
      case 'judge-break':
        void this.#judgings[command.about.kind].begin((signal) =>
          judgeBreakAside(command, this.#aside(signal)),
        );
        return;
      case 'open-answer':
        void this.#answers.open(command.fixing, command.lesson);
        return;
      case 'write-answer':
        void this.#answers.write(command.fixing);
        return;
      case 'edit-answer':
        void this.#answers.edit(command.fixing);
        return;
      case 'watch-answer':
        void this.#answers.watch(command.fixing);
        return;
      case 'choose-answer':
        void this.#answers.choose(command);
        return;
      case 'close-answer':
        this.#answers.close();
        return;
      case 'open-review':
        void this.#questions.open(command.review, command.lessons);
        return;
      case 'next-question':
        this.#questions.goOn('next');
        return;
      case 'end-review':
        this.#questions.goOn('end');
        return;
      case 'close-review':
        this.#questions.close();
        return;
      case 'keep-answer':
        void this.#keep(this.#questions.keep(command.question, command.was));
        return;
      case 'read-lessons':
        void this.#readList();
        return;
      case 'fill-map':
        void this.#maps.begin((signal) => fillMapAside(command, this.#aside(signal)));
        return;
      case 'stop-filling':
        this.#maps.callOff();
        return;
      case 'look':
        void this.#look(command);
        return;
      case 'close-run':
        this.#races.callOff();
        this.#explorations.callOff();
        for (const judging of Object.values(this.#judgings)) judging.callOff();
        this.#closeRun(command.run);
        return;
      case 'suspend':
        this.#options.onSuspend?.();
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
      const endListening = server.onSilence?.((forMs) =>
        this.tell({ type: 'server-silent', attempt, forMs }),
      );
      const message = await server.lost;
      endListening?.();
      this.tell({ type: 'server-silent', attempt, forMs: undefined });
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
    { run: number, script, again: actions }: Extract<Command, { type: 'open-run' }>,
    cleared: Promise<unknown>,
    signal: AbortSignal,
  ): Promise<OpenRun | undefined> {
    const server = this.#server;
    const { clock, startRun: start = retrace } = this.#options;
    try {
      if (server === undefined) throw new Error('A run was opened without a server');
      await cleared;
      await this.#quiet();
      this.#events.set(number, []);
      const run = await start({
        script,
        server,
        clock,
        actions,
        signal,
        onAction: (action) => this.tell({ type: 'action-begun', run: number, action }),
        onMissed: (_, { message }) => this.tell({ type: 'action-missed', run: number, reason: message }),
        emit: (event, lab) => {
          this.#events.get(number)?.push(event);
          this.tell({ type: 'lab-changed', run: number, lab, now: clock.now() });
        },
        onBroken: (error) => this.#broken(number, error, 'The run broke down'),
      });
      this.tell({ type: 'run-opened', run: number, ...followsIn(run) });
      return run;
    } catch (error) {
      if (!signal.aborted) this.#broken(number, error, 'The lesson could not be set up');
      else if (error !== signal.reason)
        this.#failures.push(...leftBehind(error).map((one) => ({ server, error: one })));
      return undefined;
    }
  }

  async #perform(number: number, act: (run: OpenRun) => Promise<unknown> | undefined): Promise<void> {
    try {
      this.#acts.push(number);
      let run: OpenRun | undefined;
      try {
        await this.#quiet();
        run = await this.#runs.get(number);
        if (run) await act(run);
      } finally {
        this.#acts.splice(this.#acts.indexOf(number), 1);
      }
      if (!this.#acts.includes(number)) this.tell({ type: 'step-taken', run: number, ...followsIn(run) });
    } catch (error) {
      this.#broken(number, error, 'The run broke down');
    }
  }

  async #submit(
    run: OpenRun,
    { run: number, session, sql }: Extract<Command, { type: 'submit' }>,
  ): Promise<void> {
    try {
      await run.submit?.(session, sql);
    } catch (error) {
      if (!(error instanceof NotFree)) throw error;
      const action = { kind: 'submit', session, sql } as const;
      this.tell({ type: 'statement-refused', run: number, action, reason: error.message });
    }
  }

  /**
   * Nobody is asked aside while the run is at work: its evidence counts the snapshots of the whole server, and the server
   * remembers its last deadlock only.
   */
  #quiet(): Promise<void> {
    return this.#looks.stop();
  }

  /**
   * What was called off before a run was opened still removes its sandboxes: the run's evidence would count its snapshots and
   * remember its deadlocks. Comparisons go on beside a run.
   */
  #clearedUp(): Promise<unknown> {
    return Promise.all(
      [this.#races, this.#explorations, this.#maps, ...Object.values(this.#judgings), this.#questions].map(
        (work) => work.stop(),
      ),
    );
  }

  async #look(command: Extract<Command, { type: 'look' }>): Promise<void> {
    const isBegun = await this.#looks.begin(async (signal) => {
      const run = await this.#runs.get(command.run);
      await lookAside(command, run, this.#aside(signal));
      return true;
    });
    if (isBegun !== true) this.tell({ type: 'seen', look: command.look });
  }

  #aside(signal: AbortSignal): Aside {
    return { server: this.#server, clock: this.#options.clock, signal, tell: this.tell };
  }

  #broken(number: number, error: unknown, title: string): void {
    const problem = problemOf(error, title);
    const other = this.#model.mode === 'lab' ? ', or Esc for the other lessons' : '';
    const next = [...problem.next, `Press r to begin the lesson anew${other}.`];
    this.tell({ type: 'run-broken', run: number, problem: { ...problem, next } });
  }

  async #save({ run, lesson }: Extract<Command, { type: 'save-run' }>): Promise<void> {
    const says = await this.#saved(lesson, this.#events.get(run) ?? []);
    this.tell({ type: 'run-saved', run, says });
  }

  async #saved(lesson: string, events: readonly LabEvent[]): Promise<string> {
    try {
      const command = await this.#options.save?.(lesson, events);
      return command === undefined ? 'Nothing can be saved here.' : `Saved: ${command}`;
    } catch (error) {
      const { message, next } = problemOf(error, '');
      // What can be done is short, and a place may be long.
      return next[0] === undefined
        ? `Not saved: ${message}`
        : `Not saved. ${next[0].replace(/\.$/, '')}: ${message}`;
    }
  }

  async #ring(alarm: number, ms: number): Promise<void> {
    await this.#options.clock.delay(ms, this.#closed.signal);
    this.tell({ type: 'alarm', alarm });
  }

  /** Reads the lessons when their list is on the screen first: who has opened one by its name waits for that alone. */
  async #listLessons(left?: string): Promise<void> {
    if (openIn(this.#model) === undefined) await this.#readList(left);
  }

  async #readList(left?: string): Promise<void> {
    const read = this.#readLessons;
    if (read === undefined) return;
    this.#readLessons = undefined;
    try {
      const { lessons, course } = await read();
      this.tell({ type: 'lessons-read', lessons, course, ...(left !== undefined && { left }) });
    } catch (error) {
      this.#left.reject(error);
    }
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
    this.#events.delete(number);
    if (opened === undefined) return;
    // One that is still being opened need not come to its end first: it may be waiting for something slow.
    this.#openings.callOff();
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

const openIn = ({ run, fixing }: Model) => (run ?? fixing)?.lesson;

const followsIn = (run: OpenRun | undefined) => (run?.follows === undefined ? {} : { follows: run.follows });

/**
 * What could not be removed of a run that was called off, and bugs; the reason why it was is nobody's matter, nor is that
 * it could not have begun.
 */
const leftBehind = (thrown: unknown): readonly unknown[] => {
  const { error, cleaningUp } = unwrap(thrown);
  if (cleaningUp.length > 0) return cleaningUp;
  return error instanceof UserError ? [] : [error];
};
