import { describe, expect, test } from 'vitest';
import { LabHost } from '../../src/ui/host/lab-host.ts';
import type { Model } from '../../src/ui/model/model.ts';
import { noAreas } from '../../src/ui/view/screen.ts';
import { FakeClock, FakeServer } from '../engine/fake-server.ts';
import { scriptOfSteps, step } from '../engine/script-of.ts';
import { lessonOf } from './recorded.ts';

describe('asking', () => {
  const script = scriptOfSteps([step('A', 'lock k'), step('B', 'lock k'), step('A', 'COMMIT')], {
    watch: ['t'],
  });

  const open = (server: FakeServer) => {
    const host = new LabHost({
      catalogue: [lessonOf(script)],
      connect: async () => server,
      clock: new FakeClock(),
    });
    const press = (...keys: readonly string[]) => {
      for (const key of keys) host.tell({ type: 'key', key, areas: noAreas });
    };
    const until = async (holds: (model: Model) => boolean): Promise<void> => {
      const { promise, resolve } = Promise.withResolvers<void>();
      const look = () => {
        if (holds(host.model())) resolve();
      };
      const stop = host.subscribe(look);
      look();
      await promise.finally(stop);
    };
    const asked = (model: Model) =>
      Object.entries(model.run?.lab?.sights ?? {}).map(([name, { kind }]) => `${name} ${kind}`);
    return { host, press, until, asked };
  };

  test('happens in other sandboxes, for the place that is shown, and once', async () => {
    const server = new FakeServer();
    const { host, press, until, asked } = open(server);
    press('enter');
    await until((model) => model.run?.phase.kind === 'ready');
    await until((model) => asked(model).join() === 'A reads,B reads');
    press('space', 'space');
    // B waits now: only A can be asked.
    await until((model) => asked(model).join() === 'A reads,B busy');
    const { looks } = host.model();
    press('left', 'right');
    expect(asked(host.model())).toEqual(['A reads', 'B busy']);
    expect(host.model().looks).toBeLessThanOrEqual(looks + 1);
    await host.close();
    expect(server.disposed).toBe(server.made);
  });

  test('is called off when the lab is left, and leaves no sandbox', async () => {
    const server = new FakeServer();
    const { host, press, until } = open(server);
    press('enter');
    await until((model) => model.run?.phase.kind === 'ready');
    await host.close();
    expect(server.disposed).toBe(server.made);
  });
});
