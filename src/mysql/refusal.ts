import { exitCodes, UserError } from '../errors.ts';
import { serverErrno } from './client.ts';

/** Turns what a person can fix (address, password, privileges) into a UserError with what to do. */
export const explainRefusal = async <T>(place: string, attempt: () => Promise<T>): Promise<T> => {
  try {
    return await attempt();
  } catch (error) {
    const explanation = explain(error);
    if (explanation === undefined) throw error;
    const [what, ...next] = explanation;
    throw new UserError(`${what} (${place})`, { exitCode: exitCodes.noServer, next, cause: error });
  }
};

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
