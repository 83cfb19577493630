import type { IncomingMessage } from 'node:http';
import { failure } from './request.ts';
import type { HttpReply } from './served.ts';

/** Names that no name server can give to another machine. https://www.rfc-editor.org/rfc/rfc6761#section-6.3 */
const isLoopback = (host: string): boolean => /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i.test(host);

/**
 * Why a request is not answered: the service listens on loopback, but every page in a browser of this machine can send
 * there. A page whose name was pointed at 127.0.0.1 (DNS rebinding) says its own name as the host; one that posts to us
 * says where it is from. The port does not matter: it may be another one at the other end of a tunnel.
 */
export const refusalOf = ({ headers }: IncomingMessage): HttpReply | undefined => {
  const { host = '', origin } = headers;
  if (!isLoopback(host)) {
    return failure(
      `This service is for localhost and 127.0.0.1 only, not for ${host || 'a request without a host'}.`,
      421,
    );
  }
  if (origin !== undefined && !isLoopback(origin.replace(/^https?:\/\//, ''))) {
    return failure('Pages of other hosts may not use this service.', 403);
  }
  // Also what a page asks for without saying where it is from: pictures, scripts, links.
  if (headers['sec-fetch-site'] === 'cross-site') {
    return failure('Pages of other hosts may not use this service.', 403);
  }
  return undefined;
};

/** A page can send everything but JSON without being asked first (CORS). Undefined when the body may be read. */
export const refusalOfBody = ({ headers }: IncomingMessage): HttpReply | undefined => {
  const type = headers['content-type'];
  // A request without a body needs to say nothing.
  if (type === undefined && (headers['content-length'] ?? '0') === '0' && !('transfer-encoding' in headers)) {
    return undefined;
  }
  if (type?.split(';')[0]?.trim().toLowerCase() === 'application/json') return undefined;
  return failure('Send JSON, and say so: content-type: application/json.', 415);
};
