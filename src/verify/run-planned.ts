import type { CaseRun } from './case-result.ts';
import type { Case } from './cases.ts';
import { runBurst } from './run-burst.ts';
import { type CaseSurroundings, runCase } from './run-case.ts';

/** Proves what a case proves, once, in a sandbox of its own. */
export const runPlanned = (proves: Case['proves'], surroundings: CaseSurroundings): Promise<CaseRun> =>
  proves.kind === 'burst' ? runBurst(proves.burst, surroundings) : runCase(proves.script, surroundings);
