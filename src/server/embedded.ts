import { UserError } from '../errors.ts';
import { aptMachine, fetchEmbedded } from './fetch.ts';
import { listFetched, programIn, rootOf, templateOf } from './fetched.ts';
import { serversFolder } from './paths.ts';
import type { Provider } from './provider.ts';
import { startPrivateServer } from './start.ts';

/** A MySQL from Debian's or Ubuntu's packages, kept in the user's cache and started for one run. */
export const embeddedProvider: Provider = {
  name: 'embedded',
  look: async (_wish, context) => {
    const [fetched] = await listFetched(serversFolder(context.cacheFolder));
    if (fetched !== undefined) {
      return { applies: true, because: `MySQL ${fetched.version} is in ${fetched.folder}` };
    }
    try {
      const { source } = await aptMachine(context);
      return { applies: true, because: `MySQL can be fetched once from ${source.label}` };
    } catch (error) {
      context.signal.throwIfAborted();
      if (error instanceof UserError) return { applies: false, because: error.message };
      throw error;
    }
  },
  start: async (_wish, context) => {
    const fetched = await fetchEmbedded(context);
    const program = await programIn(rootOf(fetched.folder), fetched.architecture);
    return startPrivateServer(
      { provider: 'embedded', program, template: templateOf(fetched.folder) },
      context,
    );
  },
};
