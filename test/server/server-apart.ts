import type { StartedServer } from '../../src/hosts/provider.ts';
import { embeddedProvider } from '../../src/mysql/server/embedded.ts';
import { givesWay, makePlaces } from './places.ts';

/**
 * A server of a test's own: not the suite's, and not one that the developer keeps warm. One that is patient gets
 * processors when nobody else wants them, with all connections that are made from now on.
 */
export const startServerApart = async ({ isPatient = false } = {}): Promise<StartedServer> => {
  const places = await makePlaces();
  try {
    const server = await embeddedProvider.start({}, places.context());
    if (isPatient) await givesWay(places);
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
