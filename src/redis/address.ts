import type { RedisAbout } from '../engine/events.ts';

/** How the lab reaches a Redis. The password never leaves this object: not in messages, not in events. */
export interface RedisAddress {
  /** None is Redis' own: default. */
  readonly username?: string;
  readonly password?: string;
  /** A Unix socket, or else host and port. */
  readonly socketPath?: string;
  readonly host?: string;
  readonly port?: number;
  readonly tls?: true;
  /** None is 0. */
  readonly database?: number;
}

/** A Redis that answers. Disposing of it stops it when it is ours, and leaves it alone when it is not. */
export interface StartedRedis extends Omit<RedisAbout, 'version'>, AsyncDisposable {
  readonly address: RedisAddress;
}
