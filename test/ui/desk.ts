import { stripVTControlCharacters } from 'node:util';
import type { Lesson } from '../../src/lesson/lesson.ts';
import type { ProgressStore } from '../../src/ui/host/host-options.ts';
import { LabHost } from '../../src/ui/host/lab-host.ts';
import { keyNames } from '../../src/ui/keys/key-names.ts';
import type { Model } from '../../src/ui/model/model.ts';
import type { RunModel } from '../../src/ui/model/run.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { linearLines } from '../../src/ui/view/linear-lines.ts';
import { noAreas } from '../../src/ui/view/screen.ts';
import { FakeClock, FakeServer } from '../engine/fake-server.ts';

/** A lesson that is open on a server in memory, and what it says to somebody who hears it. */
export class Desk implements AsyncDisposable {
  readonly server = new FakeServer();
  readonly host: LabHost;

  private constructor(lesson: Lesson, progress: ProgressStore | undefined) {
    this.host = new LabHost({
      catalogue: [lesson],
      connect: async () => this.server,
      clock: new FakeClock(),
      ...(progress && { progress }),
    });
  }

  static async open(lesson: Lesson, progress?: ProgressStore): Promise<Desk> {
    const desk = new Desk(lesson, progress);
    desk.press('enter');
    await desk.until(isReady);
    return desk;
  }

  press(...keys: readonly string[]): void {
    for (const key of keys) this.host.tell({ type: 'key', key, areas: noAreas });
  }

  async until(holds: (model: Model) => boolean): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = () => {
      if (holds(this.host.model())) resolve();
    };
    const stop = this.host.subscribe(look);
    look();
    await promise.finally(stop);
  }

  async steps(count: number): Promise<string> {
    for (let taken = 0; taken < count; taken++) {
      const before = statements(this.host.model());
      this.press('space');
      await this.until((model) => isReady(model) && statements(model) > before);
    }
    return this.words;
  }

  /** Asks whose turn it is, and lets this session go. */
  async lets(session: string): Promise<string> {
    const before = statements(this.host.model());
    this.press('n', session);
    await this.until((model) => isReady(model) && statements(model) > before);
    return this.words;
  }

  async types(input: string): Promise<string> {
    const before = statements(this.host.model());
    this.press(...keyNames(`${input}\r`, {}));
    await this.until((model) => isReady(model) && statements(model) > before);
    this.press('escape');
    return this.words;
  }

  get run(): RunModel {
    const { run } = this.host.model();
    if (run === undefined) throw new Error('No lesson is open');
    return run;
  }

  get words(): string {
    const theme = makeTheme(false);
    return stripVTControlCharacters(linearLines(this.host.model(), 0, theme).join('\n'));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.host.close();
  }
}

export const isReady = (model: Model) => model.run?.phase.kind === 'ready';
const statements = (model: Model) =>
  model.run?.lab?.timeline.filter((one) => one.kind === 'statement').length ?? 0;
