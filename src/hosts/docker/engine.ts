import { type IncomingMessage, request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { UserError } from '../../errors.ts';
import { readWithin } from '../../files/read-file.ts';
import { noServer, ways } from '../failure.ts';
import type { ServerContext } from '../provider.ts';
import {
  answerLimitMs,
  CertificateFileError,
  explainEngine,
  isMissing,
  NoEngineError,
  UnusablePlaceError,
} from './engine-failure.ts';

/** A Docker engine that answers. */
export interface DockerEngine {
  /** For instance "unix:///var/run/docker.sock". */
  readonly place: string;
  readonly version: string;
}

type Env = ServerContext['env'];

/** In bytes, of a file with a certificate. */
const mostCertificate = 1_000_000;

/** Where engines listen when DOCKER_HOST does not say: the usual one, then rootless ones and Docker Desktop. */
const usualSockets = (env: Env): string[] => {
  const home = env['HOME'] || homedir();
  const runtime = env['XDG_RUNTIME_DIR'] || `/run/user/${process.getuid?.() ?? 0}`;
  return [
    '/var/run/docker.sock',
    join(runtime, 'docker.sock'),
    join(home, '.docker/run/docker.sock'),
    join(home, '.docker/desktop/docker.sock'),
  ];
};

/**
 * Asks the engine for its version: a few milliseconds, and nothing is loaded for it.
 *
 * @throws UserError (exit code 3) saying why there is none, or the signal's reason.
 */
export const findEngine = async ({
  env,
  signal,
}: Pick<ServerContext, 'env' | 'signal'>): Promise<DockerEngine> => {
  const host = env['DOCKER_HOST'];
  const places = host ? [host] : usualSockets(env).map((path) => `unix://${path}`);
  const refusals: UserError[] = [];
  for (const place of places) {
    try {
      return { place, version: await versionAt(place, env, signal) };
    } catch (error) {
      signal.throwIfAborted();
      if (host || !isMissing(error)) refusals.push(explainEngine(error, place));
    }
  }
  throw (
    refusals[0] ??
    noServer('There is no Docker engine: DOCKER_HOST is not set, and none of the usual sockets exists.', [
      'Install and start Docker (https://docs.docker.com/engine/install/), or name an engine in DOCKER_HOST.',
      ways.url,
    ])
  );
};

const versionSchema = z.object({ Version: z.string() });

const versionAt = async (place: string, env: Env, signal: AbortSignal): Promise<string> => {
  const url = URL.parse(place);
  const limit = AbortSignal.any([signal, AbortSignal.timeout(answerLimitMs)]);
  const options = { path: '/version', signal: limit };
  switch (url?.protocol) {
    case 'unix:':
      return versionIn(await answer(requestPlain({ ...options, socketPath: url.pathname })));
    case 'tcp:':
    case 'http:':
    case 'https:': {
      const at = { ...options, host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port: url.port };
      return versionIn(await answer(await requestTo(at, env)));
    }
    default:
      throw new UnusablePlaceError();
  }
};

/** As testcontainers reads the variables. https://docs.docker.com/engine/security/protect-access/ */
const requestTo = async (at: object, env: Env): Promise<ReturnType<typeof requestPlain>> => {
  const folder = env['DOCKER_CERT_PATH'];
  if (env['DOCKER_TLS_VERIFY'] !== '1' || folder === undefined) return requestPlain(at);
  const read = async (name: string): Promise<Buffer> => {
    const file = join(folder, name);
    return await readWithin(file, mostCertificate).catch((error: unknown) => {
      throw new CertificateFileError(file, error);
    });
  };
  // One after the other: of several that cannot be read always the same one is told.
  const ca = await read('ca.pem');
  return requestTls({ ...at, ca, cert: await read('cert.pem'), key: await read('key.pem') });
};

const answer = (request: ReturnType<typeof requestPlain>): Promise<string> =>
  new Promise((resolve, reject) => {
    request.once('error', reject);
    request.once('response', (response: IncomingMessage) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.once('error', reject).once('end', () => resolve(text));
    });
    request.end();
  });

const versionIn = (text: string): string => {
  try {
    return versionSchema.parse(JSON.parse(text)).Version;
  } catch {
    throw new NoEngineError(text);
  }
};
