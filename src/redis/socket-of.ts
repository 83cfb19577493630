import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Socket } from 'node:net';

/** Node tells of every socket of a client here. https://nodejs.org/api/diagnostics_channel.html#net */
const channel = 'net.client.socket';

const opening = new AsyncLocalStorage<object>();

/** Does something that opens a connection, and tells its socket, which the driver keeps to itself. */
export const withSocket = async <T>(tell: (socket: Socket) => void, open: () => Promise<T>): Promise<T> => {
  const own = {};
  const heard = (message: unknown): void => {
    if (opening.getStore() !== own || typeof message !== 'object' || message === null) return;
    if ('socket' in message && message.socket instanceof Socket) tell(message.socket);
  };
  subscribe(channel, heard);
  try {
    return await opening.run(own, open);
  } finally {
    unsubscribe(channel, heard);
  }
};
