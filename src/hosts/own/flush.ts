import { plainEnv, runCommand } from '../command.ts';
import { fullDiskIn } from '../failure.ts';
import type { ServerContext } from '../provider.ts';

/**
 * Brings a folder to the disk before it gets its final name: otherwise a power cut soon after could leave
 * empty files under that name.
 */
export const flush = async (folder: string, context: ServerContext): Promise<void> => {
  const result = await runCommand({
    file: 'sync',
    // Only Linux can do it for one file system; the option is GNU's. sync(1)
    args: process.platform === 'linux' ? ['--file-system', folder] : [],
    env: plainEnv(context.env),
    signal: context.signal,
  });
  if (result.exitCode !== 0) throw fullDiskIn(result.stderr) ?? new Error(`sync: ${result.stderr}`);
};
