/**
 * Columns that a text takes, fast, where every character is one of those that most texts are made of and
 * stands for itself; styles take none. Undefined for the rest (emoji, combining marks, other scripts), which
 * needs a closer look.
 */
export const plainWidth = (text: string): number | undefined => {
  let columns = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === escapeCode) {
      at = endOfStyle(text, at);
      if (at < 0) return undefined;
    } else {
      const width = columnsOf(code);
      if (width === 0) return undefined;
      columns += width;
    }
  }
  return columns;
};

/** As much of the beginning as fits, of a text that has a plain width and no styles. */
export const plainStart = (text: string, width: number): string => {
  let columns = 0;
  let at = 0;
  while (at < text.length) {
    columns += columnsOf(text.charCodeAt(at));
    if (columns > width) break;
    at++;
  }
  return text.slice(0, at);
};

const escapeCode = 0x1b;

/** A link or the end of one, as they are written in link.ts. */
const [linkStart, linkEnd] = ['\u001B]8;', '\u001B\\'];

/** Where a sequence ends that is nothing but a style, such as ESC [ 1 m, or a link; negative for any other. */
const endOfStyle = (text: string, start: number): number => {
  if (text.startsWith(linkStart, start)) {
    const end = text.indexOf(linkEnd, start);
    return end < 0 ? -1 : end + linkEnd.length - 1;
  }
  if (text[start + 1] !== '[') return -1;
  for (let at = start + 2; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x6d) return at;
    const isParameter = (code >= 0x30 && code <= 0x39) || code === 0x3b;
    if (!isParameter) return -1;
  }
  return -1;
};

/** The signs of this program, and the dashes and quotation marks of prose. */
const otherSigns: ReadonlySet<number> = new Set(Array.from('·…‖✓✗↻✎★≠−–—‘’“”', (sign) => sign.charCodeAt(0)));

/** 1 or 2, by the ranges of https://www.unicode.org/Public/UCD/latest/ucd/EastAsianWidth.txt; 0 is not known. */
export const columnsOf = (code: number): 0 | 1 | 2 => {
  if (code >= 0x20 && code <= 0x7e) return 1;
  // Latin letters; boxes and shapes, of which the screen is made; arrows; the other signs of this program.
  if (code >= 0xc0 && code <= 0x24f) return 1;
  if ((code >= 0x25_00 && code <= 0x25_7f) || (code >= 0x25_a0 && code <= 0x25_f9)) return 1;
  if (code >= 0x21_90 && code <= 0x21_93) return 1;
  // What stands for a control character.
  if (code >= 0x24_00 && code <= 0x24_26) return 1;
  if (otherSigns.has(code)) return 1;
  // Chinese characters, kana and Korean syllables.
  if (code >= 0x4e_00 && code <= 0x9f_ff) return 2;
  if ((code >= 0x30_41 && code <= 0x30_96) || (code >= 0x30_a1 && code <= 0x30_fa)) return 2;
  if (code === 0x30_01 || code === 0x30_02) return 2;
  return code >= 0xac_00 && code <= 0xd7_a3 ? 2 : 0;
};
