// A program that takes a run through many large answers: a process whose memory a test measures, with --expose-gc. It
// writes a line of JSON: what each statement came to, in a word, and the memory that the run holds then, in bytes.
import { systemClock as clock } from '../../src/cli/clock.ts';
import { startRun } from '../../src/engine/run/start-run.ts';
import { MysqlLab } from '../../src/mysql/lab-server.ts';
import { scriptOfSteps, step } from '../engine/script-of.ts';

const [, , address = '', sql = '', count = ''] = process.argv;
const words: string[] = [];
let held = 0;
{
  const server = { address: JSON.parse(address), provider: 'embedded', place: 'the test server' } as const;
  await using lab = await MysqlLab.open(server);
  const script = scriptOfSteps([step('A', 'SELECT 1')]);
  await using run = await startRun({ script, server: lab, clock, emit: () => {} });
  for (let sent = 0; sent < Number(count); sent++) {
    const { timeline } = await run.submit('A', sql);
    const last = timeline.at(-1);
    const outcome = last?.kind === 'statement' ? last.outcome : undefined;
    words.push(outcome?.kind === 'error' ? outcome.symbol : (outcome?.kind ?? 'nothing'));
  }
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  held = heapUsed + external;
}
process.stdout.write(`${JSON.stringify({ words, held })}\n`);
