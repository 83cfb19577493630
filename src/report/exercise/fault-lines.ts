import { printable } from '../../printable.ts';
import { clip, hanging } from '../../text/fit.ts';

/** What is wrong with a file: words that are wrapped, and its lines as they are. */
export const faultLines = (text: string, before: string, width: number): readonly string[] =>
  text
    .split('\n')
    .flatMap((line) =>
      isOfFrame(line)
        ? [before + clip(printable(line), width - before.length)]
        : hanging(before, printable(line), width),
    );

/** A line of their file, or the marker under it: broken, they would not stand under each other. */
const isOfFrame = (line: string): boolean => /^ +\d* +\| |^ +\d+ \|$/.test(line);
