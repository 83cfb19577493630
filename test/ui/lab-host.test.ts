import { describe, expect, test } from 'vitest';
import type { LabServer } from '../../src/engine/ports.ts';
import { UserError } from '../../src/errors.ts';
import type { LessonsRead } from '../../src/ui/host/host-options.ts';
import { LabHost } from '../../src/ui/host/lab-host.ts';
import type { Model } from '../../src/ui/model/model.ts';
import type { Progress } from '../../src/ui/model/server.ts';
import { noAreas } from '../../src/ui/view/screen.ts';
import { FakeClock, FakeServer } from '../engine/fake-server.ts';
import { scriptOfSteps, step } from '../engine/script-of.ts';
import { noCourse } from './no-course.ts';
import { lessonOf } from './recorded.ts';

const script = scriptOfSteps([
  step('A', 'START TRANSACTION'),
  step('A', 'lock k'),
  step('B', 'lock k'),
  step('A', 'COMMIT'),
]);
const lesson = lessonOf(script, { about: 'About it.' });

const hostOn = (connect: (onProgress: (progress: Progress) => void) => Promise<LabServer>): LabHost =>
  new LabHost({ catalogue: [lesson], connect, clock: new FakeClock() });

const press = (host: LabHost, ...keys: readonly string[]): void => {
  for (const key of keys) host.tell({ type: 'key', key, areas: noAreas });
};

/** Waits until the model is so. */
const until = async (host: LabHost, holds: (model: Model) => boolean): Promise<Model> => {
  const { promise, resolve } = Promise.withResolvers<Model>();
  const look = () => {
    if (holds(host.model())) resolve(host.model());
  };
  const stop = host.subscribe(look);
  look();
  return promise.finally(stop);
};

const isReady = (model: Model) => model.run?.phase.kind === 'ready';
const stepsTaken = (model: Model) => model.run?.lab?.steps.filter((one) => one.status === 'taken').length;

describe('a host', () => {
  test('opens a lesson on the server, takes steps and shows a wait that a step begins', async () => {
    const host = hostOn(async () => new FakeServer());
    press(host, 'enter');
    await until(host, isReady);
    for (const count of [1, 2, 3]) {
      press(host, 'space');
      await until(host, (model) => isReady(model) && stepsTaken(model) === count);
    }
    expect(host.model().run?.lab?.sessions[1]).toMatchObject({ name: 'B', status: 'blocked' });
    await host.close();
  });

  test('opens another level at the same place: the steps are taken again', async () => {
    const host = hostOn(async () => new FakeServer());
    press(host, 'enter');
    await until(host, isReady);
    press(host, 'end');
    await until(host, (model) => model.run?.lab?.finished !== undefined && isReady(model));
    press(host, 'left', '4');
    const { run } = await until(host, (model) => isReady(model) && model.run?.number === 2);
    expect(run).toMatchObject({ script: { level: 'SERIALIZABLE' }, track: { at: 3 } });
    expect(run?.lab?.sessions[1]).toMatchObject({ name: 'B', status: 'blocked' });
    await host.close();
  });

  test('closes the sandbox of a run that is left for another, and all of them at the end', async () => {
    const server = new FakeServer();
    const host = hostOn(async () => server);
    press(host, 'enter');
    await until(host, isReady);
    for (const [index, key] of ['r', 'r', '4'].entries()) {
      press(host, key);
      await until(host, (model) => isReady(model) && model.run?.number === index + 2);
    }
    await host.close();
    expect(server.made).toBeGreaterThanOrEqual(4);
    expect(server.disposed).toBe(server.made);
  });

  test('reads the lessons of the list when the screen is there already, and stands on the one to go on with', async () => {
    const { promise, resolve } = Promise.withResolvers<LessonsRead>();
    const seen = lessonOf(script, { id: 'seen' });
    const host = new LabHost({
      catalogue: [],
      readLessons: () => promise,
      connect: async () => new FakeServer(),
      clock: new FakeClock(),
      progress: {
        load: async () => ({
          progress: { seen: { level: seen.level, steps: 0, seen: [seen.level], answers: {} } },
        }),
        save: async () => {},
        saveAnswer: async () => {},
        reset: async () => {},
        settled: async () => {},
      },
    });
    await until(host, (model) => model.progress['seen'] !== undefined);
    press(host, 'enter');
    expect(host.model()).toMatchObject({ catalogue: [], isReading: true });
    resolve({ lessons: [seen, lesson], course: noCourse });
    const model = await until(host, ({ catalogue }) => catalogue.length === 2);
    expect(model.catalogue[model.selected]).toBe(lesson);
    expect(model.isReading).toBeUndefined();
    await host.close();
  });

  test('reads no lessons beside one that was opened by its name until that is left, and then stands on it', async () => {
    const other = lessonOf(script, { id: 'other' });
    let reads = 0;
    const readLessons = async () => {
      reads += 1;
      return { lessons: [other, lesson], course: noCourse };
    };
    const connect = async () => new FakeServer();
    const host = new LabHost({ catalogue: [], readLessons, connect, clock: new FakeClock() });
    host.tell({ type: 'lesson-opened', lesson, choice: {} });
    await until(host, isReady);
    expect(reads).toBe(0);
    press(host, 'escape');
    const model = await until(host, ({ catalogue }) => catalogue.length === 2);
    expect(model.catalogue[model.selected]).toBe(lesson);
    press(host, 'enter');
    await until(host, isReady);
    press(host, 'escape');
    expect(reads).toBe(1);
    await host.close();
  });

  test('lessons that cannot be read end the lab with the reason', async () => {
    const readLessons = () => Promise.reject(new UserError('There is no folder of lessons.'));
    const connect = async () => new FakeServer();
    const host = new LabHost({ catalogue: [], readLessons, connect, clock: new FakeClock() });
    await expect(host.left).rejects.toThrow('There is no folder of lessons.');
    await host.close();
  });

  test('makes no sandbox for a run that is left before its turn: a held key asks for one', async () => {
    const server = new FakeServer();
    const host = hostOn(async () => server);
    press(host, 'enter');
    await until(host, isReady);
    press(host, ...Array.from({ length: 100 }, () => 'r'));
    await until(host, (model) => isReady(model) && model.run?.number === 101);
    // Each of the two that were open has a look aside.
    expect(server.made).toBeLessThanOrEqual(4);
    await host.close();
    expect(server.disposed).toBe(server.made);
  });

  test('leaves a run that is still on its way without waiting for it', async () => {
    const server = new FakeServer();
    const isSettingUp = Promise.withResolvers<void>();
    const isRemoved = Promise.withResolvers<void>();
    const host = hostOn(async () => ({
      about: server.about,
      lost: server.lost,
      createSandbox: async () => {
        const sandbox = await server.createSandbox();
        return {
          ...sandbox,
          setUp: async () => {
            isSettingUp.resolve();
            await isRemoved.promise;
            throw new Error('The connection is gone.');
          },
          [Symbol.asyncDispose]: async () => {
            await sandbox[Symbol.asyncDispose]();
            isRemoved.resolve();
          },
        };
      },
    }));
    press(host, 'enter');
    await isSettingUp.promise;
    await host.close();
    expect(server.disposed).toBe(1);
  });

  test('hears nothing any more once it is closed', async () => {
    const host = hostOn(async () => new FakeServer());
    await until(host, (model) => model.server.status === 'ready');
    await host.close();
    press(host, 'enter');
    expect(host.model().run).toBeUndefined();
  });

  test('shows how the server comes up', async () => {
    const { promise, resolve } = Promise.withResolvers<LabServer>();
    const host = hostOn((onProgress) => {
      onProgress({ message: 'Fetching', done: 0.5 });
      return promise;
    });
    expect(host.model().server).toEqual({ status: 'coming', progress: { message: 'Fetching', done: 0.5 } });
    resolve(new FakeServer());
    await until(host, (model) => model.server.status === 'ready');
  });

  test('says what the user can do when there is no server, and tries again when asked to', async () => {
    let tries = 0;
    const host = hostOn(async () => {
      tries++;
      if (tries === 1) throw new UserError('There is none.', { next: ['Install one.'] });
      return new FakeServer();
    });
    press(host, 'enter');
    const absent = await until(host, (model) => model.run?.phase.kind === 'broken');
    expect(absent.run?.phase).toMatchObject({
      problem: { message: 'There is none.', next: ['Install one.', expect.stringContaining('press r')] },
    });
    press(host, 'r');
    await until(host, isReady);
    expect(tries).toBe(2);
    await host.close();
  });

  test('tells a bug as one, with its stack', async () => {
    const host = hostOn(async () => {
      throw new TypeError('x is not a function');
    });
    const { server } = await until(host, (model) => model.server.status === 'absent');
    expect(server).toMatchObject({ problem: { stack: expect.stringContaining('TypeError') } });
  });

  test.each([0, 1, 2, 3, 4, 5, 6, 7, 8])(
    'is closed without a word about a lesson that could not have begun, %i turns later',
    async (turns) => {
      const server = new FakeServer();
      const closed = Promise.withResolvers<void>();
      const close = async (): Promise<void> => {
        for (let turn = 0; turn < turns; turn++) await Promise.resolve();
        closed.resolve(host.close());
      };
      server.createSandbox = async () => {
        void close();
        throw new UserError('Here is only MySQL.');
      };
      const host = hostOn(async () => server);
      press(host, 'enter');
      await closed.promise;
    },
  );

  test('tells a setup that fails, and leaves nothing open', async () => {
    const server = new FakeServer();
    const failing: LabServer = {
      about: server.about,
      lost: server.lost,
      createSandbox: async () => ({
        ...(await server.createSandbox()),
        setUp: async () => {
          throw new UserError("The lesson's setup failed.");
        },
      }),
    };
    const host = hostOn(async () => failing);
    press(host, 'enter');
    const { run } = await until(host, (model) => model.run?.phase.kind === 'broken');
    expect(run?.phase).toMatchObject({ problem: { message: "The lesson's setup failed." } });
    expect(server.disposed).toBe(1);
    await host.close();
  });

  test('tells that the server went away, and a sandbox that is lost with it is no failure', async () => {
    const { promise: lost, resolve: lose } = Promise.withResolvers<string>();
    const server = new FakeServer();
    const mortal: LabServer = {
      about: server.about,
      lost,
      createSandbox: async () => ({
        ...(await server.createSandbox()),
        [Symbol.asyncDispose]: async () => {
          throw new Error('no connection');
        },
      }),
    };
    const host = hostOn(async () => mortal);
    press(host, 'enter');
    await until(host, isReady);
    lose('The server closed the connection.');
    const { run } = await until(host, (model) => model.run?.phase.kind === 'broken');
    expect(run?.phase).toMatchObject({ problem: { title: 'The server went away' } });
    await host.close();
  });

  test('a sandbox that cannot be removed from a living server is a failure', async () => {
    const server = new FakeServer();
    const host = hostOn(async () => ({
      about: server.about,
      lost: server.lost,
      createSandbox: async () => ({
        ...(await server.createSandbox()),
        [Symbol.asyncDispose]: async () => {
          throw new Error('not removed');
        },
      }),
    }));
    press(host, 'enter');
    await until(host, isReady);
    await expect(host.close()).rejects.toThrow('not removed');
  });
});
