import { jsonText } from '../../engine/json-text.ts';
import { exitCodes } from '../../errors.ts';
import { printable } from '../../printable.ts';
import type { VerifyPlan } from '../../verify/plan.ts';
import { aboutCase } from '../../verify/verify.ts';
import type { Edge } from '../edge.ts';
import { writeText } from '../text-output.ts';
import { chooseVerify, type VerifyChoice } from './verify-choice.ts';

/** Tells what `isolab verify` would run: a line a case and a pair, or one document. */
export const listCases = async (
  edge: Edge,
  choice: VerifyChoice,
  format: 'text' | 'json',
): Promise<number> => {
  const { plan } = await chooseVerify(edge, choice);
  if (format === 'json') {
    const { cases, pairs } = plan;
    edge.stdout.write(`${jsonText({ format: 1, cases: cases.map(aboutCase), pairs }, 2)}\n`);
  } else {
    writeText(
      edge,
      edge.stdout,
      linesOf(plan)
        .map((line) => `${printable(line)}\n`)
        .join(''),
    );
  }
  return exitCodes.ok;
};

/** The cases of each lesson, then its pairs. */
const linesOf = ({ cases, pairs }: VerifyPlan): readonly string[] =>
  [...Map.groupBy(cases, ({ lesson }) => lesson.id)].flatMap(([lesson, own]) => [
    ...own.map(({ id, requested }) => (requested ? id : `${id} (only for its pair)`)),
    ...pairs.flatMap((pair) => (pair.lesson === lesson ? [pair.id] : [])),
  ]);
