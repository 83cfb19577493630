import type { RunModel } from '../model/run.ts';
import { drawRow, newestOf, type TranscriptRow, type TranscriptStyle } from './transcript.ts';
import { type Window, windowOnRows } from './window.ts';

/**
 * The part of the transcripts that is seen: their end, where nobody has scrolled, or as much of it as leaves the statement that was
 * sent last on the screen.
 */
export const transcriptWindow = (
  rows: readonly TranscriptRow[],
  { lab, script, scroll }: Pick<RunModel, 'lab' | 'script' | 'scroll'>,
  area: { readonly height: number },
  style: TranscriptStyle,
): Window => {
  const newest = newestOf(lab);
  const at = rows.findLastIndex(
    ({ statement }) => statement !== undefined && statement === newest?.statement,
  );
  const end = Math.max(0, rows.length - area.height);
  const drawing = { ...style, newest };
  return windowOnRows(rows, scroll.main ?? (at < 0 ? end : Math.min(at, end)), area, (row) =>
    drawRow(row, script, drawing),
  );
};
