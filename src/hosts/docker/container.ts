// Loaded only when Docker is chosen: importing testcontainers takes half a second.
import { randomBytes } from 'node:crypto';
import {
  type ContainerRuntimeClient,
  GenericContainer,
  getContainerRuntimeClient,
  getReaper,
  type StartedTestContainer,
} from 'testcontainers';
import { atEnd, endOnFailure } from '../../ending.ts';
import { formatIdentity, ownIdentity } from '../../files/identity.ts';
import { told } from '../../printable.ts';
import { lastLines, noServer, quoting, ways } from '../failure.ts';
import type { ServerContext } from '../provider.ts';
import { findEngine } from './engine.ts';
import {
  clearContainers,
  type Docker,
  type LabContainer,
  labContainers,
  ownerLabel,
  removeContainer,
  userLabel,
} from './labels.ts';
import { pullImage } from './pull.ts';
import { EndedError, plainText, ServerReady } from './ready.ts';
import { dockerUser } from './secret.ts';

/** The first start of a MySQL image makes its data directory: about 8 s, more on a busy machine; in ms. */
const startLimitMs = 180_000;

/** What is particular to servers of one kind in a container. */
export interface ContainerKind {
  /** For people: "MySQL". */
  readonly name: string;
  readonly port: number;
  /** How the server gets its password: as an argument, everybody on the machine could see it. */
  readonly environment: (password: string) => Readonly<Record<string, string>>;
  readonly command: readonly string[];
  /** What is kept in memory, with the options of the mount. */
  readonly tmpfs: Readonly<Record<string, string>>;
  readonly readyLine: RegExp;
  /** The lines of its log that say what is wrong. */
  readonly complaints: (log: string) => readonly string[];
  /** What a person can do when it does not come up. */
  readonly next: readonly string[];
}

/** Disposing of it stops the container, unless it is kept. */
export interface StartedContainer extends AsyncDisposable {
  /** For people. */
  readonly place: string;
  readonly host: string;
  readonly port: number;
  readonly password: string;
}

export interface ContainerWish {
  readonly image: string;
  /** Take the container that an earlier run kept, and keep it for the next one. */
  readonly keep: boolean;
}

/**
 * Starts a server in a container, or takes one that was kept. Its data is in memory, its port on this machine's
 * loopback unless the engine is elsewhere, and it has a password that only this process (or this user's
 * cache) knows.
 *
 * @throws UserError (exit code 3) when it does not come up, or the signal's reason; nothing is left behind.
 */
export const startContainer = async (
  kind: ContainerKind,
  { image, keep }: ContainerWish,
  context: ServerContext,
): Promise<StartedContainer> => {
  const { signal, onProgress } = context;
  const { place } = await findEngine(context);
  const client = await connect(context);
  const docker = client.container.dockerode;
  const user = await dockerUser(context.cacheFolder);
  await clearContainers(docker, user.id);
  if (!keep) await startReaper(client);
  await pullImage(client, image, context);
  signal.throwIfAborted();
  onProgress({ phase: 'starting', message: `Starting ${image} in a container` });
  const password = keep ? user.keptPassword : randomBytes(18).toString('base64url');
  const container = new ServerContainer(kind, image, docker, signal)
    .withLabels({
      [userLabel]: user.id,
      ...(!keep && { [ownerLabel]: formatIdentity(await ownIdentity()) }),
    })
    .withServer(password, place.startsWith('unix:') ? client.info.containerRuntime.host : undefined);
  return await endOnFailure(
    atEnd(() => container.remove()),
    signal,
    async () => {
      try {
        const started = await (keep ? container.withReuse() : container).start();
        return describe(kind, started, { image, keep, password });
      } catch (error) {
        const log = error instanceof EndedError ? error.message : await container.lastWords();
        // The engine may have made it before the abort, and told its name after that.
        await container.remove();
        throw explainStart(kind, image, error, log);
      }
    },
  );
};

/** Removes every container of this user, and tells which. */
export const removeContainers = async (context: ServerContext): Promise<LabContainer[]> => {
  const docker = (await connect(context)).container.dockerode;
  const containers = await labContainers(docker, (await dockerUser(context.cacheFolder)).id);
  await Promise.all(containers.map(({ id }) => removeContainer(docker, id)));
  return containers;
};

/** @throws UserError saying why there is no engine. */
const connect = async (context: ServerContext): Promise<ContainerRuntimeClient> => {
  try {
    return await getContainerRuntimeClient();
  } catch (error) {
    const { place } = await findEngine(context);
    throw noServer(
      told`testcontainers cannot use the Docker engine at ${place}.`,
      ['See what it says: DEBUG=testcontainers* isolab --server docker', ways.url],
      error,
    );
  }
};

/** Ryuk removes our container when we are killed. https://github.com/testcontainers/moby-ryuk */
const startReaper = async (client: ContainerRuntimeClient): Promise<void> => {
  try {
    await getReaper(client);
  } catch (error) {
    throw noServer(
      quoting('Ryuk, which removes the container if isolab is killed, could not be started. Docker says:', [
        error instanceof Error ? error.message : String(error),
      ]),
      [
        'See that the engine can pull testcontainers/ryuk, or name a copy of it in RYUK_CONTAINER_IMAGE.',
        'Or do without: TESTCONTAINERS_RYUK_DISABLED=true. The next start then removes what a killed run left.',
        ways.url,
      ],
      error,
    );
  }
};

class ServerContainer extends GenericContainer {
  readonly #kind: ContainerKind;
  readonly #docker: Docker;
  readonly #signal: AbortSignal;
  #id: string | undefined;

  constructor(kind: ContainerKind, image: string, docker: Docker, signal: AbortSignal) {
    super(image);
    this.#kind = kind;
    this.#docker = docker;
    this.#signal = signal;
  }

  /** `host`: where an engine on this machine is reached, or undefined for one elsewhere. */
  withServer(password: string, host: string | undefined): this {
    const { environment, command, tmpfs, port, readyLine } = this.#kind;
    this.withEnvironment(environment(password))
      .withCommand([...command])
      .withTmpFs({ ...tmpfs })
      .withExposedPorts(port)
      .withWaitStrategy(new ServerReady(readyLine, this.#signal))
      .withStartupTimeout(startLimitMs);
    // testcontainers would open the port to the network. From inside a container the engine's host is the
    // gateway of its bridge, which no network leads to either.
    if (host !== undefined) {
      const HostIp = host === 'localhost' ? '127.0.0.1' : host;
      this.hostConfig.PortBindings = { [`${port}/tcp`]: [{ HostIp, HostPort: '0' }] };
    }
    return this;
  }

  protected override containerCreated(id: string): Promise<void> {
    this.#id = id;
    this.#signal.throwIfAborted();
    return Promise.resolve();
  }

  /** The end of what it has said so far. */
  async lastWords(): Promise<string> {
    if (this.#id === undefined) return '';
    const options = { stdout: true, stderr: true, tail: 50 };
    const output = await this.#docker
      .getContainer(this.#id)
      .logs(options)
      .catch(() => Buffer.of());
    return plainText(output);
  }

  /** Whatever state it is in. */
  async remove(): Promise<void> {
    if (this.#id !== undefined) await removeContainer(this.#docker, this.#id);
  }
}

const describe = (
  kind: ContainerKind,
  started: StartedTestContainer,
  { image, keep, password }: ContainerWish & { readonly password: string },
): StartedContainer => {
  // A name would be looked up as IPv6 first, where nobody listens.
  const host = started.getHost() === 'localhost' ? '127.0.0.1' : started.getHost();
  const port = started.getMappedPort(kind.port);
  return {
    place: `${image} in container ${started.getId().slice(0, 12)}, ${host}:${port}`,
    host,
    port,
    password,
    [Symbol.asyncDispose]: async () => {
      if (!keep) await started.stop();
    },
  };
};

const explainStart = (kind: ContainerKind, image: string, error: unknown, log: string): Error => {
  const why = error instanceof Error ? error.message : String(error);
  const said = kind.complaints(log);
  const lines = said.length > 0 ? said : lastLines(why);
  return noServer(
    quoting(`${kind.name} did not come up in a container of ${image}. Its last words:`, lines),
    [...kind.next, 'See what the engine has: docker info.'],
    error,
  );
};
