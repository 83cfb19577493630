/**
 * What a lesson may send. Commands on data are let in by their kinds, since the server checks their keys;
 * others by name, since they have no keys to be checked: SCAN, KEYS, RANDOMKEY and DBSIZE would show what others
 * have. https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/
 */
const kinds = [
  'string',
  'hash',
  'list',
  'set',
  'sortedset',
  'bitmap',
  'hyperloglog',
  'geo',
  'stream',
  'transaction',
] as const;

const commands = [
  'del',
  'exists',
  'expire',
  'expireat',
  'expiretime',
  'object',
  'persist',
  'pexpire',
  'pexpireat',
  'pexpiretime',
  'pttl',
  'rename',
  'renamenx',
  'touch',
  'ttl',
  'type',
  'unlink',
  'echo',
  'ping',
  'time',
  'eval',
  'eval_ro',
  'evalsha',
  'evalsha_ro',
] as const;

/** Taken away again: what disturbs others, and what waits, since nothing in the lab could end the wait. */
const never = ['admin', 'dangerous', 'blocking', 'pubsub'] as const;

/** Commands that not every version has. */
export const optionalCommands: readonly string[] = commands;

/**
 * With one word only, Redis 8.0 does not check the key of PFMERGE: a script could make and change keys of others.
 */
const unchecked = ['pfmerge'] as const;

export interface Account {
  readonly name: string;
  readonly password: string;
  /** Begins every key that it may touch. */
  readonly prefix: string;
}

/** The rules of an account, for ACL SETUSER. `known`: those of the commands that the server has. */
export const rulesOf = (
  { password, prefix }: Account,
  known: readonly string[],
  database: number | undefined,
): readonly string[] => [
  'reset',
  'on',
  `>${password}`,
  `~${prefix}*`,
  ...kinds.map((kind) => `+@${kind}`),
  ...known.map((command) => `+${command}`),
  '+script|load',
  '+script|exists',
  // The connection itself goes to the database of the URL, and to no other one.
  ...(database === undefined ? [] : [`+select|${database}`]),
  ...never.map((kind) => `-@${kind}`),
  ...unchecked.map((command) => `-${command}`),
];
