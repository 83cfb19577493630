import { exitCodes, UserError } from '../../errors.ts';
import { openExercise } from '../../exercise/open-exercise.ts';
import { proseLines } from '../../text/prose-lines.ts';
import { type Edge, widthOf } from '../edge.ts';
import { exerciseFile } from '../lesson-files.ts';
import { writeText } from '../text-output.ts';

/** Writes so many hints of an exercise, the smallest help first. */
export const hintExercise = async (edge: Edge, word: string, count: number): Promise<number> => {
  const { exercise } = await openExercise(await exerciseFile(word));
  const { hints } = exercise;
  if (count > hints.length) {
    throw new UserError(`The exercise has ${hints.length} hints.`, {
      next: [`--hint ${hints.length} shows them all.`],
    });
  }
  const width = Math.min(100, widthOf(edge.stdout));
  const lines = hints
    .slice(0, count)
    .flatMap((hint, at) => [
      ...(at === 0 ? [] : ['']),
      ...proseLines(`Hint ${at + 1} of ${hints.length}: ${hint.trim()}`, width),
    ]);
  const more = count < hints.length ? ['', `--hint ${count + 1} shows the next one, too.`] : [];
  writeText(edge, edge.stdout, `${[...lines, ...more].join('\n')}\n`);
  return exitCodes.ok;
};
