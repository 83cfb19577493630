import type { Finding } from '../engine/judge/finding.ts';
import type { Case, StepCase } from './case.ts';
import type { CaseRun } from './case-result.ts';
import { runBurst } from './run-burst.ts';
import { type CaseSurroundings, runCase, statusOf } from './run-case.ts';
import { type OrdersSurroundings, runOrders } from './run-orders.ts';
import { runRead } from './run-read.ts';
import { runSolution } from './run-solution.ts';

/** Proves what a case proves, once, in sandboxes of its own. */
export const runPlanned = (proves: Case['proves'], surroundings: OrdersSurroundings): Promise<CaseRun> => {
  switch (proves.kind) {
    case 'steps':
      return runSteps(proves, surroundings);
    case 'burst':
      return runBurst(proves.burst, surroundings);
    case 'orders':
      return runOrders(proves, surroundings);
    case 'read':
      return runRead(proves, surroundings);
    case 'solution':
      return runSolution(proves, surroundings);
  }
};

/** The words of a lesson are claims, too. */
const runSteps = async ({ script, prose }: StepCase, surroundings: CaseSurroundings): Promise<CaseRun> => {
  const run = await runCase(script, surroundings);
  if (prose.length === 0 || run.status === 'broken') return run;
  const findings = [...run.findings, ...prose].toSorted((a, b) => orderOf(a) - orderOf(b));
  return { ...run, findings, status: statusOf(findings) };
};

const orderOf = ({ place }: Finding): number =>
  typeof place === 'number' ? place : Number.POSITIVE_INFINITY;
