import { findOnPath, plainEnv, runCommand } from '../command.ts';
import { noServer } from '../failure.ts';
import type { ServerContext } from '../provider.ts';
import { architectures } from './architecture.ts';
import { findPackageSource, type PackageSource } from './package-source.ts';
import type { Recipe } from './recipe.ts';

/** A machine that a server can be fetched on. */
export interface AptMachine {
  readonly source: PackageSource;
  /** As dpkg calls it. */
  readonly architecture: string;
}

/** What the machine must offer. @throws UserError saying what is missing. */
export const aptMachine = async (recipe: Recipe, context: ServerContext): Promise<AptMachine> => {
  const refuse = (why: string): Error =>
    noServer(`The embedded server cannot be fetched here: ${why}.`, recipe.instead(context.platform));
  if (context.platform !== 'linux') throw refuse('it needs Linux with apt (Debian, Ubuntu)');
  for (const tool of ['apt-get', 'apt-cache', 'apt-config', 'dpkg', 'dpkg-deb']) {
    if ((await findOnPath(tool, context.env)) === undefined) throw refuse(`there is no ${tool} on PATH`);
  }
  const printed = await runCommand({
    file: 'dpkg',
    args: ['--print-architecture'],
    env: plainEnv(context.env),
    signal: context.signal,
  });
  const architecture = printed.stdout.trim();
  if (!architectures.some((one) => one.debian === architecture && one.node === process.arch)) {
    throw refuse(`there is no ${recipe.name} for ${architecture}`);
  }
  const source = await findPackageSource();
  if (source === undefined) {
    throw refuse("Debian's archive keyring is missing (apt-get install debian-archive-keyring brings it)");
  }
  return { source, architecture };
};
