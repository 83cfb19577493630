import { UserError } from '../../errors.ts';
import { fetchEmbedded } from '../../hosts/apt/fetch.ts';
import { listFetched, programOf, templateOf } from '../../hosts/apt/fetched.ts';
import { aptMachine } from '../../hosts/apt/machine.ts';
import { cacheRefusal } from '../../hosts/own/places.ts';
import type { PrivateProvider } from '../../hosts/provider.ts';
import { mysqlRecipe } from './recipe.ts';
import { startPrivateServer } from './start.ts';

/** A MySQL from Debian's or Ubuntu's packages, kept in the user's cache and started for one run. */
export const embeddedProvider: PrivateProvider = {
  name: 'embedded',
  look: async (_wish, context) => {
    const refusal = cacheRefusal(context.cacheFolder);
    if (refusal !== undefined) return { applies: false, because: refusal };
    const [fetched] = await listFetched(mysqlRecipe, context.cacheFolder);
    if (fetched !== undefined) {
      return { applies: true, because: `MySQL ${fetched.version} is in ${fetched.folder}` };
    }
    try {
      const { source } = await aptMachine(mysqlRecipe, context);
      return { applies: true, because: `MySQL can be fetched once from ${source.label}` };
    } catch (error) {
      context.signal.throwIfAborted();
      if (error instanceof UserError) return { applies: false, because: error.message };
      throw error;
    }
  },
  prepare: async (_wish, context) => {
    const fetched = await fetchEmbedded(mysqlRecipe, context);
    const program = await programOf(mysqlRecipe, fetched);
    return { provider: 'embedded', version: fetched.version, program, template: templateOf(fetched.folder) };
  },
  start: async (wish, context) => startPrivateServer(await embeddedProvider.prepare(wish, context), context),
};
