import type { ComparedBy, ComparedRun } from '../../engine/compare/compared-run.ts';
import type { RedisAbout, ServerAbout } from '../../engine/events.ts';
import { printable } from '../../printable.ts';

/** A lesson's runs beside each other, and where the evidence comes from. */
export interface ComparedLesson {
  readonly by: ComparedBy;
  readonly runs: readonly ComparedRun[];
  readonly server: ServerAbout;
  readonly redis?: RedisAbout | undefined;
}

/** What ≠ means here, where one of the runs is the measure. */
export const markWords = ({ by, runs }: Pick<ComparedLesson, 'by' | 'runs'>): readonly string[] => {
  const open = runs.find(({ isOpen }) => isOpen);
  if (open === undefined) return [];
  const { level, variant } = open.script;
  const measure = by === 'level' ? `at ${level}` : variant ? `in ${variant.id}` : 'in the lesson as it is';
  return [printable(`≠ is otherwise than ${measure}.`)];
};

/** "at its levels, as it is" or "in its variants at READ COMMITTED". */
export const comparedWords = ({ by, runs }: Pick<ComparedLesson, 'by' | 'runs'>): string => {
  const script = (runs.find(({ isOpen }) => isOpen) ?? runs[0])?.script;
  return by === 'level'
    ? `${script?.lesson} at its levels, ${script?.variant?.id ?? 'as it is'}`
    : `${script?.lesson} in its variants at ${script?.level}`;
};
