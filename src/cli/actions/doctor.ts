import { printable } from '../../engine/printable.ts';
import { exitCodes, UserError } from '../../errors.ts';
import { paintFor } from '../../report/paint.ts';
import type { ServerWish } from '../../server/provider.ts';
import { describeServers, type ServersDescription } from '../../server/status.ts';
import { version } from '../../version.ts';
import { type Edge, wantsColor } from '../edge.ts';
import { serverContext, withLab } from '../with-lab.ts';
import { runningLines } from './server.ts';
import { leftoverLines } from './server-leftovers.ts';

/** Tells what there is to run lessons on, and tries it. Fetches nothing. */
export const doctor = async (edge: Edge, wish: ServerWish): Promise<number> => {
  const paint = paintFor(wantsColor(edge.stdout, edge.env));
  const write = (...lines: readonly string[]): void =>
    void edge.stdout.write(lines.map((line) => `${line}\n`).join(''));
  const servers = await describeServers(
    wish,
    serverContext(edge, () => {}),
  );
  const mark = (ok: boolean): string => (ok ? paint.good('✓') : paint.faint('–'));
  write(
    `isolab ${version}, Node.js ${process.versions.node} (${process.execPath}), ${process.platform} ${process.arch}`,
    '',
    paint.strong('Ways to a server, in the order in which they are tried'),
    ...servers.providers.map(
      ({ name, applies, because }) => `  ${mark(applies)} ${name.padEnd(8)}  ${indented(because, 14)}`,
    ),
    '',
    paint.strong('Folders'),
    `  fetched servers      ${servers.paths.servers}`,
    `  prepared data        ${servers.paths.templates}`,
    `  running servers      ${servers.paths.runs}/isolab-run-…`,
    ...runningLines(servers),
    '',
    paint.strong('The server that isolab would use'),
  );
  const notYet = wouldFetch(servers, wish);
  if (notYet !== undefined) {
    write(`  – ${notYet}`);
    return exitCodes.ok;
  }
  try {
    const { lines, isOurs } = await tryServer(edge, wish);
    write(...lines.map((line) => `  ${paint.good('✓')} ${line}`));
    const left = isOurs ? [] : await leftoverLines(edge, wish);
    if (left.length > 0) write('', paint.strong('What killed runs left on it'), ...left);
    return exitCodes.ok;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    write(
      `  ${paint.bad('✗')} ${indented(error.message, 4)}`,
      ...error.next.map((one) => `    → ${printable(one)}`),
    );
    return error.exitCode;
  }
};

const indented = (text: string, by: number): string =>
  text
    .split('\n')
    .map(printable)
    .join(`\n${' '.repeat(by)}`);

/** What obtaining a server would download, if it would: that is for the user to decide. */
const wouldFetch = ({ providers, fetched }: ServersDescription, wish: ServerWish): string | undefined => {
  const first = providers.find(({ applies, name }) => applies && (wish.provider ?? name) === name);
  if (first?.name === 'docker')
    return 'not tried: the first lesson starts a container, and may pull the image';
  if (first?.name !== 'embedded' || fetched.length > 0) return undefined;
  return 'none yet: the first lesson fetches the embedded one (isolab server fetch does it now)';
};

/** Makes a sandbox, which needs every privilege that a lesson needs, and removes it. */
const tryServer = (
  edge: Edge,
  wish: ServerWish,
): Promise<{ readonly lines: readonly string[]; readonly isOurs: boolean }> =>
  withLab(edge, wish, async (lab) => {
    const sandbox = await lab.createSandbox();
    await sandbox[Symbol.asyncDispose]();
    const { version: server, provider, place } = lab.about;
    const lines = [
      printable(`MySQL ${server}, ${provider}: ${place}`),
      'shows locks and transactions (performance_schema and its instruments are on)',
      'a sandbox, with an account confined to it, can be made and removed',
    ];
    return { lines, isOurs: provider !== 'url' };
  });
