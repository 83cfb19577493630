import { exitCodes } from '../../errors.ts';
import { letterLines } from '../../report/map/text.ts';
import { paintFor } from '../../report/paint.ts';
import { type Edge, wantsColor, widthOf } from '../edge.ts';
import { writeText } from '../text-output.ts';

/** Writes what the letters mean. */
export const mapLetters = (edge: Edge): number => {
  const { stdout, env } = edge;
  const lines = letterLines(Math.min(100, widthOf(stdout)), paintFor(wantsColor(stdout, env)));
  writeText(edge, stdout, `${lines.join('\n')}\n`);
  return exitCodes.ok;
};
