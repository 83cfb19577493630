import { stripVTControlCharacters } from 'node:util';
import { expect } from 'vitest';
import { widthOf } from '../../src/text/fit.ts';
import type { Model } from '../../src/ui/model/model.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import type { Size } from '../../src/ui/view/layout.ts';
import { linearLines } from '../../src/ui/view/linear-lines.ts';
import { screenOf } from '../../src/ui/view/screen-of.ts';
import { svgOf } from './svg.ts';

/** How long a wait has lasted by then, in ms. */
const later = 2400;

const sizes: readonly Size[] = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 36 },
  { columns: 200, rows: 60 },
];

/** One moment at three sizes, as text for a reviewer and as a picture, and as it is heard. */
export const expectShown = async (name: string, title: string, model: Model): Promise<void> => {
  const texts: string[] = [];
  for (const size of sizes) {
    const at = `${size.columns}x${size.rows}`;
    const { rows } = screenOf(model, size, later, makeTheme('light'));
    for (const row of rows) expect([widthOf(row), row]).toEqual([size.columns, row]);
    texts.push(`${at}\n\n${rows.map((row) => stripVTControlCharacters(row).trimEnd()).join('\n')}`);
    await expect(svgOf(rows, `${title} ${at}`)).toMatchFileSnapshot(`shown/${name}-${at}.svg`);
  }
  texts.push(`heard\n\n${linearLines(model, later, makeTheme(false)).join('\n')}`);
  await expect(`${texts.join('\n\n')}\n`).toMatchFileSnapshot(`shown/${name}.txt`);
};
