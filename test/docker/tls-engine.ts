import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { createServer, type TLSSocket } from 'node:tls';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** An engine that is reached over TLS alone, by who has a certificate of its authority. */
export interface TlsEngine extends AsyncDisposable {
  readonly port: number;
  /** For DOCKER_CERT_PATH. */
  readonly certificates: string;
  /** The same for an engine of somebody else: its authority, and a certificate by that. */
  readonly others: string;
}

/** The real engine at the socket behind it. https://docs.docker.com/engine/security/protect-access/ */
export const startTlsEngine = async (folder: string, socket: string): Promise<TlsEngine> => {
  const [ours, others] = await Promise.all(
    ['ours', 'others'].map((name) => makeCertificates(join(folder, name))),
  );
  if (ours === undefined || others === undefined) throw new Error('no certificates');
  const read = (name: string): Promise<Buffer> => readFile(join(ours, name));
  const [ca, cert, key] = await Promise.all([read('ca.pem'), read('server.pem'), read('server-key.pem')]);
  const clients = new Set<TLSSocket>();
  const server = createServer({ ca, cert, key, requestCert: true, rejectUnauthorized: true }, (client) => {
    const engine = connect(socket);
    clients.add(client);
    client.pipe(engine).pipe(client);
    client.on('error', () => engine.destroy()).on('close', () => clients.delete(client));
    engine.on('error', () => client.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    certificates: ours,
    others,
    [Symbol.asyncDispose]: async () => {
      for (const client of clients) client.destroy();
      server.close();
      await once(server, 'close');
    },
  };
};

/** ca.pem and, by that authority, cert.pem with key.pem for a client, server.pem with server-key.pem for 127.0.0.1. */
const makeCertificates = async (folder: string): Promise<string> => {
  await mkdir(folder);
  const openssl = (...args: readonly string[]) => run('openssl', [...args], { cwd: folder });
  const newKey = (file: string) => [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-keyout',
    file,
  ];
  await openssl(
    'req',
    '-x509',
    ...newKey('ca-key.pem'),
    '-days',
    '2',
    '-subj',
    '/CN=isolab test',
    '-out',
    'ca.pem',
  );
  for (const [name, key] of [
    ['cert', 'key.pem'],
    ['server', 'server-key.pem'],
  ] as const) {
    await openssl('req', ...newKey(key), '-subj', `/CN=isolab test ${name}`, '-out', `${name}.csr`);
    await writeFile(join(folder, 'names'), 'subjectAltName=IP:127.0.0.1\n');
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
