import { widthOf } from './fit.ts';

/** Who waits for whom, from left to right, and the last one for the first: three lines. */
export const ring = (
  names: readonly { readonly name: string; readonly painted: string }[],
  paint: (text: string) => string,
): readonly string[] => {
  const arrow = ' ──▶ ';
  const back = names.slice(0, -1).reduce((sum, { name }) => sum + widthOf(name) + widthOf(arrow), 0) - 1;
  return [
    names.map(({ painted }) => painted).join(paint(arrow)),
    paint(`▲${' '.repeat(back)}│`),
    paint(`╰${'─'.repeat(back)}╯`),
  ];
};
