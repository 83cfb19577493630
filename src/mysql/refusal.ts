import { exitCodes, suppressing, UserError, unwrap } from '../errors.ts';
import { serverErrno } from './client.ts';

/**
 * Turns what a person can fix (address, password, privileges) into a UserError with what to do. `grants` finds
 * the statements that would give the privileges.
 */
export const explainRefusal = async <T>(
  place: string,
  attempt: () => Promise<T>,
  grants: () => Promise<readonly string[]> = () => Promise.resolve([]),
): Promise<T> => {
  try {
    return await attempt();
  } catch (thrown) {
    const { error, cleaningUp } = unwrap(thrown);
    const explanation = explain(error);
    if (explanation === undefined) throw thrown;
    const [what, ...next] = explanation;
    const missing = isLackOfPrivilege(error) ? await grants().catch(() => []) : [];
    const help =
      missing.length > 0 ? ['An administrator of the server can give what is missing:', ...missing] : next;
    const options = { exitCode: exitCodes.noServer, next: help, cause: error };
    throw suppressing(new UserError(`${what} (${place})`, options), cleaningUp);
  }
};

const lackOfPrivilege: ReadonlySet<number | undefined> = new Set([1044, 1045, 1142, 1227, 1410]);

/** 1045 as well: a teacher may not have made the observer's account. */
const isLackOfPrivilege = (error: unknown): boolean => lackOfPrivilege.has(serverErrno(error));

const explain = (error: unknown): readonly [string, ...string[]] | undefined => {
  if (!(error instanceof Error) || error instanceof UserError) return undefined;
  const code = 'code' in error ? String(error.code) : '';
  switch (serverErrno(error)) {
    case 1045:
    case 1698:
      return [
        'The server refused the user name or the password.',
        'Check the user and the password of the URL.',
      ];
    case 1040:
      return ['The server has no connection left.', 'Close other clients, or raise max_connections.'];
    case 1044:
    case 1142:
    case 1227:
    case 1410:
      return [
        `The account may not do what the lab needs: ${error.message}`,
        'Use an account that may CREATE USER, CREATE and DROP schemas and GRANT on them, and read performance_schema.',
      ];
    default:
  }
  switch (code) {
    case 'ECONNREFUSED':
    case 'ENOENT':
      return ['Nothing answers there.', 'Check that the server runs, and its host, port or socket.'];
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return ['There is no host of that name.', 'Check the host in the URL.'];
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return ['The server does not answer.', 'Check the host, the port and firewalls in between.'];
    case 'HANDSHAKE_SSL_ERROR':
    case 'HANDSHAKE_NO_SSL_SUPPORT':
      return [
        `No secure connection: ${error.message}`,
        "Check the server's certificate and the TLS settings.",
      ];
    case 'PROTOCOL_CONNECTION_LOST':
    case 'ECONNRESET':
      return ['The server closed the connection.', 'Check that it is a MySQL server, and its log.'];
    default:
      return undefined;
  }
};
