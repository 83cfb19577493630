import { execFile } from 'node:child_process';
import { it } from 'vitest';

/** What a program complained of; undefined when it was content. */
const complaint = (program: string, args: readonly string[]): Promise<string | undefined> =>
  new Promise((resolve) => {
    execFile(`node_modules/.bin/${program}`, args, { maxBuffer: 100_000_000 }, (error, stdout, stderr) =>
      resolve(error === null ? undefined : `${stdout}\n${stderr}`.trim() || error.message),
    );
  });

/** What looks at the files alone, beside the tests that wait for servers. */
it.concurrent.for([
  ['types', 'tsc'],
  ['format', 'biome', 'check', '.'],
  ['lint, import directions and cycles', 'oxlint', '--type-aware', '--deny-warnings'],
] as const)('%s', async ([, program, ...args]) => {
  const said = await complaint(program, args);
  if (said !== undefined) throw new Error(said);
});
