import stringWidth from 'string-width';

/** How a piece of a row looks, as its escapes say. */
interface Look {
  readonly color?: keyof typeof colors;
  readonly isBold: boolean;
  readonly isFaint: boolean;
  readonly isUnderlined: boolean;
  readonly isInverse: boolean;
}

interface Piece extends Look {
  readonly text: string;
  /** Columns from the left. */
  readonly at: number;
  readonly width: number;
}

/** A terminal's screen as a picture: rows with the escapes that colour them, on white. */
export const svgOf = (rows: readonly string[], title: string): string => {
  const columns = Math.max(...rows.map((row) => stringWidth(row)));
  const width = columns * cell.width + 2 * margin;
  const height = rows.length * cell.height + 2 * margin;
  const lines = rows.flatMap((row, index) => rowLines(piecesOf(row), index));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<style>${style}</style>`,
    `<rect class="screen" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="6"/>`,
    ...lines,
    '</svg>',
    '',
  ].join('\n');
};

const cell = { width: 8, height: 17, baseline: 13 } as const;
const margin = 10;

/** Of the sixteen colours of a terminal, those that a theme for light screens takes; all are read well on white. */
const colors = {
  30: '#1f2328',
  31: '#cf222e',
  32: '#116329',
  34: '#0550ae',
  35: '#8250df',
  36: '#0a6e75',
  90: '#59636e',
} as const;

const style = [
  'text{font:13.3px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#1f2328}',
  '.screen{fill:#fff;stroke:#d0d7de}',
  '.b{font-weight:700}.f{fill:#59636e}.u{text-decoration:underline}.i{fill:#fff}.back{fill:#1f2328}',
  ...Object.entries(colors).map(([code, color]) => `.c${code}{fill:${color}}`),
].join('');

const rowLines = (pieces: readonly Piece[], row: number): readonly string[] => {
  const top = margin + row * cell.height;
  const words = pieces.map(trimmed).filter(({ text }) => text !== '');
  const backs = pieces.filter(({ isInverse }) => isInverse);
  return [
    ...backs.map(
      ({ at, width }) =>
        `<rect class="back" x="${xOf(at)}" y="${top}" width="${width * cell.width}" height="${cell.height}"/>`,
    ),
    ...(words.length === 0 ? [] : [`<text y="${top + cell.baseline}">${words.map(tspan).join('')}</text>`]),
  ];
};

/** Without the spaces at its ends, which some programs would drop and others draw. */
const trimmed = (piece: Piece): Piece => {
  const text = piece.text.trim();
  const before = piece.text.length - piece.text.trimStart().length;
  return { ...piece, text, at: piece.at + before, width: stringWidth(text) };
};

const xOf = (column: number): number => margin + column * cell.width;

/** As wide as its columns whatever font there is, so that lines meet. */
const tspan = (piece: Piece): string => {
  const classes = classesOf(piece);
  const look = classes === '' ? '' : ` class="${classes}"`;
  return `<tspan x="${xOf(piece.at)}" textLength="${piece.width * cell.width}" lengthAdjust="spacingAndGlyphs"${look}>${escaped(piece.text)}</tspan>`;
};

const classesOf = ({ color, isBold, isFaint, isUnderlined, isInverse }: Look): string =>
  [
    ...(isBold ? ['b'] : []),
    ...(isFaint ? ['f'] : []),
    ...(color === undefined ? [] : [`c${color}`]),
    ...(isUnderlined ? ['u'] : []),
    ...(isInverse ? ['i'] : []),
  ].join(' ');

/** Pieces of one look. */
const piecesOf = (row: string): readonly Piece[] => {
  const pieces: Piece[] = [];
  let look = plain;
  let at = 0;
  for (const part of row.split(escapePattern)) {
    if (part.startsWith(escapeStart)) {
      look = part.slice(escapeStart.length, -1).split(';').reduce(after, look);
      continue;
    }
    // Words that stand far apart are pieces of their own, so that fonts cannot move columns.
    for (const text of part.split(/( {2,})/)) {
      const width = stringWidth(text);
      if (width > 0) pieces.push({ ...look, text, at, width });
      at += width;
    }
  }
  return pieces;
};

const escapeStart = '\u001B[';

/** What sets a look, kept among the pieces between. */
const escapePattern = new RegExp(`(${escapeStart.replace('[', '\\[')}[\\d;]*m)`);

const plain: Look = { isBold: false, isFaint: false, isUnderlined: false, isInverse: false };

const isColor = (code: number): code is keyof typeof colors => Object.hasOwn(colors, code);

/** What a code of SGR does to a look. */
const after = (look: Look, word: string): Look => {
  const code = Number(word);
  const { color: _, ...uncolored } = look;
  if (isColor(code)) return { ...look, color: code };
  switch (code) {
    case 0:
      return plain;
    case 1:
      return { ...look, isBold: true };
    case 2:
      return { ...look, isFaint: true };
    case 22:
      return { ...look, isBold: false, isFaint: false };
    case 4:
      return { ...look, isUnderlined: true };
    case 24:
      return { ...look, isUnderlined: false };
    case 7:
      return { ...look, isInverse: true };
    case 27:
      return { ...look, isInverse: false };
    case 39:
      return uncolored;
    default:
      throw new Error(`The picture knows no look for code ${word}`);
  }
};

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
