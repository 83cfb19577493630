import type { LabEvent } from '../../engine/events.ts';
import type { Finding } from '../../engine/judge/finding.ts';
import { reduce } from '../../engine/reduce.ts';
import type { LabState } from '../../engine/state.ts';
import { type TextOptions, TextReport } from '../text.ts';

/** What happened up to a place, as mysql clients side by side, with failed steps marked; one line an entry. */
export const transcriptLines = (
  recording: readonly LabEvent[],
  upTo: Finding['place'],
  options: Pick<TextOptions, 'width' | 'color' | 'failed'>,
): readonly string[] => {
  const lines: string[] = [];
  const report = new TextReport({
    ...options,
    bare: true,
    write: (text) => lines.push(...text.trimEnd().split('\n')),
  });
  let state: LabState | undefined;
  for (const event of recording.slice(0, lengthUpTo(recording, upTo))) {
    state = reduce(state, event);
    report.tell(event, state);
  }
  return lines;
};

/** All events until everything is settled after what came of the step. */
const lengthUpTo = (recording: readonly LabEvent[], place: Finding['place']): number => {
  if (typeof place !== 'number') return recording.length;
  const sent = recording.find(
    (event) => event.type === 'statement-sent' && event.by === 'script' && event.step === place,
  );
  const statement = sent?.type === 'statement-sent' ? sent.statement : undefined;
  const over = recording.findIndex(
    (event) =>
      (event.type === 'step-skipped' && event.step === place) ||
      (event.type === 'statement-finished' && event.statement === statement),
  );
  if (over < 0) return recording.length;
  const settled = recording.findIndex((event, index) => index > over && event.type === 'settled');
  return settled < 0 ? recording.length : settled + 1;
};
