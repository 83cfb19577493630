import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, setDefaultAutoSelectFamilyAttemptTimeout } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exitCodes } from '../../src/errors.ts';
import { findEngine } from '../../src/hosts/docker/engine.ts';
import { type DockerPlaces, image, makeDockerPlaces, noDocker } from './here.ts';
import { startTlsEngine, type TlsEngine } from './tls-engine.ts';

const run = promisify(execFile);
const program = fileURLToPath(new URL('../../dist/isolab.js', import.meta.url));
const signal = new AbortController().signal;

describe.skipIf(noDocker)('an engine behind TLS', () => {
  let places: DockerPlaces;
  let engine: TlsEngine;
  beforeAll(async () => {
    places = await makeDockerPlaces();
    const socket = new URL(process.env['DOCKER_HOST'] ?? 'unix:///var/run/docker.sock').pathname;
    engine = await startTlsEngine(places.folder, socket);
  });
  afterAll(async () => {
    await engine[Symbol.asyncDispose]();
    await places[Symbol.asyncDispose]();
  });

  const envOf = (certificates: string, port = engine.port) => ({
    DOCKER_HOST: `tcp://127.0.0.1:${port}`,
    DOCKER_TLS_VERIFY: '1',
    DOCKER_CERT_PATH: certificates,
  });
  const refusal = (env: Record<string, string>, message: string, next: string) =>
    expect(findEngine({ env, signal })).rejects.toMatchObject({
      name: 'UserError',
      exitCode: exitCodes.noServer,
      message: expect.stringContaining(message),
      next: expect.arrayContaining([expect.stringContaining(next)]),
    });

  test('runs the lab for who has its certificates', async () => {
    const args = [program, 'run', 'duplicate-book', '--server', `docker:${image}`];
    const { stdout } = await run(process.execPath, args, {
      env: { ...places.env, ...envOf(engine.certificates) },
    });
    expect(stdout).toContain('As the lesson says');
    expect(await places.containers()).toEqual([]);
  });

  test('and without certificates here is told with the variables to set', async () => {
    await refusal(
      envOf(places.folder),
      `${join(places.folder, 'ca.pem')} cannot be read`,
      'DOCKER_CERT_PATH',
    );
  });

  test('whose certificate is by another authority is not trusted', async () => {
    await refusal(envOf(engine.others), 'its certificate is not trusted', 'ca.pem');
  });

  test('under a name that is not in its certificate is not trusted', async () => {
    // Else Node goes on to localhost's other address, where nobody listens, when it stands still for 250 ms.
    setDefaultAutoSelectFamilyAttemptTimeout(60_000);
    const env = { ...envOf(engine.certificates), DOCKER_HOST: `tcp://localhost:${engine.port}` };
    await refusal(env, 'its certificate is for another host', 'DOCKER_HOST');
  });

  test.each([
    ['it wants TLS', 400, 'Client sent an HTTP request to an HTTPS server.\n'],
    ['what answers there is no Docker engine', 404, 'Not found\n'],
  ])('is told apart from anything else that answers over HTTP: %s', async (message, status, text) => {
    // The words with which Go, and so dockerd, refuses plain HTTP.
    const server = createServer((_, response) => response.writeHead(status).end(text)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await refusal({ DOCKER_HOST: `tcp://127.0.0.1:${port}` }, message, 'DOCKER_');
    await refusal(envOf(engine.certificates, port), 'it does not speak TLS', 'DOCKER_TLS_VERIFY');
    server.close();
  });
});
