import type { ScrollAction } from '../keys/scroll.ts';
import type { Areas } from '../model/messages.ts';
import type { Model } from '../model/model.ts';
import { cellInHand, rowsOf } from './compared-rows.ts';

type Area = Areas['overlay'];

/** To another row; a page scrolls what is seen, and the cell in hand goes with it. */
export const moveCompared = (model: Model, move: ScrollAction, area: Area): Model => {
  const { run, overlay } = model;
  if (run?.comparison === undefined || overlay?.kind !== 'compare') return model;
  const { comparison } = run;
  const rows = rowsOf(comparison);
  const { row, column } = cellInHand(comparison);
  const by = Math.max(1, area.page - 1);
  const paged = (scroll: number) => ({ scroll, row: firstFrom(scroll, area, row) });
  const stepped = (wanted: number) => {
    const at = Math.max(0, Math.min(rows.length - 1, wanted));
    return { scroll: seenFrom(at, overlay.scroll, area), row: at };
  };
  const to = {
    up: () => stepped(row - 1),
    down: () => stepped(row + 1),
    first: () => stepped(0),
    last: () => stepped(rows.length - 1),
    'page-up': () => paged(Math.max(0, overlay.scroll - by)),
    'page-down': () => paged(Math.min(area.max, overlay.scroll + by)),
  }[move]();
  const cursor = { step: rows[to.row]?.from ?? 0, column };
  return {
    ...model,
    overlay: { ...overlay, scroll: to.scroll },
    run: { ...run, comparison: { ...comparison, cursor } },
  };
};

/** To the next column or the one before. */
export const moveColumn = (model: Model, by: 1 | -1): Model => {
  const { run } = model;
  if (run?.comparison === undefined) return model;
  const { comparison } = run;
  const { row, column } = cellInHand(comparison);
  const cursor = {
    step: rowsOf(comparison)[row]?.from ?? 0,
    column: Math.max(0, Math.min(comparison.columns.length - 1, column + by)),
  };
  return { ...model, run: { ...run, comparison: { ...comparison, cursor } } };
};

/** The first row that begins there or later; the last one, where none does. */
const firstFrom = (line: number, { starts = [] }: Area, otherwise: number): number => {
  if (starts.length === 0) return otherwise;
  const row = starts.findIndex((start) => start >= line);
  return row < 0 ? starts.length - 1 : row;
};

/** The lines above the window from which a row is seen: as many as before where it is seen already. */
const seenFrom = (row: number, scroll: number, { starts = [], page, max }: Area): number => {
  const top = row === 0 ? 0 : (starts[row] ?? 0);
  const bottom = starts[row + 1] ?? max + page;
  if (top < scroll) return top;
  return bottom > scroll + page ? Math.min(top, bottom - page) : scroll;
};
