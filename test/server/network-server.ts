import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeOwnedFolder } from '../../src/files/owned-folder.ts';
import { listFetched, programOf, templateOf } from '../../src/hosts/apt/fetched.ts';
import { startKept } from '../../src/hosts/own/keeper.ts';
import { endRun, runPrefix, socketIn } from '../../src/hosts/own/runs.ts';
import { commandLine } from '../../src/hosts/program.ts';
import type { ServerAddress } from '../../src/hosts/provider.ts';
import { runOptions } from '../../src/mysql/server/options.ts';
import { mysqlRecipe } from '../../src/mysql/server/recipe.ts';
import { copyTemplate } from '../../src/mysql/server/template.ts';
import { filledCache, type Places } from './places.ts';

const run = promisify(execFile);

export interface NetworkServer extends AsyncDisposable {
  /** Root's, over the socket. */
  readonly root: ServerAddress;
  readonly port: number;
  /** The certificate that signed the server's, which is for localhost. */
  readonly caFile: string;
  /** One that signed nothing. */
  readonly otherCaFile: string;
}

/** A server as people have them: it listens on the loopback, with TLS, and is not started for one run. */
export const startNetworkServer = async (
  places: Places,
  /** More of mysqld's options. */
  more: readonly string[] = [],
): Promise<NetworkServer> => {
  for (;;) {
    const server = await startAt(await freePort(), places, more);
    if (server !== undefined) return server;
  }
};

/** Undefined when somebody else has taken the port meanwhile. */
const startAt = async (
  port: number,
  places: Places,
  more: readonly string[],
): Promise<NetworkServer | undefined> => {
  const [fetched] = await listFetched(mysqlRecipe, filledCache);
  if (fetched === undefined) throw new Error('the global setup has fetched no server');
  const program = await programOf(mysqlRecipe, fetched);
  const folder = await makeOwnedFolder(places.folder, runPrefix);
  const dataFolder = join(folder, 'data');
  const temporaryFolder = join(folder, 'tmp');
  await mkdir(temporaryFolder);
  await copyTemplate(templateOf(fetched.folder), dataFolder);
  const tls = await makeCertificates(join(folder, 'tls'));
  for (const name of ['ca.pem', 'server.pem', 'server-key.pem', 'stranger.pem', 'stranger-key.pem']) {
    await copyFile(join(tls, name), join(dataFolder, name));
  }
  const socketPath = socketIn(folder);
  const own = runOptions({ dataFolder, temporaryFolder, socketPath, pidFile: join(folder, 'pid') });
  const options = [
    ...own.filter((option) => option !== '--skip-networking'),
    `--port=${port}`,
    '--bind-address=127.0.0.1,::1',
    '--skip-name-resolve',
    '--ssl-ca=ca.pem',
    '--ssl-cert=server.pem',
    '--ssl-key=server-key.pem',
    // Without TLS a password goes encrypted with this key.
    '--caching-sha2-password-auto-generate-rsa-keys=ON',
    '--log-error-verbosity=2',
    ...more,
  ];
  const server = await startKept(folder, {
    file: program.file,
    args: commandLine(program, options),
    env: program.env,
  });
  const stop = async (): Promise<void> => {
    await server.stop();
    await endRun({ path: folder });
  };
  const log: string[] = [];
  const isUp = await Promise.race([
    new Promise<true>((resolve) => {
      server.onLine((line) => {
        log.push(line);
        if (line.includes('ready for connections')) resolve(true);
      });
    }),
    server.ended.then(() => false),
  ]);
  if (!isUp) {
    await stop();
    if (log.some((line) => line.includes('Address already in use'))) return undefined;
    throw new Error(log.join('\n'));
  }
  return {
    root: { user: 'root', password: '', socketPath },
    port,
    caFile: join(tls, 'ca.pem'),
    otherCaFile: join(tls, 'other.pem'),
    [Symbol.asyncDispose]: stop,
  };
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};

/** ca.pem, other.pem (both self-signed), and, signed by ca.pem, server.pem (localhost), stranger.pem (db.example). */
const makeCertificates = async (folder: string): Promise<string> => {
  await mkdir(folder);
  const openssl = (...args: readonly string[]) => run('openssl', [...args], { cwd: folder });
  const key = ['-newkey', 'rsa:2048', '-nodes'];
  for (const name of ['ca', 'other']) {
    const out = ['-keyout', `${name}-key.pem`, '-out', `${name}.pem`];
    await openssl('req', '-x509', ...key, '-days', '2', '-subj', `/CN=isolab test ${name}`, ...out);
  }
  const hosts = [
    ['server', 'localhost'],
    ['stranger', 'db.example'],
  ] as const;
  for (const [name, host] of hosts) {
    const request = ['-keyout', `${name}-key.pem`, '-out', `${name}.csr`];
    await openssl('req', ...key, '-subj', `/CN=${host}`, ...request);
    await writeFile(join(folder, 'names'), `subjectAltName=DNS:${host}\n`);
    const signed = [
      '-CA',
      'ca.pem',
      '-CAkey',
      'ca-key.pem',
      '-CAcreateserial',
      '-days',
      '2',
      '-extfile',
      'names',
    ];
    await openssl('x509', '-req', '-in', `${name}.csr`, ...signed, '-out', `${name}.pem`);
  }
  return folder;
};
