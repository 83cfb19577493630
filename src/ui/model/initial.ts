import type { Lesson } from '../../lesson/lesson.ts';
import { noProgress } from '../../progress/progress.ts';
import type { Update } from './messages.ts';
import type { Model } from './model.ts';
import { pageOverlay } from './talk.ts';

export const initialModel = (
  catalogue: readonly Lesson[],
  { mode = 'lab', asks = true, presentation }: Partial<Pick<Model, 'mode' | 'asks' | 'presentation'>> = {},
): Update => ({
  model: {
    mode,
    asks,
    ...(presentation && { presentation, ...pageOverlay(presentation.talk?.parts[0]) }),
    catalogue: inListOrder(catalogue),
    selected: 0,
    progress: noProgress,
    server: { status: 'coming', progress: { message: 'Looking for a MySQL server' } },
    typed: [],
    attempts: 1,
    runs: 0,
    looks: 0,
  },
  commands: [{ type: 'connect', attempt: 1 }],
});

/** Lessons of a topic stand together, topics in the order of their first lesson. */
export const inListOrder = (catalogue: readonly Lesson[]): readonly Lesson[] =>
  [...Map.groupBy(catalogue, (lesson) => lesson.topic).values()].flat();
