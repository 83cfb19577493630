import type { BurstScript } from '../../src/lesson/burst-script.ts';
import { Application, type RoundOptions, type RoundResult } from '../../src/race/round.ts';

/** One burst in an arena of its own. */
export const oneRound = async (script: BurstScript, options: RoundOptions): Promise<RoundResult> => {
  await using application = await Application.start(script, options);
  return await application.round();
};
