import { unlessAborted } from '../ending.ts';
import type { LabEvent } from '../engine/events.ts';
import type { Finding } from '../engine/judge/finding.ts';
import { judge } from '../engine/judge/judge.ts';
import { evidenceToJudge } from '../engine/judge/judge-happened.ts';
import { missedWait } from '../engine/judge/missed-wait.ts';
import type { Clock, LabServer } from '../engine/ports.ts';
import type { LessonRun, RunOptions } from '../engine/run/run.ts';
import { startRun } from '../engine/run/start-run.ts';
import type { LabState } from '../engine/state.ts';
import { UserError } from '../errors.ts';
import { failureWords } from '../failure-words.ts';
import type { Script } from '../lesson/script.ts';
import { type CaseError, type CaseRun, invariantSeen } from './case-result.ts';
import { storyOf } from './story.ts';

type Evidence = NonNullable<RunOptions['evidence']>;

export interface CaseSurroundings {
  readonly server: LabServer;
  readonly clock: Clock;
  /** How long a case may take altogether, in ms, before it counts as broken. */
  readonly limitMs: number;
  /** What its run is judged by; repetitions are compared in everything, since they may differ in between alone. */
  readonly evidence: Evidence;
  /** Ends the case and removes its sandbox; then `runCase` rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * Runs a script to its end in a sandbox of its own and judges it. What goes wrong is part of the result. A run
 * in which a wait was over before it could be seen proves nothing; it is made anew.
 */
export const runCase = async (script: Script, surroundings: CaseSurroundings): Promise<CaseRun> => {
  const { clock, limitMs } = surroundings;
  const evidence = surroundings.evidence === 'everything' ? surroundings.evidence : evidenceToJudge(script);
  const begunAt = clock.now();
  const limit = AbortSignal.timeout(limitMs);
  const runWith = (how: Evidence) => runOnce(script, how, { ...surroundings, limit });
  for (let runs = 1; ; runs++) {
    const { hasMissedWait, ...run } = await runWith(evidence);
    if (hasMissedWait && runs < mostRuns) continue;
    const shown = run.status === 'failed' && evidence === 'outcomes' ? await seenAgain(run, runWith) : run;
    return { ...shown, ms: clock.now() - begunAt };
  }
};

/**
 * To judge a run its outcomes are enough. Who is to be shown what went wrong sees everything of it, if it happens again;
 * whatever comes of that, the run has failed.
 */
const seenAgain = async (run: OneRun, runWith: (how: Evidence) => Promise<OneRun>): Promise<OneRun> => {
  try {
    const { findings, recording, error } = await runWith('everything');
    const isSame = JSON.stringify(findings) === JSON.stringify(run.findings);
    return { ...run, ...(isSame && { recording }), ...(error && { error }) };
  } catch {
    // It was called off.
    return run;
  }
};

/** A server whose waits can never be seen is judged by what there is. */
const mostRuns = 10;

type OneRun = Omit<CaseRun, 'ms'>;

const runOnce = async (
  script: Script,
  evidence: Evidence,
  { server, clock, limitMs, limit, signal }: CaseSurroundings & { readonly limit: AbortSignal },
): Promise<OneRun & { readonly hasMissedWait: boolean }> => {
  signal?.throwIfAborted();
  const stop = signal ? AbortSignal.any([signal, limit]) : limit;
  const recording: LabEvent[] = [];
  const broken = Promise.withResolvers<never>();
  const starting = startRun({
    script,
    server,
    clock,
    evidence,
    signal: stop,
    emit: (event) => recording.push(event),
    onBroken: broken.reject,
  });
  let outcome: Outcome;
  try {
    const finished = starting.then((run) => run.finish());
    const state = await unlessAborted(Promise.race([finished, broken.promise]), stop);
    outcome = { state };
  } catch (error) {
    outcome = { error: limit.aborted ? tooSlow(limitMs, error) : error };
  }
  const removal = await remove(starting);
  signal?.throwIfAborted();
  const error = 'error' in outcome ? outcome.error : removal?.error;
  const about = { recording, story: storyOf(recording) };
  if (error !== undefined || 'error' in outcome) {
    return { status: 'broken', ...about, findings: [], error: caseErrorOf(error), hasMissedWait: false };
  }
  const findings = judge(outcome.state);
  const invariant = invariantSeen(outcome.state);
  const hasMissedWait = missedWait(outcome.state);
  return { status: statusOf(findings), ...about, findings, ...(invariant && { invariant }), hasMissedWait };
};

type Outcome = { readonly state: LabState } | { readonly error: unknown };

/** Waits until nothing is left of the sandbox; gives the error when that was not possible. */
const remove = async (starting: Promise<LessonRun>): Promise<{ readonly error: unknown } | undefined> => {
  const [begun] = await Promise.allSettled([starting]);
  if (begun.status === 'rejected') return undefined;
  const [removed] = await Promise.allSettled([begun.value[Symbol.asyncDispose]()]);
  return removed.status === 'rejected' ? { error: removed.reason } : undefined;
};

/** Of a run that came to its end. */
export const statusOf = (findings: readonly Finding[]): 'passed' | 'failed' | 'unproven' => {
  if (findings.some(({ verdict }) => verdict === 'fails')) return 'failed';
  return findings.some(({ verdict }) => verdict === 'unproven') ? 'unproven' : 'passed';
};

export const tooSlow = (limitMs: number, cause: unknown): UserError =>
  new UserError(`It was not at its end after ${limitMs / 1000} s.`, {
    next: ['Look for a statement that runs for long, or give more time with --limit.'],
    cause,
  });

/** An error as people who verify see it: a bug of the lab keeps its stack. */
export const caseErrorOf = (error: unknown): CaseError => failureWords(error);
