import type { Recording } from './recording.ts';

/** Whose turn it was in a recording, a session a step of its script; further attempts have no turn. */
export const recordedTurns = (recording: Recording): readonly string[] => {
  const [begin] = recording;
  const written = begin?.type === 'run-started' ? begin.script.steps.length : 0;
  return recording.flatMap((event) => {
    const isStep = event.type === 'statement-sent' ? event.by === 'script' : event.type === 'step-skipped';
    if (!isStep || !('step' in event) || event.step === undefined) return [];
    return event.step < written ? [event.session] : [];
  });
};
