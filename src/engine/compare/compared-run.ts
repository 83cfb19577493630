import { fitsOrder } from '../../lesson/choose-order.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import { type Choice, type Script, scriptOf } from '../../lesson/script.ts';
import type { LabState } from '../state.ts';

/** One of the runs that are held against each other. */
export interface ComparedRun {
  readonly title: string;
  readonly script: Script;
  /** It is what somebody has open, or asked for: the others are held against it. */
  readonly isOpen: boolean;
  /** Undefined while it is being run. */
  readonly result?: CompareResult;
}

export type CompareResult = { readonly lab: LabState } | { readonly failed: string };

export type ComparedBy = 'level' | 'variant';

/**
 * A lesson at all its levels in the variant that is open, or in all its variants at the level that is. An order that was
 * chosen is that of all of them, but for variants that have other steps.
 */
export const runsToCompare = (
  lesson: Lesson,
  open: Pick<Script, 'level' | 'variant' | 'order'>,
  by: ComparedBy,
): readonly ComparedRun[] => {
  const variant = open.variant === undefined ? {} : { variant: open.variant.id };
  const order = ({ steps }: Pick<Lesson, 'steps'>) =>
    open.order !== undefined && fitsOrder(steps, open.order) ? { order: open.order } : {};
  const openSteps = lesson.variants.find(({ id }) => id === open.variant?.id) ?? lesson;
  const choices: readonly (readonly [string, Choice])[] =
    by === 'level'
      ? lesson.levels.map((level) => [level, { level, ...variant, ...order(openSteps) }])
      : [
          ['as it is', { level: open.level, ...order(lesson) }],
          ...lesson.variants.map((one): readonly [string, Choice] => [
            one.title,
            { level: open.level, variant: one.id, ...order(one) },
          ]),
        ];
  return choices.map(([title, choice]) => ({
    title,
    script: scriptOf(lesson, choice),
    isOpen: choice.level === open.level && choice.variant === open.variant?.id,
  }));
};

export const labOf = ({ result }: ComparedRun): LabState | undefined =>
  result && 'lab' in result ? result.lab : undefined;
