import type { LabEvent } from './events.ts';
import { jsonText } from './json-text.ts';

/** One event as one line of a recording, with its line break. */
export const recordingLine = (event: LabEvent): string => `${jsonText(event)}\n`;
