import type { StartedServer } from '../../src/hosts/provider.ts';
import { embeddedProvider } from '../../src/mysql/server/embedded.ts';
import { makePlaces } from './places.ts';

/** A server of a test's own: not the suite's, and not one that the developer keeps warm. */
export const startServerApart = async (): Promise<StartedServer> => {
  const places = await makePlaces();
  try {
    const server = await embeddedProvider.start({}, places.context());
    return {
      ...server,
      [Symbol.asyncDispose]: async () => {
        await server[Symbol.asyncDispose]();
        await places[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await places[Symbol.asyncDispose]();
    throw error;
  }
};
