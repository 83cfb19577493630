import type { Script } from '../../lesson/script.ts';
import { lanesOf } from './lanes.ts';

/** Below this, nothing can be shown well. */
export const smallest = { columns: 60, rows: 18 } as const;

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

interface Area {
  readonly width: number;
  readonly height: number;
}

/**
 * Where things are on the run screen. stacked: who sees what on top, the transcripts below it, what is said at the bottom.
 * side: who sees what and what is said in a column of their own at the right.
 */
export interface RunLayout {
  readonly kind: 'stacked' | 'side';
  readonly headerRows: 1 | 2;
  readonly main: Area;
  readonly guide: Area;
  readonly data: Area;
  /** There is room for a rule under the names of columns. */
  readonly ruled: boolean;
}

/** One panel over the whole screen, below its head of so many rows. */
export const zoomedLayout = (
  layout: RunLayout,
  panel: 'main' | 'guide' | 'data',
  { columns, rows }: Size,
  headRows: number,
): RunLayout => ({
  ...layout,
  [panel]: { width: columns, height: rows - layout.headerRows - 2 - headRows },
});

/** What is said has the whole column at the right. */
export const withoutData = (layout: RunLayout): RunLayout => ({
  ...layout,
  data: { ...layout.data, height: 0 },
  guide: { ...layout.guide, height: layout.guide.height + layout.data.height + 1 },
});

/** From so many columns on there is a column at the right. */
const sideFrom = 140;

/** How wide the panels of who sees what and of what is said are: as wide as the screen where they stand above and below. */
export const besideWidth = (columns: number, script: Pick<Script, 'sessions' | 'steps'>): number => {
  if (columns < sideFrom) return columns;
  const width = Math.max(60, Math.min(96, Math.round(columns * 0.44)));
  // Who has a lane of their own above the others keeps it.
  const lanes = (room: number): number => lanesOf(script, room - 1).length;
  return lanes(columns - width - 1) < lanes(columns) ? columns : width;
};

export interface Wishes {
  /** How wide the other panels are. */
  readonly beside: number;
  /** The state of the sessions takes a row above the transcripts. */
  readonly heads: boolean;
  /** The guide has much to say and wants more room: a question, the end, or a problem. */
  readonly says: boolean;
  /** So many lines there are of who sees what, and of what is said. */
  readonly data: number;
  readonly guide: number;
  /** So many rows the transcripts have; undefined: all the room that there is. */
  readonly main: number | undefined;
}

export const runLayout = ({ columns, rows }: Size, wishes: Wishes): RunLayout => {
  const headerRows = rows >= 30 ? 2 : 1;
  // Without the header, the next step and the footer.
  const inner = rows - headerRows - 2;
  const top = wishes.heads ? 2 : 1;
  const ruled = rows >= 30;
  const width = wishes.beside;
  if (width < columns) {
    const data = clamp(wishes.data, 3, Math.round((inner - 2) * (wishes.says ? 0.4 : 0.55)));
    return {
      kind: 'side',
      headerRows,
      ruled,
      main: { width: columns - width - 1, height: inner - top },
      data: { width, height: data },
      guide: { width, height: inner - 2 - data },
    };
  }
  const leastData = clamp(wishes.data, 2, Math.max(4, Math.round(inner * 0.32)));
  const room = inner - top - 2;
  const leastGuide = clamp(wishes.guide, 3, Math.round((room - leastData) * (wishes.says ? 0.66 : 0.5)));
  // What the transcripts leave free the others take, who sees what first.
  const spare = Math.max(0, room - leastData - leastGuide - Math.max(3, wishes.main ?? room));
  const data = Math.min(leastData + spare, Math.max(leastData, wishes.data));
  const guide = Math.min(leastGuide + spare - (data - leastData), Math.max(leastGuide, wishes.guide));
  return {
    kind: 'stacked',
    headerRows,
    ruled,
    data: { width, height: data },
    main: { width: columns, height: room - data - guide },
    guide: { width: columns, height: guide },
  };
};

const clamp = (wanted: number, least: number, most: number): number =>
  Math.max(least, Math.min(wanted, most));
