import type { Clock, LabServer } from '../../src/engine/ports.ts';
import type { Lesson } from '../../src/lesson/lesson.ts';
import { LabHost } from '../../src/ui/host/lab-host.ts';
import type { Model } from '../../src/ui/model/model.ts';
import { noAreas } from '../../src/ui/view/screen.ts';
import { type Figure, figure } from './figures.ts';

const looked = ['duplicate-book', 'lost-update', 'read-committed', 'next-key-locks'];

/** From the moment at which a step is settled to the one at which it is known what each session would read. */
export const asideFigures = async (
  server: LabServer,
  lessons: readonly Lesson[],
  clock: Clock,
): Promise<readonly Figure[]> => {
  const figures: Figure[] = [];
  for (const id of looked) {
    const lesson = lessons.find((one) => one.id === id);
    if (lesson === undefined) throw new Error(`No lesson ${id}`);
    const samples: number[] = [];
    for (let run = 0; run < 5; run++) samples.push(...(await runThrough(server, lesson, clock)));
    figures.push(figure(`step settled to what each session sees, ${id}`, samples));
  }
  return figures;
};

const runThrough = async (server: LabServer, lesson: Lesson, clock: Clock): Promise<readonly number[]> => {
  const host = new LabHost({ catalogue: [lesson], asks: false, connect: async () => server, clock });
  const samples: number[] = [];
  try {
    host.tell({ type: 'lesson-opened', lesson, choice: {} });
    await until(host, isSettled);
    for (;;) {
      const begun = performance.now();
      await until(host, ({ run }) => run?.lab?.sights !== undefined);
      samples.push(performance.now() - begun);
      const { run } = host.model();
      if (run?.lab?.finished) return samples;
      const before = run?.track.at ?? 0;
      host.tell({ type: 'key', key: 'l', areas: noAreas });
      await until(host, (model) => isSettled(model) && (model.run?.track.at ?? 0) > before);
    }
  } finally {
    await host.close();
  }
};

const isSettled = ({ run }: Model): boolean => run?.phase.kind === 'ready' && run.lab?.settled === true;

const until = async (host: LabHost, holds: (model: Model) => boolean): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const look = (): void => {
    if (holds(host.model())) resolve();
  };
  const stop = host.subscribe(look);
  look();
  await promise.finally(stop);
};
