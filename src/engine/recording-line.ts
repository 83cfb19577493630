import type { LabEvent } from './events.ts';

/** One event as one line of a recording, with its line break. */
export const recordingLine = (event: LabEvent): string => `${JSON.stringify(event)}\n`;
