import { join } from 'node:path';

/** Where a server of ours takes connections. */
export const redisSocketIn = (run: string): string => join(run, 'redis.sock');

const optionsOf = (settings: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);

/**
 * How our own Redis runs: a few connections, nothing on the disk, bounds on what a lesson can make it hold.
 * https://redis.io/docs/latest/operate/oss_and_stack/management/config/
 */
export const limitOptions: readonly string[] = optionsOf({
  save: '',
  appendonly: 'no',
  databases: '1',
  maxmemory: '64mb',
  // A guard that vanishes when memory is short would be no guard.
  'maxmemory-policy': 'noeviction',
  // No value may be larger than this, and no answer than that.
  'proto-max-bulk-len': '16mb',
  'client-output-buffer-limit': 'normal 64mb 0 0',
  // From then on, in ms, a script that does not end can be ended.
  'lua-time-limit': '1000',
});

/** The same behind a Unix socket in its run folder, and on no port. */
export const runOptions = (run: string): readonly string[] => [
  ...optionsOf({
    port: '0',
    unixsocket: redisSocketIn(run),
    unixsocketperm: '700',
    dir: run,
    daemonize: 'no',
    loglevel: 'notice',
  }),
  ...limitOptions,
];
