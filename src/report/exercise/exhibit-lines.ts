import type { Exhibited } from '../../exercise/shown-run.ts';
import { printable } from '../../printable.ts';
import { wrapped } from '../../text/fit.ts';
import type { Paint } from '../paint.ts';
import { tableLines } from '../table.ts';
import { TextReport } from '../text.ts';

export interface ExhibitLooks {
  readonly width: number;
  readonly color: boolean;
  readonly paint: Paint;
}

/** What there is to read, and nothing that the lab concludes from it. */
export const exhibitLines = (
  exhibit: Exhibited,
  { width, color, paint }: ExhibitLooks,
): readonly string[] => {
  switch (exhibit.kind) {
    case 'transcript': {
      const parts: string[] = [];
      const write = (part: string): void => void parts.push(part);
      const report = new TextReport({ width, color, write, bare: true, withSeen: false });
      for (const [event, state] of exhibit.run.told) report.tell(event, state);
      return parts.join('').trim().split('\n');
    }
    case 'deadlock':
      return exhibit.text.split('\n').flatMap((line) => wrapped(printable(line), width));
    case 'locks':
      return [paint.faint('performance_schema.data_locks'), ...tableLines(exhibit.locks, width, 5)];
  }
};
