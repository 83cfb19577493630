import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ImageFiles, manifestType } from './image-files.ts';

export interface Registry extends AsyncDisposable {
  /** For instance "127.0.0.1:40123": engines trust registries on the loopback. */
  readonly host: string;
}

/** `login`: user and password that it asks for. `stalls`: it hands out half of every big blob and falls silent. */
export interface RegistryManner {
  readonly login?: string;
  readonly stalls?: boolean;
}

const big = 1_000_000;

/**
 * A registry with one image under any name, with the tag `latest`.
 * https://distribution.github.io/distribution/spec/api/
 */
export const startRegistry = async (image: ImageFiles, manner: RegistryManner = {}): Promise<Registry> => {
  const server = createServer((request, response) => serve(image, manner, request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    host: `127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

const serve = (
  image: ImageFiles,
  { login, stalls = false }: RegistryManner,
  { url = '', headers, method }: IncomingMessage,
  response: ServerResponse,
): void => {
  const given = headers.authorization?.replace(/^Basic /, '') ?? '';
  if (login !== undefined && Buffer.from(given, 'base64').toString() !== login) {
    response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="isolab test"' }).end();
    return;
  }
  const { digest, size, file } = image.manifest;
  if (/^\/v2\/$/.test(url)) {
    response.writeHead(200).end();
  } else if (url.endsWith('/manifests/latest') || url.endsWith(`/manifests/${digest}`)) {
    response.writeHead(200, {
      'Content-Type': manifestType,
      'Content-Length': size,
      'Docker-Content-Digest': digest,
    });
    if (method === 'HEAD') response.end();
    else createReadStream(file).pipe(response);
  } else {
    const blob = [image.config, ...image.layers].find((one) => url.endsWith(`/blobs/${one.digest}`));
    if (blob === undefined) {
      response.writeHead(404, { 'Content-Type': 'application/json' });
      response.end('{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}');
      return;
    }
    response.writeHead(200, {
      'Content-Type': 'application/octet-stream',
      'Content-Length': blob.size,
    });
    const isHalf = stalls && blob.size > big;
    const stream = createReadStream(blob.file, isHalf ? { end: Math.floor(blob.size / 2) } : {});
    stream.pipe(response, { end: !isHalf });
  }
};
