import { expect, it } from 'vitest';
import { lessonById, lessonsFolder, loadCatalogue } from '../../src/index.ts';
import { levels } from '../../src/lesson/level.ts';
import { scriptOf } from '../../src/lesson/script.ts';

const lesson = lessonById(await loadCatalogue(lessonsFolder()), 'duplicate-book');

/** How often the book is stored, as the lesson claims it and verify proves it. */
const copies = (variant: string | undefined): string =>
  levels
    .map((level) => {
      const { end } = scriptOf(lesson, { level, ...(variant !== undefined && { variant }) });
      const books = end?.tables?.['books'];
      if (books?.kind !== 'exact') throw new Error('The rows of books are not claimed.');
      return books.rows.filter(([, name]) => name === 'Sapiens').length;
    })
    .join(' ');

it('tells in its table what its runs claim, of every order at every level', () => {
  for (const level of levels) {
    const { why } = scriptOf(lesson, { level, variant: 'old-snapshot' }).steps.at(-1) ?? {};
    const text = typeof why === 'string' ? why : '';
    const rows = [...text.matchAll(/^([A-Za-z, ]+?) +((?:\d *){4})$/gm)];
    expect(rows.map(([, order, told = '']) => [order, told.replaceAll(/ +/g, ' ')])).toEqual([
      ['both look, then both insert', copies(undefined)],
      ['B looks, A is uncommitted', copies('later')],
      ['B looks late, old snapshot', copies('old-snapshot')],
      ['both look, unique index', copies('unique-index')],
    ]);
  }
});
