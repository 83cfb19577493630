import type { RedisAbout, ServerAbout } from '../engine/events.ts';
import type { PrivateServer } from './program.ts';

/** How the lab reaches a server. The password never leaves this object: not in messages, not in events. */
export interface ServerAddress {
  readonly user: string;
  readonly password: string;
  /** A Unix socket, or else host and port. */
  readonly socketPath?: string;
  readonly host?: string;
  readonly port?: number;
  readonly tls?: {
    /** Whether the certificate must come from one we trust. */
    readonly verify: boolean;
    /** Whether it must be for this host, too. */
    readonly identity?: boolean;
    /** PEM certificates to trust instead of the system's. */
    readonly ca?: string;
  };
}

/** A server that answers. Disposing of it stops it when it is ours, and leaves it alone when it is not. */
export interface StartedServer extends AsyncDisposable {
  readonly provider: ServerAbout['provider'];
  /** Where it is, for people, without any password. */
  readonly place: string;
  readonly address: ServerAddress;
  /** A teacher has prepared the account: it may only use schemas with this prefix. */
  readonly schemaPrefix?: string;
  /** Of a server that is ours: the file to which it appends what it has to say. */
  readonly errorLog?: string;
  /** It is ours, others use it too, and it goes on after us: what killed runs left on it is removed. */
  readonly outlivesRuns?: true;
}

/** What a server is doing on its way up. `done` is a share from 0 to 1 where it is known. */
export interface ServerProgress {
  readonly phase: 'looking' | 'fetching' | 'unpacking' | 'preparing' | 'starting' | 'waiting';
  readonly message: string;
  readonly done?: number;
}

/** Where things are and how the outside is reached; made once, at the edge. */
export interface ServerContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  /** The user's cache folder for isolab (XDG). */
  readonly cacheFolder: string;
  readonly onProgress: (progress: ServerProgress) => void;
  readonly signal: AbortSignal;
}

/** What the user said about servers. */
export interface ServerWish {
  readonly url?: string;
  /** A mysqld to start. */
  readonly mysqld?: string;
  /** Force one provider; without it they are asked in order. */
  readonly provider?: ServerAbout['provider'];
  /** With a URL: the account may only use schemas that begin with this, and makes no accounts. */
  readonly schemaPrefix?: string;
  /** For Docker: the image, or a version of MySQL's own; without it the pinned one. */
  readonly image?: string;
  /** For Docker: take the container that an earlier run kept, and keep it for the next one. */
  readonly keep?: boolean;
  readonly redis?: RedisWish;
}

/** What the user said about Redis, for the lessons that need one. */
export interface RedisWish {
  readonly url?: string;
  /** Force one provider; without it they are asked in order. */
  readonly provider?: RedisAbout['provider'];
  /** For Docker: the image, or a version of Redis' own; without it the pinned one. */
  readonly image?: string;
}

/** One way to get a server: MySQL, unless another kind is said. */
export interface Provider<Wish = ServerWish, Started = StartedServer, Name = ServerAbout['provider']> {
  readonly name: Name;
  /** Looks, changes nothing, never throws: can this provider serve here, and why (not)? */
  look(wish: Wish, context: ServerContext): Promise<Applicability>;
  /** @throws UserError (exit code 3) when it turns out that it cannot. */
  start(wish: Wish, context: ServerContext): Promise<Started>;
}

/** A provider that starts servers of our own; such a server can be kept warm. */
export interface PrivateProvider extends Provider {
  /** What `start` starts, with everything ready for it. @throws as `start` does. */
  prepare(wish: ServerWish, context: ServerContext): Promise<PrivateServer>;
}

export interface Applicability {
  readonly applies: boolean;
  /** For people: "mysqld 8.4.3 at /usr/sbin/mysqld", "no mysqld on PATH". */
  readonly because: string;
}
