import type { UserError } from '../../errors.ts';
import { hasCode } from '../../files/error-code.ts';
import { printable, told } from '../../printable.ts';
import { noServer, ways } from '../failure.ts';

/** How long an engine may take to answer. */
export const answerLimitMs = 15_000;

/** DOCKER_HOST names nothing that can be asked. */
export class UnusablePlaceError extends Error {}

/** Something answered that is no engine; the message is what it said. */
export class NoEngineError extends Error {}

/** A file of DOCKER_CERT_PATH cannot be read. */
export class CertificateFileError extends Error {
  readonly file: string;
  constructor(file: string, cause: unknown) {
    super(`${printable(file)} cannot be read`, { cause });
    this.file = file;
  }
}

const start = 'Start it (systemctl start docker, or Docker Desktop), or name another one in DOCKER_HOST.';
const withTls =
  'Set DOCKER_TLS_VERIFY=1, and DOCKER_CERT_PATH to the folder with ca.pem, cert.pem and key.pem.';

/** Why the engine at `place` cannot be used, and what a person can do. */
export const explainEngine = (error: unknown, place: string): UserError => {
  const refused = (why: string, ...next: readonly string[]): UserError =>
    noServer(told`The Docker engine at ${place} cannot be used: ${why}.`, [...next, ways.url], error);
  if (error instanceof UnusablePlaceError) {
    return refused(
      'DOCKER_HOST must begin with unix:// or tcp://',
      'An engine behind SSH: forward its socket (ssh -L /tmp/docker.sock:/var/run/docker.sock HOST) and name that one.',
    );
  }
  if (error instanceof NoEngineError) {
    return /HTTP request to an HTTPS server/i.test(error.message)
      ? refused('it wants TLS', withTls)
      : refused('what answers there is no Docker engine', start);
  }
  if (error instanceof CertificateFileError) return refused(error.message, withTls);
  if (hasCode(error, 'EACCES') || hasCode(error, 'EPERM')) {
    return refused(
      'permission denied',
      'Join the group docker (sudo usermod -aG docker "$USER", then log in again), or run a rootless engine.',
    );
  }
  if (isMissing(error)) return refused('its socket does not exist', start);
  if (hasCode(error, 'ECONNREFUSED')) return refused('nothing listens there', start);
  if (hasCode(error, 'ENOTFOUND') || hasCode(error, 'EAI_AGAIN')) {
    return refused('there is no host of that name', 'Correct DOCKER_HOST.');
  }
  return explainTls(error, refused) ?? explainOther(error, refused);
};

export const isMissing = (error: unknown): boolean => hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR');

type Refused = (why: string, ...next: readonly string[]) => UserError;

/** https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const explainTls = (error: unknown, refused: Refused): UserError | undefined => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return refused(
      'its certificate is for another host',
      'Name the host in DOCKER_HOST as its certificate does.',
    );
  }
  if (/CERT|^UNABLE_TO_/.test(code) && !code.startsWith('ERR_SSL_')) {
    return refused(
      `its certificate is not trusted (${code})`,
      'ca.pem in DOCKER_CERT_PATH must be of the authority that signed it.',
    );
  }
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'EPROTO') {
    return refused(
      'it does not speak TLS',
      'Unset DOCKER_TLS_VERIFY, or name its port for TLS (mostly 2376).',
    );
  }
  if (code.startsWith('ERR_SSL_') || code.startsWith('ERR_OSSL_')) {
    return refused(
      `it and the certificate here do not agree (${code})`,
      'cert.pem and key.pem in DOCKER_CERT_PATH must belong together, and the engine must know who signed them.',
    );
  }
  return undefined;
};

const explainOther = (error: unknown, refused: Refused): UserError => {
  const isLate = error instanceof Error && error.name === 'TimeoutError';
  const why = error instanceof Error ? error.message : String(error);
  return refused(
    isLate ? `no answer within ${answerLimitMs / 1000} s` : why,
    'See whether the engine runs: docker version',
    'For an engine behind TLS set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH.',
  );
};
