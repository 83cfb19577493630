import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServerAddress } from '../../src/hosts/provider.ts';

/** The port of this machine on which a server listens from now on. */
export const listening = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('It listens on no port');
  return address.port;
};

/** A way to a server, as a socket of its own, that can be cut as if the server had died, and mended. */
export class Line implements AsyncDisposable {
  readonly address: ServerAddress;
  readonly #folder: string;
  readonly #target: ServerAddress;
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((near) => this.#join(near));
  #isCut = false;

  private constructor(folder: string, target: ServerAddress) {
    this.#folder = folder;
    this.#target = target;
    const { user, password } = target;
    this.address = { user, password, socketPath: join(folder, 's') };
  }

  static async to(target: ServerAddress): Promise<Line> {
    const line = new Line(await mkdtemp(join(tmpdir(), 'isolab-line-')), target);
    await new Promise<void>((resolve) => line.#server.listen(line.address.socketPath, resolve));
    return line;
  }

  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
  }

  mend(): void {
    this.#isCut = false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
    await rm(this.#folder, { recursive: true, force: true });
  }

  #join(near: Socket): void {
    if (this.#isCut) {
      near.destroy();
      return;
    }
    const { socketPath, host, port } = this.#target;
    const far = socketPath === undefined ? connect(port ?? 3306, host) : connect(socketPath);
    for (const socket of [near, far]) {
      this.#sockets.add(socket);
      // A cut connection may break in any way it likes.
      socket.on('error', () => {});
      socket.on('close', () => {
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far);
    far.pipe(near);
  }
}
