import type { Lesson } from '../../lesson/lesson.ts';
import type { Level } from '../../lesson/level.ts';
import { type Choice, scriptOf } from '../../lesson/script.ts';
import { type LessonProgress, placeKey } from '../../progress/progress.ts';
import { suggestedLesson } from '../list/student.ts';
import type { Model } from '../model/model.ts';
import type { RunModel } from '../model/run.ts';

/** What the student knows of the lesson that is open, and what there is to do after it. */
export interface Sitting {
  readonly known?: LessonProgress;
  /** Undefined when every lesson was seen to its end, or when nobody knows yet what lessons there are. */
  readonly proposal?: Proposal;
  /** The lessons of the list are still to be read. */
  readonly isUnread?: true;
}

/**
 * A level that comes to something else than those that were run to their end, or a variant that was not; once there is
 * none, another lesson.
 */
export type Proposal =
  | { readonly kind: 'place'; readonly choice: Choice }
  | { readonly kind: 'lesson'; readonly lesson: Lesson };

/** Nothing of it where a recording is shown, or a class is taught. */
export const sittingOf = (model: Model): Sitting | undefined => {
  const { mode, run, progress } = model;
  // An order of the student's own program is none of the lesson's.
  if (mode !== 'lab' || run === undefined || run.lesson.id === model.fixing?.lesson.id) return undefined;
  const known = progress[run.lesson.id];
  const here = run.breaking ? undefined : placeToRun(run, known?.seen ?? []);
  // An exercise is not left before it is solved by who only pressed Space once too often.
  const proposal = run.breaking?.isSolved === false ? undefined : (here ?? otherLesson(model, run.lesson));
  return {
    ...(known && { known }),
    ...(proposal && { proposal }),
    ...(model.isReading && { isUnread: true }),
  };
};

const placeToRun = ({ lesson, choice, script }: RunModel, seen: readonly string[]): Proposal | undefined => {
  const variants = [undefined, ...lesson.variants.map(({ id }) => id)];
  const isSeen = (level: string, variant: string | undefined) => seen.includes(placeKey(level, variant));
  const here = lesson.levels.indexOf(script.level);
  const levels = [...lesson.levels.slice(here), ...lesson.levels.slice(0, here)];
  const atSeen = new Set(
    lesson.levels.filter((one) => isSeen(one, undefined)).map((one) => claimed(lesson, one)),
  );
  const level = levels.find(
    (one) => !variants.some((variant) => isSeen(one, variant)) && !atSeen.has(claimed(lesson, one)),
  );
  if (level !== undefined) return { kind: 'place', choice: chosen({ ...choice, level }) };
  const variant = variants.findIndex((one) => !lesson.levels.some((any) => isSeen(any, one)));
  if (variant < 0) return undefined;
  return { kind: 'place', choice: chosen({ level: lesson.level, variant: variants[variant] }) };
};

/** What the lesson says comes at a level, as a text: where it says the same of two, the second one shows nothing new. */
const claimed = (lesson: Lesson, level: Level): string => {
  const { steps, end, happens } = scriptOf(lesson, { level });
  const claims = [...steps.map(({ expect }) => expect), end, happens];
  return claims.every((one) => one === undefined) ? level : JSON.stringify(claims.map((one) => one ?? null));
};

const chosen = ({
  level,
  variant,
}: {
  readonly level: Choice['level'];
  readonly variant?: string | undefined;
}): Choice => ({
  ...(level !== undefined && { level }),
  ...(variant !== undefined && { variant }),
});

const otherLesson = (model: Model, open: Lesson): Proposal | undefined => {
  const lesson = model.catalogue[suggestedLesson(model)];
  return lesson === undefined || lesson.id === open.id ? undefined : { kind: 'lesson', lesson };
};
