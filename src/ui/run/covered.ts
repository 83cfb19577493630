import type { LabState } from '../../engine/state.ts';
import type { RunModel } from '../model/run.ts';
import { nextQuestion } from './question.ts';
import { askedAbout } from './reveals.ts';
import { unansweredSteps } from './unanswered.ts';

/**
 * The sessions of which what they would read answers a question: the one that is open, or that of the next step in which a session
 * reads, once somebody else has acted since the session has. The answer would stand there before the question is asked.
 */
export const coveredSessions = (run: RunModel): readonly string[] => {
  const { lab } = run;
  if (lab === undefined) return [];
  const open = nextQuestion(run);
  const toCome = comingQuestions(run, lab)
    .flatMap((step) => sessionsOf(lab, step))
    .filter((session) => othersActedSince(lab, session));
  return [...new Set([...(open ? sessionsOf(lab, open.step) : []), ...toCome])];
};

/** The next steps of sessions that have a question which is not answered. */
const comingQuestions = (run: RunModel, lab: LabState): readonly number[] => {
  const { steps } = lab.script;
  const { steps: taken } = lab;
  const isTaken = (step: number): boolean => taken[step]?.status !== 'pending';
  const isNext = (step: number): boolean =>
    steps.every(
      (one, at) => at >= step || one.session !== steps[step]?.session || isTaken(at) || begins(one.sql),
    );
  return unansweredSteps(lab, run).filter(isNext);
};

/** What they would read tells what a SELECT gives, not whether an UPDATE waits or how many rows it finds. */
const sessionsOf = (lab: LabState, question: number): readonly string[] =>
  askedAbout(lab, question).flatMap((step) => {
    const asked = lab.script.steps[step];
    return asked && reads(asked.sql) ? [asked.session] : [];
  });

const reads = (sql: string): boolean => /^\s*(?:\(|(?:select|table|values|with|call|execute)\b)/i.test(sql);

/** Nothing is read on the way to what comes after it. */
const begins = (sql: string): boolean => /^\s*(?:begin|start\s+transaction|set)\b/i.test(sql);

const othersActedSince = ({ timeline }: LabState, session: string): boolean =>
  timeline.findLast((one) => one.kind === 'statement')?.session !== session;
