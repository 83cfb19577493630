/**
 * How our own servers run: one person, a few connections, data that is thrown away, nothing on the network.
 * https://dev.mysql.com/doc/refman/9.7/en/server-system-variables.html
 */

/** Settings that shape the files of the data directory: the same when it is made and when it is used. */
const storage = [
  '--innodb-data-file-path=ibdata1:12M:autoextend',
  '--innodb-autoextend-increment=1',
  // Since 8.0.30.
  '--loose-innodb-redo-log-capacity=8M',
  '--innodb-log-buffer-size=1M',
  // In 16M pages are thrown out while a busy lab holds locks on them: each is read again for the key, or its key is lost.
  '--innodb-buffer-pool-size=32M',
  '--innodb-flush-log-at-trx-commit=0',
  '--innodb-doublewrite=OFF',
  '--innodb-flush-method=nosync',
  '--skip-log-bin',
] as const;

/** Nothing reaches it but a Unix socket, and it reaches no file but its own. */
const isolation = [
  '--skip-networking',
  '--loose-mysqlx=OFF',
  '--secure-file-priv=NULL',
  '--auto-generate-certs=OFF',
  '--loose-caching-sha2-password-auto-generate-rsa-keys=OFF',
] as const;

const size = [
  // Statistics decide which index is used and so what is locked: they must not change in the background.
  '--innodb-stats-auto-recalc=OFF',
  // Every run makes its tables anew: five times as fast in the system tablespace, which uses the room again. Partitions
  // have files of their own all the same; a table that is compressed says TABLESPACE=innodb_file_per_table.
  '--innodb-file-per-table=OFF',
  '--max-connections=500',
  '--table-open-cache=400',
  '--table-definition-cache=400',
  // What one connection has opened serves the next one, too.
  '--table-open-cache-instances=1',
  // Who waits for a latch does nothing for a while, in the hope that another processor lets go of it: there are few.
  '--innodb-sync-spin-loops=0',
  '--event-scheduler=OFF',
  '--innodb-buffer-pool-load-at-startup=OFF',
  '--innodb-buffer-pool-dump-at-shutdown=OFF',
] as const;

/**
 * performance_schema shows the locks, so it stays on; what it counts and remembers beyond that costs half a
 * second at every start and 300 MB. data_locks, data_lock_waits, metadata_locks, threads and
 * events_transactions_current need none of it.
 */
const instruments = [
  'max-table-instances=500',
  'max-table-handles=1000',
  'max-digest-length=0',
  'digests-size=0',
  'events-statements-history-long-size=0',
  'events-waits-history-long-size=0',
  'events-stages-history-long-size=0',
  'events-transactions-history-long-size=0',
  'error-size=0',
  'session-connect-attrs-size=0',
  'max-sql-text-length=0',
  'max-program-instances=0',
  'max-statement-classes=0',
  'max-memory-classes=0',
  'max-mutex-classes=0',
  'max-rwlock-classes=0',
  'max-cond-classes=0',
  'max-socket-classes=0',
  'max-file-classes=0',
  'max-stage-classes=0',
].map((option) => `--loose-performance-schema-${option}`);

/** mysqld refuses to run as root unless told so. https://dev.mysql.com/doc/refman/9.7/en/server-options.html#option_mysqld_user */
const asRoot = (): string[] => (process.getuid?.() === 0 ? ['--user=root'] : []);

/** Options that make an empty data directory with root@localhost and no password. */
export const initializeOptions = (dataFolder: string): string[] => [
  '--no-defaults',
  '--initialize-insecure',
  ...asRoot(),
  `--datadir=${dataFolder}`,
  ...storage,
  ...isolation,
];

export interface RunPlaces {
  readonly dataFolder: string;
  readonly temporaryFolder: string;
  readonly socketPath: string;
  readonly pidFile: string;
}

/** Options that run a server on a data directory made with initializeOptions. */
export const runOptions = (places: RunPlaces): string[] => [
  '--no-defaults',
  ...asRoot(),
  `--datadir=${places.dataFolder}`,
  `--tmpdir=${places.temporaryFolder}`,
  `--socket=${places.socketPath}`,
  `--pid-file=${places.pidFile}`,
  '--default-time-zone=+00:00',
  '--character-set-server=utf8mb4',
  '--log-error-verbosity=1',
  ...storage,
  ...isolation,
  ...size,
  ...instruments,
];

/**
 * The same for a server in a container, where the image's entrypoint says where things are. It keeps its
 * network port and its certificates, without which nobody could log in over it.
 */
export const containerOptions: readonly string[] = [
  '--default-time-zone=+00:00',
  '--character-set-server=utf8mb4',
  '--loose-mysqlx=OFF',
  '--secure-file-priv=NULL',
  // A container may have no name server, and every log-in would wait for it.
  '--skip-name-resolve',
  ...storage,
  ...size,
  ...instruments,
];
