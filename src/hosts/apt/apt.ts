import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CommandResult, plainEnv, runCommand } from '../command.ts';
import { fullDiskIn, lastLines, noServer, quoting } from '../failure.ts';
import type { ServerContext } from '../provider.ts';
import type { AptMachine } from './machine.ts';
import type { PackageSource } from './package-source.ts';
import type { Recipe } from './recipe.ts';

/**
 * An apt of our own: it downloads and checks like the machine's, needs no rights, and shares nothing with it
 * but the way to the network (and, on Ubuntu, the sources). `Dir::State::status` empty means that it takes
 * no installed package for granted.
 */
export interface PrivateApt {
  /** Fetches the package lists. `onShare` gets the share done, from 0 to 1. Returns what a person should know. */
  update(onShare: (done: number) => void): Promise<string[]>;
  /** The packages that the server needs to run, itself included. */
  resolve(): Promise<ResolvedPackages>;
  /** Downloads packages into a folder; apt checks their hashes against the signed lists. */
  download(packages: readonly string[], folder: string, onShare: (done: number) => void): Promise<void>;
}

export interface ResolvedPackages {
  /** The one that was asked for, and its version. */
  readonly server: string;
  readonly version: string;
  readonly packages: readonly string[];
}

/** @throws UserError or the system's error (see explainFileError) when its files cannot be written. */
export const makePrivateApt = async (
  recipe: Recipe,
  folder: string,
  { source, architecture }: AptMachine,
  context: ServerContext,
): Promise<PrivateApt> => {
  const configFile = join(folder, 'apt.conf');
  const env = plainEnv(context.env, { APT_CONFIG: configFile });
  const run = (
    args: readonly string[],
    onShare?: (done: number) => void,
    cwd?: string,
  ): Promise<CommandResult> =>
    runCommand({
      file: 'apt-get',
      args: ['-q', ...(onShare ? ['-o', 'APT::Status-Fd=3'] : []), ...args],
      env,
      signal: context.signal,
      ...(cwd !== undefined && { cwd }),
      ...(onShare && { onStatus: (line: string) => reportShare(line, onShare) }),
    });
  const fail = (what: string, output: string): Error =>
    fullDiskIn(output) ??
    noServer(quoting(`${what} (${source.label}). apt says:`, aptErrors(output)), [
      'See that this machine reaches the network; a proxy can be set in http_proxy or in /etc/apt/apt.conf.d.',
      ...recipe.instead(context.platform),
    ]);

  await mkdir(join(folder, 'lists/partial'), { recursive: true, mode: 0o700 });
  await mkdir(join(folder, 'cache/archives/partial'), { recursive: true, mode: 0o700 });
  await mkdir(join(folder, 'empty'), { recursive: true, mode: 0o700 });
  await writeFile(join(folder, 'sources.list'), source.kind === 'debian' ? `${source.line}\n` : '');
  await writeFile(configFile, configuration(folder, source, architecture, await wayToTheNetwork(context)));
  let updateOutput = '';

  return {
    update: async (onShare) => {
      const update = async (...options: string[]): Promise<CommandResult> => {
        const result = await run([...options, 'update'], onShare);
        updateOutput = result.stderr;
        return result;
      };
      const strict = await update();
      if (isUpdated(strict, source)) return [];
      const since = expiredSince(strict.stderr);
      if (since === undefined || !isUpdated(await update('-o', 'Acquire::Check-Valid-Until=false'), source)) {
        throw fail('The package lists could not be fetched', updateOutput);
      }
      return [
        `The package lists of ${source.label} are past their date (${since}); the lab used them all the same. Their signature was checked, but they may be old.`,
      ];
    },
    resolve: async () => {
      const server =
        source.kind === 'debian' ? recipe.package : await newestOffered(recipe, env, context.signal);
      if (server === undefined) throw fail(`${recipe.name} is not among the packages offered`, updateOutput);
      const simulated = await run(['install', '--no-install-recommends', '--simulate', server]);
      if (simulated.exitCode !== 0) {
        throw fail(
          `apt cannot find ${recipe.name} or something it needs`,
          `${updateOutput}\n${simulated.stderr}`,
        );
      }
      // For instance "Inst zlib1g (1:1.3-4 Debian:unstable [amd64])".
      const versions = new Map(
        [...simulated.stdout.matchAll(/^Inst (\S+) \((\S+)/gm)].map(([, name = '', version = '']) => [
          name,
          version,
        ]),
      );
      const packages = [...versions.keys()].filter((name) => !recipe.notNeeded.test(name));
      // The epoch before a colon says nothing to people, and is none of a folder's name.
      const version = versions.get(server)?.replace(/^\d+:/, '') ?? 'unknown';
      return { server, version, packages };
    },
    download: async (packages, into, onShare) => {
      const result = await run(['download', ...packages], onShare, into);
      if (result.exitCode !== 0) throw fail(`${recipe.name} could not be downloaded`, result.stderr);
    },
  };
};

const configuration = (
  folder: string,
  source: PackageSource,
  architecture: string,
  network: string,
): string => `
Dir::State "${folder}";
Dir::State::lists "${folder}/lists";
Dir::State::status "/dev/null";
Dir::Cache "${folder}/cache";
Dir::Etc::main "/dev/null";
Dir::Etc::parts "${folder}/empty";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "${folder}/empty";
${source.kind === 'debian' ? `Dir::Etc::sourcelist "${folder}/sources.list";\nDir::Etc::sourceparts "${folder}/empty";` : ''}
APT::Architecture "${architecture}";
APT::Architectures { "${architecture}"; };
APT::Install-Recommends "false";
APT::Sandbox::User "root";
Acquire::Languages "none";
Acquire::Retries "1";
Acquire::http::Timeout "15";
Acquire::https::Timeout "15";
${network}
`;

/** The machine's own settings for proxies and the like. */
const wayToTheNetwork = async (context: ServerContext): Promise<string> => {
  const { stdout } = await runCommand({
    file: 'apt-config',
    args: ['dump'],
    env: plainEnv(context.env),
    signal: context.signal,
  });
  return stdout
    .split('\n')
    .filter((line) => /^Acquire::https?(::\S+)? "/.test(line))
    .join('\n');
};

const newestOffered = async (
  recipe: Recipe,
  env: Record<string, string>,
  signal: AbortSignal,
): Promise<string | undefined> => {
  const { stdout } = await runCommand({
    file: 'apt-cache',
    args: ['search', '--names-only', recipe.hostPackages],
    env,
    signal,
  });
  const names = lastLines(stdout).map((line) => line.split(' ')[0] ?? '');
  const numeric = new Intl.Collator('en', { numeric: true });
  return names.toSorted((one, other) => numeric.compare(other, one))[0];
};

/**
 * apt calls lists that it could not reach a mere warning. One of several sources of the machine may fail
 * without need.
 */
const isUpdated = ({ exitCode, stderr }: CommandResult, source: PackageSource): boolean =>
  exitCode === 0 && (source.kind === 'host' || !/^W: Failed to fetch/m.test(stderr));

/** For instance "dlstatus:3:14.7336:Retrieving file 3 of 3": the third field is the percentage. */
const reportShare = (line: string, onShare: (done: number) => void): void => {
  const percent = Number(line.split(':')[2]);
  if (line.startsWith('dlstatus:') && Number.isFinite(percent)) onShare(Math.min(percent / 100, 1));
};

/**
 * apt refuses lists past their date, so that nobody can keep us on old ones; but mirrors that stand still
 * have no newer ones. Undefined when there is any other error.
 */
const expiredSince = (output: string): string | undefined => {
  const errors = output.split('\n').filter((line) => line.startsWith('E: '));
  const since = errors.map(
    (line) => /^E: Release file for \S+ is expired \((invalid since .+?)\)/.exec(line)?.[1],
  );
  return since.includes(undefined) ? undefined : since[0];
};

/** The lines in which apt says what is wrong. */
const aptErrors = (output: string): string[] => {
  const lines = lastLines(output);
  const errors = lines.filter((line) => line.startsWith('E: '));
  const warnings = lines.filter(
    (line) => line.startsWith('W: ') && !line.includes('Some index files failed'),
  );
  if (errors.length > 0) return [...warnings.slice(-3), ...errors.slice(-3)];
  return warnings.length > 0 ? warnings.slice(-3) : lines.slice(-3);
};
