import { exitCodes, UserError } from '../errors.ts';

/** What is wrong, and what to do about it. */
type Explanation = readonly [what: string, ...next: string[]];

/** What a server, or the way to it, refuses the lab. `errno` is there when the server itself has answered. */
export class ServerRefusal extends UserError {
  readonly errno: number | undefined;
  /** In the server's own words. */
  readonly said: string;

  constructor([what, ...next]: Explanation, errno: number | undefined, cause: Error) {
    super(what, { exitCode: exitCodes.noServer, next, cause });
    this.errno = errno;
    this.said = cause.message;
  }
}

/** What a person can do something about; undefined for what the lab did wrong. */
export const refusalOf = (error: unknown): ServerRefusal | undefined => {
  if (!(error instanceof Error) || error instanceof UserError) return undefined;
  const errno = 'errno' in error && 'sqlState' in error ? Number(error.errno) : undefined;
  const explanation =
    errno === undefined
      ? explainFailure('code' in error ? String(error.code) : '', error.message)
      : explainAnswer(errno, error.message);
  return explanation && new ServerRefusal(explanation, errno, error);
};

/** What the server said, and not what we make of it. */
export const saidIn = (error: unknown): string => {
  if (error instanceof ServerRefusal) return error.said;
  return error instanceof Error ? error.message : String(error);
};

/** Answers to SQL that is wrong in itself: syntax, a column, a table, a function, an unknown word, a wrong value. */
const ourMistakes: ReadonlySet<number> = new Set([1046, 1054, 1064, 1065, 1109, 1146, 1231, 1305, 1318]);

/** https://dev.mysql.com/doc/mysql-errors/9.7/en/server-error-reference.html */
const explainAnswer = (errno: number, message: string): Explanation | undefined => {
  switch (errno) {
    case 1045:
    case 1698:
      return [
        'The server refused the user name or the password.',
        'Check the user and the password of the URL.',
      ];
    case 1044:
    case 1142:
    case 1227:
    case 1410:
      return [
        `The account may not do what the lab needs: ${message}`,
        'Use an account that may CREATE USER, CREATE and DROP schemas and GRANT on them, and read performance_schema.',
      ];
    case 1040:
      return ['The server has no connection left.', 'Close other clients, or raise max_connections.'];
    case 1203:
    case 1226:
      return [
        `An account has used up what it may: ${message}`,
        'The lab needs a connection for each session of a lesson, and three more. Raise max_user_connections (0: no limit), or the limits of the account.',
      ];
    case 1820:
    case 1862:
      return [`The account's password has expired.`, 'Give it a new one: ALTER USER … IDENTIFIED BY …'];
    case 3118:
    case 3955:
      return ['The account is locked.', 'An administrator can unlock it: ALTER USER … ACCOUNT UNLOCK'];
    case 3032:
      return [
        'The server is in offline mode, which lets in administrators only.',
        'An administrator ends that: SET GLOBAL offline_mode = OFF',
      ];
    case 3159:
      return [
        'The server takes secure connections only (require_secure_transport).',
        'Add ?ssl-mode=REQUIRED to the URL, or with ssl-ca=/path/to/ca.pem the mode VERIFY_IDENTITY.',
      ];
    case 1184:
      return [
        `The server ends new connections, since its init_connect fails: ${message}`,
        "An administrator can correct it: SHOW GLOBAL VARIABLES LIKE 'init_connect'",
      ];
    case 1819:
      return [
        `The server refuses the password of the lab's accounts: ${message}`,
        "They have 40 letters, digits and signs. See the policy: SHOW GLOBAL VARIABLES LIKE 'validate_password%'",
      ];
    case 1290:
    case 1836:
    case 1874:
      return explainReadOnly(message);
    case 1205:
      return [
        'The server kept the lab waiting for a lock for too long.',
        'A backup may hold the whole server (FLUSH TABLES WITH READ LOCK, LOCK INSTANCE FOR BACKUP): wait for its end.',
      ];
    case 1021:
    case 1114:
      return [`The server has no room: ${message}`, 'Make room on its disk.'];
    default:
      if (ourMistakes.has(errno)) return undefined;
      return [
        `The server refused what the lab needs: ERROR ${errno}: ${message}`,
        'See what that means for this server, or use another one; isolab doctor tells which there are.',
      ];
  }
};

/** What to do about a setting of the server that keeps a lesson's own statement from working, if that is it. */
export const settingBehind = (errno: number, message: string): string | undefined => {
  switch (errno) {
    case 1290:
    case 1836:
      return explainReadOnly(message)[1];
    case 1205:
      return explainAnswer(errno, message)?.[1];
    case 1031:
      // ROW_FORMAT=COMPRESSED, COMPRESSION: not in the system tablespace.
      return 'Servers of the lab keep tables in the system tablespace; add TABLESPACE=innodb_file_per_table to this one.';
    case 3161:
      return 'The server has switched that storage engine off (disabled_storage_engines).';
    case 3750:
      return 'The server wants a primary key in every table (sql_require_primary_key); an administrator can switch that off.';
    default:
      return undefined;
  }
};

/** One number for several options: "… is running with the --super-read-only option so it cannot execute …". */
const explainReadOnly = (message: string): Explanation =>
  /read.only/i.test(message)
    ? [
        `The server can only be read: ${message}`,
        'It may be a replica: use its source. Or an administrator ends that: SET GLOBAL read_only = OFF',
      ]
    : [
        `The server runs with an option that keeps the lab from working: ${message}`,
        'Start it without that option, or use another server.',
      ];

/** Before there is any answer. */
const explainFailure = (code: string, message: string): Explanation | undefined => {
  switch (code) {
    case 'ECONNREFUSED':
    case 'ENOENT':
      return ['Nothing answers there.', 'Check that the server runs, and its host, port or socket.'];
    case 'EACCES':
      return ['You may not use that socket.', "Check the socket's and its folder's permissions."];
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return ['There is no host of that name.', 'Check the host in the URL.'];
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return ['The server does not answer.', 'Check the host, the port and firewalls in between.'];
    case 'EMFILE':
    case 'ENFILE':
      return [
        'Too many files and connections are open.',
        'Raise the limit (ulimit -n), or run less at a time.',
      ];
    case 'HANDSHAKE_SSL_ERROR':
    case 'HANDSHAKE_NO_SSL_SUPPORT':
      return [`No secure connection: ${message}`, "Check the server's certificate and the TLS settings."];
    case 'PROTOCOL_CONNECTION_LOST':
    case 'ECONNRESET':
    case 'EPIPE':
      return ['The server closed the connection.', 'Check that it is a MySQL server, and its log.'];
    case 'AUTH_SWITCH_PLUGIN_ERROR':
      return [
        `The account logs in in a way that the lab does not know: ${message}`,
        'Use an account of caching_sha2_password or mysql_native_password.',
      ];
    default:
      return undefined;
  }
};
