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
 * Where things are on the run screen. stacked: transcripts above, guide and data below, side by side.
 * side: guide and data in a column of their own at the right.
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

/**
 * `heads` is whether the state of the sessions takes a row above the transcripts; `says` whether the guide
 * has much to say and wants more room: the end, or a problem.
 */
export const runLayout = ({ columns, rows }: Size, heads: boolean, says: boolean): RunLayout => {
  const headerRows = rows >= 30 ? 2 : 1;
  // Without the header, the next step and the footer.
  const inner = rows - headerRows - 2;
  const top = heads ? 2 : 1;
  const ruled = rows >= 30;
  if (columns >= 140) {
    const right = Math.max(46, Math.min(64, Math.round(columns * 0.34)));
    const guide = Math.round((inner - 2) * (says ? 0.65 : 0.5));
    return {
      kind: 'side',
      headerRows,
      ruled,
      main: { width: columns - right - 1, height: inner - top },
      guide: { width: right, height: guide },
      data: { width: right, height: inner - 2 - guide },
    };
  }
  const room = inner - top - 1;
  const bottom = Math.max(5, Math.round(room * (says ? 0.6 : 0.38)));
  const guide = Math.round(columns * 0.58);
  return {
    kind: 'stacked',
    headerRows,
    ruled,
    main: { width: columns, height: room - bottom },
    guide: { width: guide, height: bottom },
    data: { width: columns - guide - 1, height: bottom },
  };
};
