import { exitCodes, UserError } from '../errors.ts';
import { lastLines, noServer, quoting } from './failure.ts';
import type { Provider, ServerContext } from './provider.ts';

/** What is looked for, for people, and what they can do when there is none. */
export interface Looked {
  /** For instance "MySQL server". */
  readonly for: string;
  readonly ways: readonly string[];
}

/**
 * Takes the first provider that applies and comes up.
 *
 * @throws UserError (exit code 3) when none serves, saying for each one why not; or the signal's reason.
 */
export const firstThatServes = async <Wish, Started>(
  looked: Looked,
  providers: readonly Provider<Wish, Started, string>[],
  wish: Wish,
  context: ServerContext,
): Promise<Started> => {
  const refusals: {
    readonly provider: string;
    readonly because: string;
    readonly next: readonly string[];
  }[] = [];
  for (const provider of providers) {
    const { applies, because } = await provider.look(wish, context);
    if (!applies) {
      refusals.push({ provider: provider.name, because, next: [] });
      continue;
    }
    try {
      return await provider.start(wish, context);
    } catch (error) {
      if (!(error instanceof UserError) || error.exitCode !== exitCodes.noServer) throw error;
      context.signal.throwIfAborted();
      context.onProgress({ phase: 'looking', message: `${provider.name}: ${lastLines(error.message)[0]}` });
      refusals.push({ provider: provider.name, because: error.message, next: error.next });
    }
  }
  const reasons = refusals.map(({ provider, because }) => `${provider}: ${because.replaceAll('\n', '\n  ')}`);
  const next = [...refusals.flatMap((refusal) => refusal.next), ...looked.ways];
  throw noServer(quoting(`There is no ${looked.for} to be had.`, reasons), [...new Set(next)]);
};
