import type { LabEvent } from '../engine/events.ts';
import { jsonText } from '../engine/json-text.ts';
import { recordingLine } from '../engine/recording-line.ts';
import type { LabState } from '../engine/state.ts';
import { runReport } from '../report/json.ts';
import { TextReport } from '../report/text.ts';
import { type Edge, wantsColor, widthOf } from './edge.ts';
import { writeText } from './text-output.ts';

export type RunFormat = 'text' | 'json' | 'ndjson';

/** Writes a run to stdout in one of the formats, as it happens or, as one JSON document, at its end. */
export const reporterFor = (
  format: RunFormat,
  { stdout, env }: Edge,
): ((event: LabEvent, state: LabState) => void) => {
  switch (format) {
    case 'text': {
      const report = new TextReport({
        width: widthOf(stdout),
        color: wantsColor(stdout, env),
        write: (text) => writeText({ env }, stdout, text),
      });
      return (event, state) => report.tell(event, state);
    }
    case 'ndjson':
      return (event) => stdout.write(recordingLine(event));
    case 'json':
      return (event, state) => {
        if (event.type === 'run-finished') stdout.write(`${jsonText(runReport(state), 2)}\n`);
      };
  }
};
