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

/** A lesson at all its levels in the variant that is open, or in all its variants at the level that is. */
export const runsToCompare = (
  lesson: Lesson,
  open: Pick<Script, 'level' | 'variant'>,
  by: ComparedBy,
): readonly ComparedRun[] => {
  const variant = open.variant === undefined ? {} : { variant: open.variant.id };
  const choices: readonly (readonly [string, Choice])[] =
    by === 'level'
      ? lesson.levels.map((level) => [level, { level, ...variant }])
      : [
          ['as it is', { level: open.level }],
          ...lesson.variants.map(({ id, title }): readonly [string, Choice] => [
            title,
            { level: open.level, variant: id },
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
