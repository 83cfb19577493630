import { type Lesson, solutionVariant } from '../lesson/lesson.ts';
import type { ShownOrder } from './checks.ts';

/** What was judged, as a lesson to step through: nothing is said in it of what the exercise has to tell once it is solved. */
export const shownLesson = ({ lesson, script }: ShownOrder): Lesson => {
  const own = lesson.variants.find(({ id }) => id === solutionVariant);
  const handler = own?.handler ?? lesson.handler;
  const { exercise: _, solved: __, anomaly: ___, ...plain } = lesson;
  return {
    ...plain,
    level: script.level,
    setup: script.setup,
    watch: script.watch,
    steps: own?.steps ?? lesson.steps,
    ...(handler && { handler }),
    variants: [],
    remember: [],
    sources: [],
  };
};
