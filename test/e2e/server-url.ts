import type { ServerAddress } from '../../src/hosts/provider.ts';

/** The address of the suite's server as the user would give it. */
export const urlOf = ({ user, password, socketPath, host, port }: ServerAddress): string => {
  const account = `${encodeURIComponent(user)}${password === '' ? '' : `:${encodeURIComponent(password)}`}`;
  return socketPath === undefined
    ? `mysql://${account}@${host}:${port}`
    : `mysql://${account}@localhost?socket=${encodeURIComponent(socketPath)}`;
};
