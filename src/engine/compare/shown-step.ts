import type { Script, ScriptStep } from '../../lesson/script.ts';
import type { Values } from '../../lesson/step.ts';
import { type SentTo, sentOf } from '../sent.ts';
import { statementOfStep } from '../taken.ts';
import type { AlignedStep } from './aligned-steps.ts';
import { type ComparedRun, labOf } from './compared-run.ts';

/** A step as one of the runs has it. */
export interface ShownStep {
  readonly sent: SentTo;
  readonly session: string;
  /** Its number in the run that is open; there it may have none. */
  readonly number: number | undefined;
  readonly script: Script;
}

/** The step as the open run has it, or else as the first that has it. */
export const shownStep = (runs: readonly ComparedRun[], places: AlignedStep): ShownStep | undefined => {
  const open = runs.findIndex(({ isOpen }) => isOpen);
  const isThere = places[open] !== undefined;
  const at = isThere ? open : places.findIndex((place) => place !== undefined);
  const run = runs[at];
  const sent = run && sentIn(run, places[at]);
  const session = run?.script.steps[places[at] ?? -1]?.session;
  if (run === undefined || sent === undefined || session === undefined) return undefined;
  return { sent, session, number: isThere ? (places[at] ?? 0) + 1 : undefined, script: run.script };
};

const sentIn = (run: ComparedRun, place: number | undefined): SentTo | undefined => {
  const lab = labOf(run);
  const entry = lab && place !== undefined ? statementOfStep(lab, place) : undefined;
  return entry ?? plannedIn(run.script, place);
};

/** What a script sends in a step as far as that is known before; undefined where there is no such step. */
export const plannedIn = (script: Script, place: number | undefined): SentTo | undefined => {
  const step = script.steps[place ?? -1];
  return step && sentOf(step, knownIn(script, step));
};

const knownIn = ({ sessions }: Script, { session }: ScriptStep): Values =>
  sessions.find(({ name }) => name === session)?.values ?? {};
