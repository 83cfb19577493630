import { exitCodes, suppressing, UserError, unwrap } from '../errors.ts';
import { told } from '../printable.ts';
import { RedisGone, RedisRefusal, RedisSilent } from './client.ts';

/** Turns what a person can fix (address, password, rights) into a UserError with what to do. */
export const explainRefusal = async <T>(place: string, attempt: () => Promise<T>): Promise<T> => {
  try {
    return await attempt();
  } catch (thrown) {
    const { error, cleaningUp } = unwrap(thrown);
    const explanation = explain(error);
    if (explanation === undefined) throw thrown;
    const [what, ...next] = explanation;
    const options = { exitCode: exitCodes.noServer, next, cause: error };
    throw suppressing(new UserError(told`${what} (Redis at ${place})`, options), cleaningUp);
  }
};

const rights = [
  'Lessons run as an account of their own that can touch no other keys. The lab makes it with ACL SETUSER, which Redis has since 6.0.',
  'Use an account that may run ACL, COMMAND, INFO, PING, SCAN, UNLINK, PEXPIRE and all that reads, on every key: ACL SETUSER NAME on >PASSWORD +@all ~*',
  'Or leave out --redis: isolab then starts a Redis of its own.',
];

const explain = (error: unknown): readonly [string, ...string[]] | undefined => {
  if (error instanceof RedisRefusal) return explainAnswer(error);
  if (error instanceof RedisSilent) {
    return [
      `Redis does not answer: ${error.message}`,
      'See whether it was stopped, or what it is busy with.',
    ];
  }
  if (error instanceof RedisGone) {
    return [
      `Redis went away: ${error.message}`,
      'Start the lesson again; a Redis of the lab is started anew.',
    ];
  }
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  switch (error.code) {
    case 'ECONNREFUSED':
    case 'ENOENT':
      return ['Nothing answers there.', 'Check that Redis runs, and its host, port or socket.'];
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return ['There is no host of that name.', 'Check the host in the URL.'];
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return ['The server does not answer.', 'Check the host, the port and firewalls in between.'];
    case 'ECONNRESET':
    case 'EPIPE':
      return ['The server closed the connection.', 'Check that it is a Redis server (rediss:// for TLS).'];
    default:
      return undefined;
  }
};

const explainAnswer = ({ symbol, message }: RedisRefusal): readonly [string, ...string[]] | undefined => {
  switch (symbol) {
    case 'WRONGPASS':
    case 'NOAUTH':
      return [
        'Redis refused the user name or the password.',
        'Check the user and the password of the URL, or set ISOLAB_REDIS_PASSWORD.',
      ];
    case 'NOPERM':
      return [`The account may not do what the lab needs: ${message}`, ...rights];
    case 'BUSY':
      return ['Redis is busy with a script that does not end.', 'End it: SCRIPT KILL, or SHUTDOWN NOSAVE.'];
    case 'ERR':
      return /unknown command/i.test(message)
        ? [`This Redis does not do what the lab needs: ${message}`, ...rights]
        : undefined;
    case 'OOM':
      return ['The memory of Redis is full.', 'Raise its maxmemory, or remove keys.'];
    default:
      return undefined;
  }
};
